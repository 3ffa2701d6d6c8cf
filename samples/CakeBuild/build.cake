// Publishes an application as an image, makes sure that the image is what it says, and promotes it.
//   dotnet tool restore && dotnet cake --registry=registry.acme.example
#addin nuget:?package=ImageBuild.Cake&version=0.1.0&loaddependencies=true

var target = Argument("target", "Promote");
var registry = Argument("registry", "localhost:5000");
var version = Argument("image-version", "1.0.0");
var project = Argument("project", "../WebApi");

PublishedImage image = null;

Task("Publish")
    .Does(() =>
    {
        image = PublishImage(project, new PublishImageSettings { Registry = registry, Tags = { version } }).Single();
        Information("Published {0}", image.DigestReferences.Single());
    });

Task("Verify")
    .IsDependentOn("Publish")
    .Does(() =>
    {
        var reference = image.DigestReferences.Single();
        var verification = VerifyImage(reference);
        foreach (var finding in verification.Findings)
            Error("{0} {1}", finding.Code.Id, finding.Text);
        if (!verification.IsRight)
            throw new Exception("The image is not what it says.");

        // A gate of one's own: nothing that is called "legacy" gets into production.
        var inspected = InspectImage(reference).Images.Single();
        Information("{0} layers, {1} packages, user {2}", inspected.Layers.Count, inspected.Packages.Count, inspected.Config.User);
        if (inspected.Packages.Any(package => package.Identity.Name.Contains("legacy", StringComparison.OrdinalIgnoreCase)))
            throw new Exception("The image holds a package that must not go into production.");
    });

Task("Promote")
    .IsDependentOn("Verify")
    .Does(() =>
    {
        TagImage(image.DigestReferences.Single(), "production");
        CopyImage($"{registry}/{image.Repository}:production", new[] { $"{registry}/mirror/{image.Repository}:production" });
        Information("Promoted {0}", image.Digest);
    });

RunTarget(target);
