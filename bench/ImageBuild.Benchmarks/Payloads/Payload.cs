namespace ImageBuild.Benchmarks.Payloads;

/// <summary>A tar to compress.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Tar">The bytes.</param>
internal sealed record Payload(string Name, byte[] Tar);
