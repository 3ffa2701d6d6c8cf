using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Registries;

namespace ImageBuild.Transfers;

/// <summary>Where an image is or goes, as every command writes it: in a registry, an OCI layout, an OCI archive or a Docker archive.</summary>
public abstract record ImageLocation
{
    /// <summary>How the forms are written, for messages and help texts.</summary>
    public const string Forms = "registry/repository:tag, oci:FOLDER[:TAG], oci-archive:FILE[:TAG] or docker-archive:FILE[:NAME]";

    private ImageLocation()
    {
    }

    /// <summary>Reads a location.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidReference"/>, or the code of the part that is wrong.</exception>
    public static ImageLocation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.IndexOf(':', StringComparison.Ordinal) switch
        {
            var colon and > 0 when Rest(text, colon) is { Length: > 0 } rest => text[..colon] switch
            {
                "oci" => InLayout.Of(rest),
                "oci-archive" => InOciArchive.Of(rest),
                "docker-archive" => InDockerArchive.Of(rest),
                "docker" when rest.StartsWith("//", StringComparison.Ordinal) => throw Unknown(text, "Leave 'docker://' out."),
                "docker-daemon" or "containers-storage" or "dir" or "sif" or "ostree" or "oci-dir" or "tarball" => throw Unknown(text, $"Write {Forms}."),
                _ => new InRegistry(ImageReference.Parse(text)),
            },
            > 0 when text.TrimEnd(':') is "oci" or "oci-archive" or "docker-archive" => throw Unknown(text, $"Write {Forms}."),
            _ => new InRegistry(ImageReference.Parse(text)),
        };
    }

    /// <summary>The same place, and what is meant there by its digest: a reference that never changes its meaning.</summary>
    public ImageLocation WithDigest(Digest digest) => this switch
    {
        InRegistry { Reference: var reference } => new InRegistry(ImageReference.Create(reference.Registry, reference.Repository, digest: digest)),
        InLayout layout => layout with { Name = digest.ToString() },
        InOciArchive archive => archive with { Name = digest.ToString() },
        InDockerArchive archive => archive with { Name = digest.ToString() },
        InEngine engine => engine with { Name = digest.ToString() },
        _ => throw new InvalidOperationException($"There is no digest reference for {this}."),
    };

    /// <summary>The same place with an absolute path; a place that is no path stays as it is.</summary>
    /// <param name="folder">What relative paths are relative to, absolute.</param>
    public ImageLocation From(string folder) => this switch
    {
        InLayout layout => layout with { Folder = Path.GetFullPath(layout.Folder, folder) },
        InOciArchive archive => archive with { File = Path.GetFullPath(archive.File, folder) },
        InDockerArchive archive => archive with { File = Path.GetFullPath(archive.File, folder) },
        _ => this,
    };

    private static string Rest(string text, int colon) => text[(colon + 1)..];

    private static ImageBuildException Unknown(string text, string remedy) => ErrorCodes.InvalidReference.Error($"'{text}' is no place for images that is known here.", remedy);

    /// <summary>Cuts "PATH:NAME" or "PATH@DIGEST" in two. The colon of "C:\folder" and those in a path that exists are parts of the path.</summary>
    private static (string Path, string? Name) Cut(string text, Func<string, bool> exists)
    {
        if (text.LastIndexOf('@') is > 0 and var at && Digest.TryParse(text[(at + 1)..], out _))
            return (text[..at], text[(at + 1)..]);
        var colon = text.LastIndexOf(':');
        return colon > 1 && colon > text.LastIndexOfAny(['/', '\\']) && !exists(text) ? (text[..colon], text[(colon + 1)..]) : (text, null);
    }

    /// <summary>In a registry.</summary>
    public sealed record InRegistry(ImageReference Reference) : ImageLocation
    {
        /// <inheritdoc />
        public override string ToString() => Reference.ToString();
    }

    /// <summary>In an OCI layout.</summary>
    /// <param name="Folder">The folder, as written.</param>
    /// <param name="Name">A tag, or a digest of something that is there; null for the only image, and for the tag of the source.</param>
    public sealed record InLayout(string Folder, string? Name) : ImageLocation
    {
        /// <inheritdoc />
        public override string ToString() => Written("oci", Folder, Name);

        internal static InLayout Of(string text)
        {
            var (folder, name) = Cut(text, Directory.Exists);
            return new InLayout(folder, name);
        }
    }

    /// <summary>In an OCI archive.</summary>
    /// <param name="File">The file, as written.</param>
    /// <param name="Name">A tag, or a digest of something that is there; null for the only image, and for the tag of the source.</param>
    public sealed record InOciArchive(string File, string? Name) : ImageLocation
    {
        /// <inheritdoc />
        public override string ToString() => Written("oci-archive", File, Name);

        internal static InOciArchive Of(string text)
        {
            var (file, name) = Cut(text, System.IO.File.Exists);
            return new InOciArchive(file, name);
        }
    }

    /// <summary>In a Docker archive.</summary>
    /// <param name="File">The file, as written.</param>
    /// <param name="Name">"repository:tag", with or without the registry; null for the only image, and for the name of the source.</param>
    public sealed record InDockerArchive(string File, string? Name) : ImageLocation
    {
        /// <inheritdoc />
        public override string ToString() => Written("docker-archive", File, Name);

        /// <remarks>The name may hold colons and slashes, so it begins behind the first colon.</remarks>
        internal static InDockerArchive Of(string text)
        {
            var colon = text.IndexOf(':', Math.Min(2, text.Length));
            if (colon < 0 || System.IO.File.Exists(text))
                return new InDockerArchive(text, null);
            if (Cut(text, System.IO.File.Exists) is (var file, { } digest) && Digest.TryParse(digest, out _))
                return new InDockerArchive(file, digest);
            var name = text[(colon + 1)..];
            var reference = ImageReference.Parse(name);
            return new InDockerArchive(text[..colon], reference.Tag is null && reference.Digest is null ? $"{name}:{ImageReference.DefaultTag}" : name);
        }
    }

    /// <summary>In a container engine on this machine. Images go there and are not read from there.</summary>
    /// <param name="Command">"docker" or "podman".</param>
    /// <param name="Name">A digest of something that is there; null for the names of the source.</param>
    public sealed record InEngine(string Command, string? Name = null) : ImageLocation
    {
        /// <inheritdoc />
        public override string ToString() => Written(Command, "", Name).Replace(":@", ":", StringComparison.Ordinal).TrimEnd(':');
    }

    private static string Written(string form, string path, string? name) =>
        name is null ? $"{form}:{path}" : Digest.TryParse(name, out _) ? $"{form}:{path}@{name}" : $"{form}:{path}:{name}";
}
