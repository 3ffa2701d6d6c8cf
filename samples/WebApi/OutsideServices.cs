using Npgsql;
using Polly;
using Polly.Retry;
using StackExchange.Redis;

namespace WebApi;

/// <summary>Asks the services whose connection strings are set; none is needed to run the sample.</summary>
public class OutsideServices(IConfiguration settings)
{
    private static readonly ResiliencePipeline Patiently = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 2, Delay = TimeSpan.FromMilliseconds(100) })
        .AddTimeout(TimeSpan.FromSeconds(5))
        .Build();

    /// <returns>For each configured service how long its answer took, in milliseconds.</returns>
    public async Task<Dictionary<string, double>> AskAsync(CancellationToken stopped)
    {
        var answers = new Dictionary<string, double>();
        if (settings.GetConnectionString("Redis") is { Length: > 0 } redis)
            answers["redis"] = await TimeAsync(async () =>
            {
                await using var connection = await ConnectionMultiplexer.ConnectAsync(redis);
                await connection.GetDatabase().PingAsync();
            }, stopped);
        if (settings.GetConnectionString("Postgres") is { Length: > 0 } postgres)
            answers["postgres"] = await TimeAsync(async () =>
            {
                await using var source = NpgsqlDataSource.Create(postgres);
                await using var command = source.CreateCommand("select 1");
                await command.ExecuteScalarAsync(stopped);
            }, stopped);
        return answers;
    }

    private static async Task<double> TimeAsync(Func<Task> question, CancellationToken stopped)
    {
        var start = TimeProvider.System.GetTimestamp();
        await Patiently.ExecuteAsync(async _ => await question(), stopped);
        return TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
    }
}
