using System.Xml;
using System.Xml.Linq;

namespace ImageBuild.Inspection.Packages;

/// <summary>Licences of NuGet packages whose nuspec files are in the image. Publish leaves them out; images of tools and SDKs have them.</summary>
internal static class Nuspec
{
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    public static bool IsOne(string path) => path.EndsWith(".nuspec", StringComparison.Ordinal);

    /// <summary>The licence by package, where the file states an SPDX expression.</summary>
    /// <exception cref="XmlException">A file is not XML.</exception>
    public static (PackageIdentity Package, string License)? Read(byte[] xml)
    {
        using var reader = XmlReader.Create(new MemoryStream(xml), Settings);
        var metadata = XElement.Load(reader).Elements().FirstOrDefault(element => element.Name.LocalName == "metadata");
        var license = metadata?.Elements().FirstOrDefault(element => element.Name.LocalName == "license" && (string?)element.Attribute("type") == "expression");
        return license is not null && Text("id") is { } id && Text("version") is { } version ? (new PackageIdentity(PackageType.NuGet, id, version), license.Value) : null;

        string? Text(string name) => metadata?.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
    }
}
