using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImageBuild.Compression.Deflate;

/// <summary>Turns bytes into literals and matches. Before it takes a match it looks whether the next position has a better one.</summary>
/// <remarks>
/// It counts symbols in segments of about <see cref="SegmentSize"/> bytes, of which the <see cref="BlockSplitter"/> makes
/// blocks. A segment ends behind a match, so where nothing matches it is longer.
/// </remarks>
internal sealed class LazyParser
{
    private const int SegmentSize = 4 * 1024;

    /// <summary>A match this long is taken without a look at the next position.</summary>
    private const int NiceLength = 32;

    private readonly MatchFinder _finder;
    private readonly Sequence[] _sequences;
    private readonly Segment[] _segments;
    private int _segmentCount;

    /// <param name="maxInput">The most bytes parsed at once.</param>
    /// <param name="thorough">As in <see cref="MatchFinder"/>.</param>
    public LazyParser(int maxInput, bool thorough)
    {
        _finder = new MatchFinder(thorough);
        _sequences = new Sequence[(maxInput / DeflateAlphabet.MinMatch) + 1];
        _segments = new Segment[(maxInput / SegmentSize) + 1];
        for (var i = 0; i < _segments.Length; i++)
            _segments[i] = new Segment();
    }

    /// <summary>What the last input was turned into.</summary>
    public ReadOnlySpan<Sequence> Sequences => _sequences;

    /// <summary>The segments of the last input, in order.</summary>
    public Span<Segment> Segments => _segments.AsSpan(0, _segmentCount);

    /// <summary>Parses the bytes from <paramref name="start"/> to the end.</summary>
    /// <param name="window">Matches may reach into what lies before <paramref name="start"/>.</param>
    /// <param name="start">0, or the number of bytes that the decoder has already.</param>
    public void Parse(ReadOnlySpan<byte> window, int start)
    {
        ref var bytes = ref MemoryMarshal.GetReference(window);
        var end = window.Length;
        var searchEnd = Math.Max(0, end - MatchFinder.LookAhead + 1);
        _finder.Clear();
        _finder.Add(ref bytes, 0, Math.Min(Math.Max(start, 1), searchEnd));

        _segmentCount = 0;
        var segment = NextSegment();
        int position = Math.Max(start, 1), literalsFrom = start, sequences = 0;
        while (position < searchEnd)
        {
            var match = _finder.Find(ref bytes, position, Math.Min(DeflateAlphabet.MaxMatch, end - position));
            if (!match.IsUseful)
            {
                position++;
                continue;
            }

            var added = position + 1;
            while (match.Length < NiceLength && added < searchEnd)
            {
                var next = _finder.Find(ref bytes, added, Math.Min(DeflateAlphabet.MaxMatch, end - added));
                added++;
                if (!next.IsBetterThan(match))
                    break;
                position++;
                match = next;
            }

            var sequence = new Sequence(position - literalsFrom, (ushort)match.Length, (ushort)match.Distance);
            segment.Add(sequence, window.Slice(literalsFrom, sequence.Literals));
            _sequences[sequences++] = sequence;
            literalsFrom = position += match.Length;
            _finder.Add(ref bytes, added, Math.Min(position, searchEnd));
            if (segment.Bytes >= SegmentSize && position < end)
                segment = NextSegment();
        }

        if (literalsFrom < end)
        {
            _sequences[sequences] = new Sequence(end - literalsFrom, 0, 0);
            segment.Add(_sequences[sequences], window[literalsFrom..]);
        }
    }

    private Segment NextSegment()
    {
        var segment = _segments[_segmentCount++];
        segment.Clear();
        return segment;
    }
}
