namespace Orders;

/// <summary>The line that the benchmark changes.</summary>
internal static class Revision
{
    public const int Number = 0;
}
