using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Failures;

/// <summary>Carries a <see cref="RegistryFailure"/> inside the coded exception that is shown, for code that decides by it.</summary>
internal sealed class RegistryFailureException(RegistryFailure failure, Exception? inner)
    : Exception(failure.Message ?? failure.Problem?.ToString() ?? $"HTTP {failure.Status}", inner)
{
    public RegistryFailure Failure { get; } = failure;

    /// <summary>The failure inside a coded exception; null where it has another cause.</summary>
    public static RegistryFailure? Of(ImageBuildException exception) => (exception.InnerException as RegistryFailureException)?.Failure;
}
