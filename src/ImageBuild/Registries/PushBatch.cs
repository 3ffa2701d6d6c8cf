using ImageBuild.Content;

namespace ImageBuild.Registries;

/// <summary>Pushes that are carried out together: several images, repositories or registries. Printing it is what a dry run shows.</summary>
/// <remarks>
/// To each registry a blob travels once. The first plan that needs it brings it there; the repositories after that have it mounted, which
/// no other order could do better, because a registry mounts from a repository only what is there already.
/// </remarks>
public sealed record PushBatch
{
    private PushBatch(IReadOnlyList<PushPlan> plans) => Plans = plans;

    /// <summary>The plans, in the order given; those for one repository and one image are made one.</summary>
    public IReadOnlyList<PushPlan> Plans { get; }

    /// <summary>Works out what the plans can share. Pure.</summary>
    public static PushBatch Of(IEnumerable<PushPlan> plans)
    {
        ArgumentNullException.ThrowIfNull(plans);
        var brought = new Dictionary<string, string>();
        return new PushBatch([.. plans.GroupBy(plan => $"{plan.Target}@{plan.Root.Descriptor.Digest}")
            .Select(same => same.First().WithTags(same.SelectMany(plan => plan.Tags)))
            .Select(plan => plan.WithBlobs(blob => Share(blob, plan, brought)))]);
    }

    /// <summary>The plans as text, a line per step.</summary>
    public override string ToString() => string.Concat(Plans);

    private static PlannedBlob Share(PlannedBlob blob, PushPlan plan, Dictionary<string, string> brought)
    {
        var key = $"{plan.Registry} {blob.Blob.Descriptor.Digest}";
        if (brought.TryGetValue(key, out var repository) && !blob.Known)
            return blob with { MountFrom = repository, AfterMountFrom = true };
        brought.TryAdd(key, plan.Repository);
        return blob;
    }
}
