namespace ImageBuild.Compression.Deflate;

/// <summary>How a block says its own codes: their lengths, run-length encoded and Huffman-coded in turn (RFC 1951, 3.2.7).</summary>
internal sealed class CodeLengthHeader
{
    private const int Symbols = 19;
    private const int SymbolBits = 5;
    private const int RepeatPrevious = 16; // 3 to 6 times, 2 extra bits
    private const int RepeatZero = 17; // 3 to 10 times, 3 extra bits
    private const int RepeatZeroLong = 18; // 11 to 138 times, 7 extra bits

    private readonly HuffmanCode _code = new(Symbols, 7);
    private readonly uint[] _counts = new uint[Symbols];
    private readonly byte[] _lengths = new byte[DeflateAlphabet.LiteralSymbols + DeflateAlphabet.DistanceSymbols];
    private readonly ushort[] _items = new ushort[DeflateAlphabet.LiteralSymbols + DeflateAlphabet.DistanceSymbols];
    private int _itemCount;
    private int _literalLengths;
    private int _distanceLengths;
    private int _codeLengths;

    /// <summary>Bits that <see cref="Write"/> writes.</summary>
    public long Bits { get; private set; }

    /// <summary>The order in which the lengths of the code for lengths are said.</summary>
    private static ReadOnlySpan<byte> Order => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Prepares the header of a block with these codes.</summary>
    public void Prepare(HuffmanCode literals, HuffmanCode distances)
    {
        _literalLengths = CountUsed(literals.Lengths[..DeflateAlphabet.LiteralSymbols], atLeast: DeflateAlphabet.FirstLength);
        _distanceLengths = CountUsed(distances.Lengths[..DeflateAlphabet.DistanceSymbols], atLeast: 1);
        literals.Lengths[.._literalLengths].CopyTo(_lengths);
        distances.Lengths[.._distanceLengths].CopyTo(_lengths.AsSpan(_literalLengths));

        Array.Clear(_counts);
        _itemCount = 0;
        AddRuns(_lengths.AsSpan(0, _literalLengths + _distanceLengths));
        _code.Build(_counts);
        _codeLengths = Symbols;
        while (_codeLengths > 4 && _code.Lengths[Order[_codeLengths - 1]] == 0)
            _codeLengths--;

        Bits = 5 + 5 + 4 + (3 * _codeLengths);
        for (var symbol = 0; symbol < Symbols; symbol++)
            Bits += _counts[symbol] * (long)(_code.Lengths[symbol] + ExtraBits(symbol));
    }

    /// <summary>Writes what was prepared.</summary>
    public void Write(ref BitWriter bits)
    {
        bits.Add((uint)(_literalLengths - DeflateAlphabet.FirstLength), 5);
        bits.Add((uint)(_distanceLengths - 1), 5);
        bits.Add((uint)(_codeLengths - 4), 4);
        bits.Flush();
        for (var i = 0; i < _codeLengths; i++)
        {
            bits.Add(_code.Lengths[Order[i]], 3);
            bits.Flush();
        }

        foreach (var item in _items.AsSpan(0, _itemCount))
        {
            var symbol = item & ((1 << SymbolBits) - 1);
            bits.AddCode(_code.Codes[symbol]);
            bits.Add((uint)item >> SymbolBits, ExtraBits(symbol));
            bits.Flush();
        }
    }

    private static int ExtraBits(int symbol) => symbol switch
    {
        RepeatPrevious => 2,
        RepeatZero => 3,
        RepeatZeroLong => 7,
        _ => 0,
    };

    /// <summary>How many lengths have to be said: all up to the last that is not 0.</summary>
    private static int CountUsed(ReadOnlySpan<byte> lengths, int atLeast) => Math.Max(atLeast, lengths.LastIndexOfAnyExcept((byte)0) + 1);

    private void AddRuns(ReadOnlySpan<byte> lengths)
    {
        while (lengths.Length > 0)
        {
            var length = lengths[0];
            var run = lengths.IndexOfAnyExcept(length) is >= 0 and var end ? end : lengths.Length;
            lengths = lengths[run..];
            if (length != 0)
            {
                Add(length, 0);
                run--;
            }

            while (run >= 3)
            {
                var (symbol, least, most) = length != 0 ? (RepeatPrevious, 3, 6) : run <= 10 ? (RepeatZero, 3, 10) : (RepeatZeroLong, 11, 138);
                var times = Math.Min(run, most);
                Add(symbol, times - least);
                run -= times;
            }

            for (; run > 0; run--)
                Add(length, 0);
        }
    }

    private void Add(int symbol, int extra)
    {
        _counts[symbol]++;
        _items[_itemCount++] = (ushort)(symbol | (extra << SymbolBits));
    }
}
