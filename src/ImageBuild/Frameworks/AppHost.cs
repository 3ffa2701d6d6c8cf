using System.Text;
using ImageBuild.Diagnostics;

namespace ImageBuild.Frameworks;

/// <summary>Makes the executable that starts an application, from the template in the apphost pack.</summary>
/// <remarks>
/// Needed where the build's own apphost is for another platform than the image, or was switched off. The template holds
/// the SHA-256 of "foobar" in hexadecimal as a place holder; the name of the assembly goes there, padded with NUL
/// (documented in dotnet/runtime, docs/design/features/host-component-dependencies-resolution.md and apphost sources).
/// </remarks>
public static class AppHost
{
    /// <summary>A name may be as long as the space the template reserves for it, less the closing NUL.</summary>
    private const int MaxNameLength = 1023;

    private static ReadOnlySpan<byte> PlaceHolder => "c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2"u8;

    /// <summary>The bytes of an apphost that starts <paramref name="assemblyFileName"/> beside itself.</summary>
    /// <param name="template">The file "apphost" of the pack.</param>
    /// <param name="assemblyFileName">"WebApi.dll".</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidAppHost"/>.</exception>
    public static byte[] Create(ReadOnlySpan<byte> template, string assemblyFileName)
    {
        var name = Encoding.UTF8.GetBytes(assemblyFileName);
        if (name.Length > MaxNameLength)
            throw ErrorCodes.InvalidAppHost.Error($"The assembly name '{assemblyFileName}' is longer than {MaxNameLength} bytes.");
        var at = template.IndexOf(PlaceHolder);
        if (at < 0 || template.Length - at <= name.Length)
            throw ErrorCodes.InvalidAppHost.Error("The apphost pack holds no template with a place for the assembly's name.");

        var bytes = template.ToArray();
        var room = bytes.AsSpan(at, Math.Max(name.Length, PlaceHolder.Length));
        room.Clear();
        name.CopyTo(room);
        return bytes;
    }
}
