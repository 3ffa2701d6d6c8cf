namespace ImageBuild.Tests.Compression;

/// <summary>Bytes to pack, the same on every machine and .NET version.</summary>
internal static class Inputs
{
    /// <summary>Bytes nothing can pack.</summary>
    public static byte[] Noise(int size, ulong seed = 88172645463325252)
    {
        var bytes = new byte[size];
        var random = new Xorshift(seed);
        for (var i = 0; i < size; i++)
            bytes[i] = (byte)random.Next();
        return bytes;
    }

    /// <summary>Bytes that repeat themselves near and far, as code does.</summary>
    public static byte[] Text(int size)
    {
        var noise = Noise((size / 16) + 1);
        var bytes = new byte[size];
        for (var i = 0; i < size; i++)
            bytes[i] = (byte)((i & 64) == 0 ? noise[i / 16] & 15 : i >> 5);
        return bytes;
    }

    /// <summary>The same bytes again and again.</summary>
    public static byte[] Periodic(int size, int period)
    {
        var pattern = Noise(period);
        var bytes = new byte[size];
        for (var i = 0; i < size; i++)
            bytes[i] = pattern[i % period];
        return bytes;
    }

    /// <summary>A phrase without zeros, zeros, and the phrase again at a distance; the byte behind it is another one.</summary>
    public static byte[] Echo(int length, int distance)
    {
        byte[] phrase = [.. Noise(length).Select(value => (byte)Math.Max(value, (byte)1))];
        return [.. phrase, .. new byte[distance - length], .. phrase, (byte)~phrase[0]];
    }

    /// <summary>Pieces of every kind one after the other, chosen by <paramref name="seed"/>.</summary>
    public static byte[] Mixed(ulong seed, int maxSize)
    {
        var random = new Xorshift(seed);
        var bytes = new List<byte>();
        var size = random.Next(maxSize + 1);
        while (bytes.Count < size)
        {
            var count = Math.Min(1 + random.Next(1 << random.Next(16)), size - bytes.Count);
            switch (random.Next(6))
            {
                case 0: // noise over an alphabet of any size
                    var letters = 1 + random.Next(256);
                    for (var i = 0; i < count; i++)
                        bytes.Add((byte)random.Next(letters));
                    break;
                case 1: // a run
                    bytes.AddRange(Enumerable.Repeat((byte)random.Next(256), count));
                    break;
                case 2: // something from any distance back, overlapping itself or not
                    var back = 1 + random.Next(Math.Min(Math.Max(1, bytes.Count), 70_000));
                    for (var i = 0; i < count; i++)
                        bytes.Add(bytes.Count < back ? (byte)i : bytes[^back]);
                    break;
                case 3: // the same with a change now and then
                    var distance = 1 + random.Next(Math.Min(Math.Max(1, bytes.Count), 40_000));
                    for (var i = 0; i < count; i++)
                        bytes.Add(bytes.Count < distance || random.Next(20) == 0 ? (byte)random.Next(256) : bytes[^distance]);
                    break;
                case 4: // numbers that count up, as tables in assemblies do
                    var step = random.Next(9);
                    for (var i = 0; i < count; i++)
                        bytes.Add((byte)((i & 3) == 0 ? i * step : 0));
                    break;
                default: // skewed: code lengths reach their limit
                    for (var i = 0; i < count; i++)
                        bytes.Add((byte)Math.Min(random.Next(24), Math.Min(random.Next(24), random.Next(24))));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Marsaglia's xorshift64: <see cref="Random"/> promises its numbers to no later version.</summary>
    private sealed class Xorshift(ulong seed)
    {
        private ulong _state = (seed * 0x9E37_79B9_7F4A_7C15) | 1;

        public ulong Next()
        {
            _state ^= _state << 13;
            _state ^= _state >> 7;
            _state ^= _state << 17;
            return _state;
        }

        /// <summary>0 to <paramref name="limit"/> - 1.</summary>
        public int Next(int limit) => (int)((Next() >> 20) % (ulong)limit);
    }
}
