using Polly;
using Serilog;
using Shop.Contracts;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSerilog(logger => logger.WriteTo.Console());
var app = builder.Build();

Order[] orders = [new(1, "Teapot", 24.90m), new(2, "Cup", 6.50m)];
var retries = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(5)).Build();

app.MapGet("/orders", () => retries.Execute(() => orders));
app.Run();
