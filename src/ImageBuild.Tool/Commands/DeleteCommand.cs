using System.CommandLine;
using ImageBuild.Diagnostics;
using ImageBuild.Registries;
using ImageBuild.Registries.Browsing;
using ImageBuild.Tool.Documents;
using ImageBuild.Transfers;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild delete REFERENCE</c>: an image, or the old images of a repository. Nothing goes without <c>--yes</c>.</summary>
internal static class DeleteCommand
{
    public static Command Create()
    {
        var reference = new Argument<string>("REFERENCE") { Description = "registry/repository:tag or @digest; a repository alone together with --older-than or --keep." };
        var olderThan = new Option<int?>("--older-than") { Description = "Deletes the images of the repository that were made more than this many days ago." };
        var keep = new Option<int?>("--keep") { Description = "Of those, leaves this many of the newest; 1 by default." };
        var except = new Option<string[]>("--except") { Description = "Leaves these tags; '*' stands for any characters. May be repeated." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Really deletes; without it only says what would go." };
        var output = OutputOption.Create();
        var command = new ToolCommand("delete", "Deletes an image or the old images of a repository. Only says what would go, unless --yes is given.")
        {
            Examples =
            [
                "imagebuild delete ghcr.io/acme/orders:1.3.0          # says what would go",
                "imagebuild delete --yes ghcr.io/acme/orders:1.3.0",
                "imagebuild delete --older-than 90 --keep 10 --except 'v*' registry.acme.example/orders",
            ],
        };
        command.Arguments.Add(reference);
        foreach (var option in (Option[])[olderThan, keep, except, yes, output])
            command.Options.Add(option);
        command.SetAction(async (arguments, log, cancellationToken) =>
        {
            var place = ImageReference.Parse(arguments.GetRequiredValue(reference));
            var policy = Policy(place, arguments.GetValue(olderThan), arguments.GetValue(keep), arguments.GetValue(except) ?? []);
            using var access = RegistryAccess.Create(Environment.GetEnvironmentVariable, [place.Registry], place.Registry, log);
            var client = access.Clients.For(place);
            var images = await new RepositoryBrowser(client)
                .ReadAsync(place.Repository, policy is null ? TagDetail.Manifests : TagDetail.Configurations, cancellationToken).ConfigureAwait(false);
            var plan = policy is null
                ? DeletionPlan.Of(place.Repository, images, place.Digest is null ? place.Tag : null, place.Digest)
                : DeletionPlan.Of(place.Repository, images, policy, DateTimeOffset.UtcNow);
            var isJson = OutputOption.IsJson(arguments.GetValue(output));
            return arguments.GetValue(yes)
                ? await DeleteAsync(client, plan, isJson, log, cancellationToken).ConfigureAwait(false)
                : Print(client, plan, isJson, log);
        });
        return command;
    }

    private static RetentionPolicy? Policy(ImageReference place, int? olderThan, int? keep, IReadOnlyList<string> except)
    {
        if (place.Tag is not null || place.Digest is not null)
        {
            return olderThan is null && keep is null && except.Count == 0
                ? null
                : throw ErrorCodes.InvalidValue.Error("--older-than, --keep and --except are for a whole repository.", "Leave the tag and the digest out: registry/repository.");
        }

        if (olderThan is null && keep is null)
            throw ErrorCodes.InvalidValue.Error($"'{place}' is a whole repository.", "Name a tag or a digest, or say what stays: --older-than DAYS, --keep NUMBER.");
        if (olderThan < 0 || keep < 0)
            throw ErrorCodes.InvalidValue.Error("--older-than and --keep are numbers from 0.", "Write a number of days and a number of images.");
        return new RetentionPolicy { OlderThan = olderThan is { } days ? TimeSpan.FromDays(days) : null, Keep = keep ?? 1, Except = except };
    }

    private static int Print(RegistryClient client, DeletionPlan plan, bool isJson, ConsoleLog log)
    {
        foreach (var deletion in plan.Deletions)
            log.Info($"  would delete  {Describe(deletion)}");
        foreach (var (image, reason) in plan.Kept)
            log.Detail($"  stays         {image.Tag}  {image.Manifest!.Digest}: {reason}");
        log.Info(plan.Deletions.Count == 0 ? "Nothing would be deleted." : $"Nothing was deleted from {client.Registry}/{plan.Repository}; --yes deletes {plan.Deletions.Count}.");
        Print(client, plan, plan.Deletions, isDryRun: true, isJson, log);
        return 0;
    }

    private static async Task<int> DeleteAsync(RegistryClient client, DeletionPlan plan, bool isJson, ConsoleLog log, CancellationToken cancellationToken)
    {
        List<Deletion> gone = [];
        try
        {
            await new ImageDeleter(client).DeleteAsync(plan, Deleted, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Also after an error: what is gone is gone.
            Print(client, plan, gone, isDryRun: false, isJson, log);
        }

        return 0;

        void Deleted(Deletion deletion)
        {
            gone.Add(deletion);
            log.Info($"  deleted  {Describe(deletion)}");
        }
    }

    private static void Print(RegistryClient client, DeletionPlan plan, IReadOnlyList<Deletion> deletions, bool isDryRun, bool isJson, ConsoleLog log)
    {
        var repository = $"{client.Registry}/{plan.Repository}";
        if (!isJson)
        {
            foreach (var deletion in deletions)
                log.Output.WriteLine($"{repository}@{deletion.Digest}");
            return;
        }

        ToolJson.Print(
            log,
            new DeletionDocument(
                ToolJson.SchemaVersion,
                repository,
                isDryRun,
                [.. deletions.Select(deletion => new DeletionDocument.Item(deletion.Digest.ToString(), deletion.Tags, deletion.TagsOnly, deletion.Created?.ToUniversalTime()))],
                [.. plan.Kept.Select(kept => new DeletionDocument.Rest(kept.Image.Tag, kept.Image.Manifest!.Digest.ToString(), kept.Reason))]),
            ToolJson.Default.DeletionDocument);
    }

    private static string Describe(Deletion deletion) =>
        $"{deletion.Digest}{(deletion.Tags.Count > 0 ? $"  {string.Join(", ", deletion.Tags)}" : "")}{(deletion.TagsOnly ? "  (the tags only: the image is needed under another name)" : "")}";
}
