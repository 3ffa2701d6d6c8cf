using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ImageBuild.Inspection.Comparing;

namespace ImageBuild.Inspection.Rendering;

/// <summary>An inspection as one self-contained page: nothing is fetched, and nothing but the page's own script may run.</summary>
/// <remarks>
/// The page holds the document of <see cref="InspectionJson"/> and draws from it. The content security policy names script and style
/// by their hashes, so that even a mistake in the drawing could not make a file name run.
/// </remarks>
public static partial class InspectionPage
{
    /// <summary>Later ones use what earlier ones define.</summary>
    private static readonly string[] Scripts = ["shared.js", "map.js", "tables.js", "page.js"];

    /// <summary>The page in UTF-8.</summary>
    /// <param name="inspection">What was found; layers that were not read are empty on the map.</param>
    /// <param name="comparison">What another image has in common with it; null for none.</param>
    public static byte[] Write(ImageInspection inspection, SharedContent? comparison = null)
    {
        var (style, script) = (Resource("page.css"), $"'use strict';\n{{\n{string.Concat(Scripts.Select(Resource))}}}\n");
        var parts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["title"] = WebUtility.HtmlEncode(inspection.Source),
            ["style"] = style,
            ["style-hash"] = Hash(style),
            ["script"] = script,
            ["script-hash"] = Hash(script),
            ["inspection"] = InMarkup(new InspectionJson(WithFiles: true).Write(inspection, comparison)),
        };
        return Encoding.UTF8.GetBytes(Placeholder().Replace(Resource("page.html"), match => parts[match.Groups["name"].Value]));
    }

    /// <summary>JSON that no HTML parser finds a tag or comment in. Outside strings JSON has none of these characters.</summary>
    private static string InMarkup(byte[] json) => Encoding.UTF8.GetString(json)
        .Replace("<", "\\u003c", StringComparison.Ordinal)
        .Replace(">", "\\u003e", StringComparison.Ordinal)
        .Replace("&", "\\u0026", StringComparison.Ordinal);

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"ImageBuild.Inspection.Page.{name}")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"\{(?<name>[a-z-]+)\}")]
    private static partial Regex Placeholder();
}
