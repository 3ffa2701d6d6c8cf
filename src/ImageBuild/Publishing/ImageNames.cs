using System.Text;
using ImageBuild.Diagnostics;
using ImageBuild.Registries;

namespace ImageBuild.Publishing;

/// <summary>The names users give, in the forms that shells, YAML and MSBuild let through.</summary>
public static class ImageNames
{
    /// <summary>The repository asked for, or one made of the assembly's name.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidRepository"/>.</exception>
    public static string Repository(string asked, string assemblyName, IBuildLog log)
    {
        if (asked.Length == 0)
            return ReferenceGrammar.RequireRepository(FromAssemblyName(assemblyName));
        var lower = asked.ToLowerInvariant();
        ReferenceGrammar.RequireRepository(lower);
        if (lower != asked)
            log.Warning(ErrorCodes.RepositoryLowered, $"The repository '{asked}' became '{lower}': registries know lower case only.");
        return lower;
    }

    /// <summary>The tags asked for, each once; "latest" where there is none.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidTag"/>, <see cref="ErrorCodes.BothTagProperties"/>.</exception>
    public static IReadOnlyList<string> Tags(string tag, string list)
    {
        if (tag.Length > 0 && list.Length > 0)
            throw ErrorCodes.BothTagProperties.Error($"ContainerImageTag is '{tag}' and ContainerImageTags is '{list}'.");
        var tags = (tag.Length > 0 ? [tag] : PropertyLists.Words(list)).Select(ReferenceGrammar.RequireTag).Distinct(StringComparer.Ordinal).ToList();
        return tags.Count > 0 ? tags : [ImageReference.DefaultTag];
    }

    /// <summary>Lower case; what a repository cannot hold becomes one '-' a run; nothing of that at the ends.</summary>
    private static string FromAssemblyName(string name)
    {
        var text = new StringBuilder();
        foreach (var character in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(character))
                text.Append(character);
            else if (text.Length > 0 && char.IsAsciiLetterOrDigit(text[^1]))
                text.Append(character is '.' or '_' ? character : '-');
        }

        return text.ToString().TrimEnd('.', '_', '-');
    }
}
