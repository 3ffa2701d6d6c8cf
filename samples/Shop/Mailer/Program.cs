using Polly;
using Shop.Contracts;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddHostedService<Mailer>();
await builder.Build().RunAsync();

/// <summary>Would send a mail for each order.</summary>
internal sealed class Mailer(ILogger<Mailer> log) : BackgroundService
{
    private readonly ResiliencePipeline _retries = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(5)).Build();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _retries.ExecuteAsync(
        token =>
        {
            var order = new Order(1, "Teapot", 24.90m);
            log.LogInformation("Mail for order {Number}: {Article}", order.Number, order.Article);
            return ValueTask.CompletedTask;
        },
        stoppingToken).AsTask();
}
