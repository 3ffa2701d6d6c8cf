using System.Globalization;

namespace ImageBuild.Benchmarks.Tar;

/// <summary>What an archive tells about the process and the machine that made it.</summary>
/// <param name="ExtendedHeaders">How many entries needed, or got anyway, a second header.</param>
/// <param name="HasProcessId">The process id stands in the name of a header.</param>
/// <param name="HasFractionalTimes">A time has digits below the second.</param>
/// <param name="HasOwnerNames">The names of the build machine's user or group are in it.</param>
internal sealed record TarFacts(int ExtendedHeaders, bool HasProcessId, bool HasFractionalTimes, bool HasOwnerNames)
{
    public static TarFacts Of(byte[] tar)
    {
        var headers = RawHeader.ReadAll(tar);
        var extended = headers.Where(header => header.Type is 'x' or 'L').ToList();
        var processId = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return new TarFacts(
            extended.Count,
            extended.Any(header => header.Name.Split('/', '.').Contains(processId)),
            extended.Any(header => header.Content.Split('\n').Any(IsFractionalTime)),
            headers.Any(header => header.Type is not ('x' or 'g' or 'L') && (header.UserName.Length > 0 || header.GroupName.Length > 0)));
    }

    /// <summary>"30 mtime=1790000000.1234567".</summary>
    private static bool IsFractionalTime(string record) =>
        record.Contains("time=", StringComparison.Ordinal) && record.Split("time=")[1].Contains('.', StringComparison.Ordinal);
}
