namespace ImageBuild.Registries.Credentials;

/// <summary>A program to run.</summary>
/// <param name="FileName">Its full path.</param>
/// <param name="Arguments">Its arguments, each passed as it is.</param>
/// <param name="Input">What it reads from standard input; may be a secret.</param>
public sealed record ProcessRequest(string FileName, IReadOnlyList<string> Arguments, string Input)
{
    /// <inheritdoc />
    public override string ToString() => FileName;
}
