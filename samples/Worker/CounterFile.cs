using System.Globalization;

namespace WorkerSample;

/// <summary>A number that outlives the container.</summary>
internal sealed class CounterFile(string folder)
{
    private readonly string _path = Path.Combine(folder, "count.txt");

    public async Task<int> ReadAsync(CancellationToken cancellationToken) =>
        File.Exists(_path) ? int.Parse(await File.ReadAllTextAsync(_path, cancellationToken), CultureInfo.InvariantCulture) : 0;

    public Task WriteAsync(int number, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(_path, number.ToString(CultureInfo.InvariantCulture), cancellationToken);

    public bool WasWrittenWithin(TimeSpan time) => File.Exists(_path) && DateTime.UtcNow - File.GetLastWriteTimeUtc(_path) < time;
}
