namespace ImageBuild.Inspection.Comparing;

/// <summary>A field of the configuration or manifest that differs.</summary>
/// <param name="Field">"user", "environment PATH", "label org.opencontainers.image.revision".</param>
/// <param name="Before">The value there was; null for none.</param>
/// <param name="After">The value there is; null for none.</param>
public sealed record SettingChange(string Field, string? Before, string? After);
