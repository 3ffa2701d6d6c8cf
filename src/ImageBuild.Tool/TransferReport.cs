using ImageBuild.Content;
using ImageBuild.Tool.Documents;
using ImageBuild.Transfers;

namespace ImageBuild.Tool;

/// <summary>Says what a transfer did: digest references or JSON on standard output, a line a blob on standard error.</summary>
internal sealed class TransferReport(ConsoleLog log, bool isJson)
{
    /// <summary>Says what would be done.</summary>
    public int Print(string source, TransferPlan plan)
    {
        if (isJson)
            Print(Document(source, plan, []) with { Plan = plan.ToString() });
        else
            log.Info(plan.ToString().TrimEnd());
        return 0;
    }

    /// <summary>Says what was done.</summary>
    /// <returns>The exit code.</returns>
    public int Print(string source, TransferPlan plan, IReadOnlyList<TransferOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            if (outcome.Result is { } result)
                Print(outcome.Destination, result);
        }

        if (isJson)
            Print(Document(source, plan, outcomes));
        foreach (var outcome in outcomes)
        {
            if (outcome.Error is { } error)
                log.Error(error);
        }

        return outcomes.All(outcome => outcome.Error is null) ? 0 : 1;
    }

    private static TransferDocument Document(string source, TransferPlan plan, IReadOnlyList<TransferOutcome> outcomes)
    {
        var root = plan.Tree.Root.Descriptor;
        return new TransferDocument(
            ToolJson.SchemaVersion,
            source,
            root.Digest.ToString(),
            root.MediaType,
            [.. plan.Tree.Attached.Select(attached => attached.Root.Descriptor.Digest.ToString())],
            Plan: null,
            [.. outcomes.Select(outcome => new TransferDocument.Target(
                outcome.Destination.ToString(),
                outcome.Result?.References,
                outcome.Result?.DigestReference,
                outcome.Result?.UpToDate,
                outcome.Result?.Requests,
                outcome.Result?.BytesSent,
                outcome.Result is null ? null : [.. outcome.Result.Blobs.Select(blob => new TransferDocument.Blob(blob.Descriptor.Digest.ToString(), blob.Descriptor.Size, blob.Status, blob.BytesSent))],
                outcome.Error is { } error ? new TransferDocument.Failure(error.Code.Id, error.Cause, error.Remedy) : null))]);
    }

    private void Print(ImageLocation destination, TransferResult result)
    {
        log.Info($"{destination}");
        foreach (var blob in result.Blobs)
            log.Info($"  sha256:{blob.Descriptor.Digest.Short}  {ByteSize.Text(blob.Descriptor.Size),9}  {blob.Fate}");
        log.Info(result.UpToDate
            ? "  everything was there already"
            : result.Requests > 0 ? $"  {ByteSize.Text(result.BytesSent)} sent in {result.Requests} requests" : $"  {ByteSize.Text(result.BytesSent)} written");
        if (!isJson)
            log.Output.WriteLine(result.DigestReference);
    }

    private void Print(TransferDocument document) => ToolJson.Print(log, document, ToolJson.Default.TransferDocument);
}
