using System.CommandLine;
using System.Globalization;
using ImageBuild.Registries;
using ImageBuild.Registries.Browsing;
using ImageBuild.Tool.Documents;
using ImageBuild.Transfers;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild ls REPOSITORY</c>: its tags; with <c>--history</c> what they lead to and since when.</summary>
internal static class LsCommand
{
    public static Command Create()
    {
        var repository = new Argument<string>("REPOSITORY") { Description = "registry/repository." };
        var history = new Option<bool>("--history") { Description = "With date and digest of each image, the newest first." };
        var output = OutputOption.Create();
        var command = new ToolCommand("ls", "Lists the tags of a repository.")
        {
            Examples = ["imagebuild ls ghcr.io/acme/orders", "imagebuild ls --history ghcr.io/acme/orders   # what to roll back to"],
        };
        command.Arguments.Add(repository);
        command.Options.Add(history);
        command.Options.Add(output);
        command.SetAction(async (arguments, log, cancellationToken) =>
        {
            var place = RepositoryArgument.Parse(arguments.GetRequiredValue(repository));
            using var access = SourceAccess.To(new ImageLocation.InRegistry(place), log);
            var withHistory = arguments.GetValue(history);
            var images = await new RepositoryBrowser(access.Clients.For(place))
                .ReadAsync(place.Repository, withHistory ? TagDetail.Configurations : TagDetail.Names, cancellationToken).ConfigureAwait(false);
            if (withHistory)
                images = [.. images.OrderByDescending(image => image.Created ?? DateTimeOffset.MinValue).ThenByDescending(image => image.Tag, StringComparer.Ordinal)];
            if (OutputOption.IsJson(arguments.GetValue(output)))
                ToolJson.Print(log, Document(place, images), ToolJson.Default.ListingDocument);
            else
                Print(images, log);
            return 0;
        });
        return command;
    }

    private static ListingDocument Document(ImageReference place, IReadOnlyList<TaggedImage> images) => new(ToolJson.SchemaVersion, place.ToString())
    {
        Tags =
        [
            .. images.Select(image => new ListingDocument.Tagged(
                image.Tag, image.Manifest?.Digest.ToString(), image.Manifest?.MediaType, image.Created?.ToUniversalTime(), image.Manifest is null ? null : [.. image.Platforms.Select(platform => platform.ToString())])),
        ],
    };

    private static void Print(IReadOnlyList<TaggedImage> images, ConsoleLog log)
    {
        var width = images.Select(image => image.Tag.Length).DefaultIfEmpty().Max();
        foreach (var image in images)
        {
            log.Output.WriteLine(image.Manifest is null
                ? image.Tag
                : $"{image.Tag.PadRight(width)}  {Date(image.Created)}  {image.Manifest.Digest}");
        }
    }

    private static string Date(DateTimeOffset? created) => created?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "no date".PadRight(20);
}
