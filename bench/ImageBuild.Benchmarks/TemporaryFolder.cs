namespace ImageBuild.Benchmarks;

/// <summary>A folder that is gone afterwards.</summary>
internal sealed class TemporaryFolder(bool keep) : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("imagebuild-bench-").FullName;

    /// <summary>A path below the folder.</summary>
    public string this[string relativePath] => System.IO.Path.Combine(Path, relativePath);

    public void Dispose()
    {
        if (keep)
            Console.Error.WriteLine($"Kept {Path}");
        else
            Directory.Delete(Path, recursive: true);
    }
}
