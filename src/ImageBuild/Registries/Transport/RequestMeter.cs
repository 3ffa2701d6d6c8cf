namespace ImageBuild.Registries.Transport;

/// <summary>Counts what one operation cost. Parts of it run in parallel.</summary>
internal sealed class RequestMeter(RequestMeter? total = null)
{
    private long _bytes;
    private int _requests;

    /// <summary>Body bytes handed to the connection, repetitions included.</summary>
    public long BytesSent => Interlocked.Read(ref _bytes);

    /// <summary>Requests sent, those for tokens included.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Counts what was done, and counted in the total, before this operation began.</summary>
    public void Include(long bytes, int requests)
    {
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Add(ref _requests, requests);
    }

    public void AddRequest()
    {
        Interlocked.Increment(ref _requests);
        total?.AddRequest();
    }

    public void AddBytes(long count)
    {
        Interlocked.Add(ref _bytes, count);
        total?.AddBytes(count);
    }
}
