namespace ImageBuild.Debian;

/// <summary>A package version, ordered as dpkg orders it: [epoch:]upstream[-revision].</summary>
/// <remarks>Debian policy 5.6.12 and deb-version(7). "1.0" and "1.00" compare as equal although their texts differ.</remarks>
internal sealed class DebianVersion : IComparable<DebianVersion>
{
    private readonly long _epoch;
    private readonly string _upstream;
    private readonly string _revision;

    private DebianVersion(string text, long epoch, string upstream, string revision)
    {
        Text = text;
        _epoch = epoch;
        _upstream = upstream;
        _revision = revision;
    }

    /// <summary>The version as written.</summary>
    public string Text { get; }

    /// <summary>Reads a version.</summary>
    /// <returns>Null where the text breaks the rules of deb-version(7).</returns>
    public static DebianVersion? TryParse(string text)
    {
        var rest = text;
        long epoch = 0;
        if (rest.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon)
        {
            // The archive's largest epochs have one digit; nine keep the number in range whatever is written.
            if (colon is 0 or > 9 || rest.AsSpan(0, colon).ContainsAnyExceptInRange('0', '9'))
                return null;
            epoch = long.Parse(rest.AsSpan(0, colon), System.Globalization.CultureInfo.InvariantCulture);
            rest = rest[(colon + 1)..];
        }

        // The upstream version may hold hyphens itself: the last one starts the revision.
        var hyphen = rest.LastIndexOf('-');
        var upstream = hyphen < 0 ? rest : rest[..hyphen];
        var revision = hyphen < 0 ? "" : rest[(hyphen + 1)..];
        if (upstream.Length == 0 || (hyphen >= 0 && revision.Length == 0) || !upstream.All(IsAllowed) || !revision.All(IsAllowed))
            return null;
        return new DebianVersion(text, epoch, upstream, revision);
    }

    /// <inheritdoc />
    public int CompareTo(DebianVersion? other)
    {
        if (other is null)
            return 1;
        var result = _epoch.CompareTo(other._epoch);
        if (result == 0)
            result = ComparePart(_upstream, other._upstream);
        return result != 0 ? result : ComparePart(_revision, other._revision);
    }

    /// <inheritdoc />
    public override string ToString() => Text;

    private static bool IsAllowed(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '+' or '~' or '-' or ':';

    /// <summary>Alternates between a stretch without digits, compared by <see cref="Order"/>, and a number.</summary>
    private static int ComparePart(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        while (left.Length > 0 || right.Length > 0)
        {
            while (StartsWithNonDigit(left) || StartsWithNonDigit(right))
            {
                var difference = Order(left) - Order(right);
                if (difference != 0)
                    return Math.Sign(difference);
                left = left[1..];
                right = right[1..];
            }

            var leftNumber = TakeNumber(ref left);
            var rightNumber = TakeNumber(ref right);
            if (leftNumber.Length != rightNumber.Length)
                return leftNumber.Length < rightNumber.Length ? -1 : 1;
            var byDigits = leftNumber.SequenceCompareTo(rightNumber);
            if (byDigits != 0)
                return Math.Sign(byDigits);
        }

        return 0;
    }

    /// <summary>A tilde sorts before the end of a part, the end before letters, letters before everything else.</summary>
    private static int Order(ReadOnlySpan<char> rest) => rest switch
    {
        [] => 0,
        ['~', ..] => -1,
        [var digit, ..] when char.IsAsciiDigit(digit) => 0,
        [var letter, ..] when char.IsAsciiLetter(letter) => letter,
        [var other, ..] => other + 256,
    };

    private static bool StartsWithNonDigit(ReadOnlySpan<char> rest) => rest.Length > 0 && !char.IsAsciiDigit(rest[0]);

    /// <summary>Cuts the number off the front, without its leading zeros; a missing number is empty and counts as zero.</summary>
    private static ReadOnlySpan<char> TakeNumber(ref ReadOnlySpan<char> rest)
    {
        var end = 0;
        while (end < rest.Length && char.IsAsciiDigit(rest[end]))
            end++;
        var number = rest[..end].TrimStart('0');
        rest = rest[end..];
        return number;
    }
}
