using ImageBuild.Diagnostics;

namespace ImageBuild.Publishing;

/// <summary>An annotation, and where it stands.</summary>
/// <param name="Key">"org.opencontainers.image.source".</param>
/// <param name="Value">Any text.</param>
/// <param name="Scope">Where it stands.</param>
public sealed record ImageAnnotation(string Key, string Value, AnnotationScope Scope)
{
    /// <summary>Reads an item.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="scope">"manifest", "index", "descriptor", or several of them; empty for manifest and index.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidAnnotation"/>.</exception>
    public static ImageAnnotation Parse(string key, string value, string scope)
    {
        if (key.Length == 0 || key.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            throw ErrorCodes.InvalidAnnotation.Error($"'{key}' is not the key of an annotation.");
        var scopes = PropertyLists.Words(scope).Select(word => word.ToLowerInvariant() switch
        {
            "manifest" => AnnotationScope.Manifest,
            "index" => AnnotationScope.Index,
            "descriptor" or "manifest-descriptor" => AnnotationScope.Descriptor,
            _ => throw ErrorCodes.InvalidAnnotation.Error($"The annotation '{key}' has the Scope '{word}'."),
        }).ToList();
        return new(key, value, scopes.Count == 0 ? AnnotationScope.Manifest | AnnotationScope.Index : scopes.Aggregate((all, next) => all | next));
    }

    /// <summary>The annotations of one place; a later one of the same key wins.</summary>
    internal static Dictionary<string, string> At(AnnotationScope place, IEnumerable<ImageAnnotation> annotations, IReadOnlyDictionary<string, string> under)
    {
        var all = new Dictionary<string, string>(under, StringComparer.Ordinal);
        foreach (var annotation in annotations.Where(annotation => annotation.Scope.HasFlag(place)))
            all[annotation.Key] = annotation.Value;
        return all;
    }
}
