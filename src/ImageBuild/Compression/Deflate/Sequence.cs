namespace ImageBuild.Compression.Deflate;

/// <summary>Literals and the match behind them.</summary>
/// <param name="Literals">How many bytes stand for themselves.</param>
/// <param name="Length">The match's length in bytes; 0 where the input ends with literals.</param>
/// <param name="Distance">How many bytes back the match is.</param>
internal readonly record struct Sequence(int Literals, ushort Length, ushort Distance);
