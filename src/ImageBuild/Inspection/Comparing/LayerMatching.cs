using ImageBuild.Content;
using ImageBuild.Layers;

namespace ImageBuild.Inspection.Comparing;

/// <summary>A layer as far as it can be told without reading it.</summary>
/// <param name="Index">Its place, the lowest 0.</param>
/// <param name="Descriptor">The packed bytes.</param>
/// <param name="DiffId">The digest of the unpacked archive.</param>
/// <param name="Label">What it holds and how it is called.</param>
public sealed record LayerSide(int Index, Descriptor Descriptor, Digest DiffId, LayerLabel Label);

/// <summary>Finds out which layer of one image is which of the other. Pure.</summary>
internal static class LayerMatching
{
    /// <summary>Pairs in the order of <paramref name="after"/>; where only one side is there, the other is null.</summary>
    public static IReadOnlyList<(LayerSide? Before, LayerSide? After)> Match(IReadOnlyList<LayerSide> before, IReadOnlyList<LayerSide> after)
    {
        var pairs = new Dictionary<int, LayerSide>();
        var left = before.ToList();

        // From sure to likely: the same content; the same name; the same name in another version; the only one of its kind.
        Pair((old, now) => old.DiffId == now.DiffId);
        Pair((old, now) => old.Label.Kind == now.Label.Kind && (old.Label.CreatedBy ?? old.Label.Name) == (now.Label.CreatedBy ?? now.Label.Name));
        Pair((old, now) => old.Label.Kind is not null && old.Label.Kind == now.Label.Kind && WithoutVersion(old.Label.Name) == WithoutVersion(now.Label.Name));
        Pair((old, now) => old.Label.Kind is { } kind && kind == now.Label.Kind && IsOnly(kind, left) && IsOnly(kind, Unpaired()));
        PairBetween();

        var matched = after.Select(now => (Before: pairs.GetValueOrDefault(now.Index), After: (LayerSide?)now)).ToList();
        foreach (var removed in left)
        {
            matched.Insert(matched.FindLastIndex(pair => pair.Before?.Index < removed.Index) + 1, (removed, null));
        }

        return matched;

        IReadOnlyList<LayerSide> Unpaired() => [.. after.Where(now => !pairs.ContainsKey(now.Index))];

        void Pair(Func<LayerSide, LayerSide, bool> belong)
        {
            foreach (var now in Unpaired())
            {
                if (left.FirstOrDefault(old => belong(old, now)) is { } old)
                    Take(old, now);
            }
        }

        // Layers of a Dockerfile have no names that stay; in a gap between two pairs as many on both sides are taken in order.
        void PairBetween()
        {
            var olds = left.Where(old => !IsOurs(old)).ToLookup(old => BelowOld(old.Index));
            var gaps = Unpaired().Where(now => !IsOurs(now)).GroupBy(now => Below(now.Index)).ToList();
            foreach (var (old, now) in gaps.Where(gap => gap.Count() == olds[gap.Key].Count()).SelectMany(gap => olds[gap.Key].Zip(gap)).ToList())
                Take(old, now);
        }

        void Take(LayerSide old, LayerSide now)
        {
            pairs.Add(now.Index, old);
            left.Remove(old);
        }

        // A gap is named by the pair below it, in the numbers of the image before.
        int Below(int index) => Enumerable.Range(0, index).Reverse().Where(pairs.ContainsKey).Select(i => pairs[i].Index).FirstOrDefault(-1);

        int BelowOld(int index) => pairs.Values.Select(old => old.Index).Where(i => i < index).DefaultIfEmpty(-1).Max();
    }

    private static bool IsOurs(LayerSide side) => side.Label.CreatedBy?.StartsWith("imagebuild ", StringComparison.Ordinal) == true;

    private static bool IsOnly(LayerKind kind, IEnumerable<LayerSide> sides) => sides.Count(side => side.Label.Kind == kind) == 1;

    /// <summary>"Microsoft.NETCore.App" for "Microsoft.NETCore.App 10.0.12".</summary>
    private static string WithoutVersion(string name)
    {
        var cut = name.LastIndexOf(' ');
        return cut > 0 && cut < name.Length - 1 && char.IsAsciiDigit(name[cut + 1]) ? name[..cut] : name;
    }
}
