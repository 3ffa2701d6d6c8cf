namespace ImageBuild.Tests.Debian;

/// <summary>Files of the repository that tests compare code with.</summary>
internal static class RepositoryFile
{
    public static string Path(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "ImageBuild.sln")))
                return System.IO.Path.Combine(folder.FullName, relative);
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    public static string[] Lines(string relative) => File.ReadAllLines(Path(relative));
}
