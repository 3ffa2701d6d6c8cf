namespace WorkerSample;

/// <summary>Counts on, once a second, from where the last container stopped.</summary>
internal sealed class Counter(CounterFile file, ILogger<Counter> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        do
        {
            var next = await file.ReadAsync(stoppingToken) + 1;
            await file.WriteAsync(next, stoppingToken);
            log.LogInformation("Counted to {Number}", next);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
