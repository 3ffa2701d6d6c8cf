using ImageBuild.Diagnostics;
using ImageBuild.Registries;

namespace ImageBuild.Tool.Commands;

/// <summary>A repository as an argument: a reference without tag and digest.</summary>
internal static class RepositoryArgument
{
    /// <exception cref="ImageBuildException">It is not a repository.</exception>
    public static ImageReference Parse(string text)
    {
        var reference = ImageReference.Parse(text);
        return reference is { Tag: null, Digest: null }
            ? reference
            : throw ErrorCodes.InvalidReference.Error($"'{text}' names an image; a repository is meant here.", "Leave the tag and the digest out: registry/repository.");
    }
}
