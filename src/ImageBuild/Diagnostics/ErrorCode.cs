namespace ImageBuild.Diagnostics;

/// <summary>A numbered diagnostic with a page of its own under docs/diagnostics.</summary>
/// <param name="Id">The stable identifier, "IB" and four digits.</param>
/// <param name="Title">What went wrong in general, without a full stop.</param>
/// <param name="Remedy">What to do about it when the place that throws knows nothing better.</param>
/// <param name="SdkCode">The code the .NET SDK's container support uses for the same problem, so that searches land.</param>
public sealed record ErrorCode(string Id, string Title, string Remedy, string? SdkCode = null)
{
    /// <summary>Makes the exception to throw.</summary>
    /// <param name="cause">One line: what was done to which thing, and what came back. Never holds a secret.</param>
    /// <param name="remedy">A more precise remedy than <see cref="Remedy"/>, where the place that throws knows one.</param>
    /// <param name="inner">The exception that led here.</param>
    public ImageBuildException Error(string cause, string? remedy = null, Exception? inner = null) =>
        new(this, cause, remedy ?? Remedy, inner);

    /// <inheritdoc />
    public override string ToString() => Id;
}
