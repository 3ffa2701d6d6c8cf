namespace ImageBuild.Layers;

/// <summary>Packages that are released together, told by their ids alone: no list of popular packages, so nothing shifts over time.</summary>
public static class PackageFamily
{
    /// <summary>First parts that name a vendor with many products; what is released together shows in the second part.</summary>
    private static readonly string[] Vendors =
    [
        "Amazon", "Aspire", "AWS", "AWSSDK", "Azure", "CommunityToolkit", "DevExpress", "Google", "IBM", "Microsoft", "Oracle",
        "Syncfusion", "System", "Telerik",
    ];

    /// <summary>The runtime of self-contained applications and what NativeAOT links in.</summary>
    private static readonly string[] Runtimes =
    [
        "Microsoft.NETCore.App.Runtime", "Microsoft.AspNetCore.App.Runtime", "Microsoft.WindowsDesktop.App.Runtime", "Microsoft.DotNet.ILCompiler",
    ];

    /// <summary>"Serilog" for Serilog.Sinks.File, "Microsoft.Extensions" for Microsoft.Extensions.Http.</summary>
    /// <param name="packageId">NuGet's id of a package; case does not matter to NuGet.</param>
    public static string Of(string packageId)
    {
        var parts = WithoutPlatform(packageId).Split('.');
        var isVendor = parts.Length > 1 && Vendors.Contains(parts[0], StringComparer.OrdinalIgnoreCase);
        return isVendor ? $"{parts[0]}.{parts[1]}" : parts[0];
    }

    /// <summary>Whether the package is a runtime pack, which is as large as many families and changes with the SDK alone.</summary>
    public static bool IsRuntime(string packageId)
    {
        var id = WithoutPlatform(packageId);
        return Runtimes.Any(runtime => id.Equals(runtime, StringComparison.OrdinalIgnoreCase) || id.StartsWith(runtime + ".", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>"System.IO.Ports" for runtime.linux-x64.runtime.native.System.IO.Ports: native assets belong to whom they serve.</summary>
    private static string WithoutPlatform(string packageId)
    {
        const string Prefix = "runtime.";
        if (!packageId.StartsWith(Prefix, StringComparison.Ordinal))
            return packageId;
        var served = packageId.Split('.').SkipWhile(part => part.Length == 0 || !char.IsAsciiLetterUpper(part[0])).ToList();
        return served.Count > 0 ? string.Join('.', served) : packageId;
    }
}
