using System.CommandLine;
using System.Globalization;
using ImageBuild.Content;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild cache ls|prune|verify</c>: looks after the local cache.</summary>
internal static class CacheCommand
{
    public static Command Create()
    {
        var directory = new Option<string?>("--directory", "-d")
        {
            Description = "The cache; by default IMAGEBUILD_CACHE, else the operating system's folder for caches.",
            Recursive = true,
        };
        return new Command("cache", "Shows, bounds and checks the local cache.") { directory, List(directory), Prune(directory), Verify(directory) };
    }

    /// <summary>The list goes to standard output, a blob a line; the sum to standard error.</summary>
    private static Command List(Option<string?> directory)
    {
        var command = new Command("ls", "Lists what the cache holds, the most recently used first: digest, bytes, last use, what it is.");
        command.SetAction((arguments, log, _) =>
        {
            var cache = Open(arguments, directory);
            var entries = new CacheMaintenance(cache).List();
            foreach (var entry in entries)
            {
                var time = entry.LastUsed.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                log.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entry.Digest} {entry.Size,12} {time} {string.Join(", ", entry.Names)}").TrimEnd());
            }

            log.Info($"{Count(entries)} in {cache.Root}");
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Prune(Option<string?> directory)
    {
        var olderThan = new Option<string?>("--older-than") { Description = "Deletes what was not used for this many days; by default IMAGEBUILD_CACHE_DAYS, else 30." };
        var size = new Option<string?>("--size") { Description = "Then deletes what was used longest ago until no more than this is left: 2GB, 500MB; by default IMAGEBUILD_CACHE_SIZE, else 5GB." };
        var command = new Command("prune", "Deletes what nobody used for long. What was used within the last hour stays.") { olderThan, size };
        command.SetAction((arguments, log, _) =>
        {
            var limits = CacheLimits.FromEnvironment(Environment.GetEnvironmentVariable);
            if (arguments.GetValue(olderThan) is { } days)
                limits = limits with { Unused = CacheLimits.ParseDays(days, "--older-than") };
            if (arguments.GetValue(size) is { } bytes)
                limits = limits with { Size = CacheLimits.ParseSize(bytes, "--size") };
            var cache = Open(arguments, directory);
            var result = new CacheMaintenance(cache).Prune(limits);
            log.Info($"Deleted {Count(result.Deleted)}, kept {Count(result.Kept)} in {cache.Root}");
            return Task.FromResult(0);
        });
        return command;
    }

    /// <summary>What was damaged goes to standard output, a file a line.</summary>
    private static Command Verify(Option<string?> directory)
    {
        var command = new Command("verify", "Reads the whole cache and deletes what was changed on disk. The exit code is 1 when something was.");
        command.SetAction(async (arguments, log, cancellationToken) =>
        {
            var cache = Open(arguments, directory);
            var result = await new CacheMaintenance(cache).VerifyAsync(cancellationToken).ConfigureAwait(false);
            foreach (var file in result.Damaged)
                log.Output.WriteLine(file);
            log.Info($"{result.Intact} files are right, {result.Damaged.Count} were damaged and are gone, in {cache.Root}");
            return result.Damaged.Count == 0 ? 0 : 1;
        });
        return command;
    }

    private static ContentCache Open(ParseResult arguments, Option<string?> directory) =>
        new(arguments.GetValue(directory) ?? ContentCache.DefaultRoot(Environment.GetEnvironmentVariable));

    private static string Count(IReadOnlyList<CacheEntry> entries) => $"{entries.Count} blobs ({ByteSize.Text(entries.Sum(entry => entry.Size))})";
}
