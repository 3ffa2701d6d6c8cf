using System.Globalization;
using Polly;
using Serilog;
using Shop.Contracts;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSerilog(logger => logger.WriteTo.Console());
var app = builder.Build();

var retries = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(5)).Build();

app.MapPost("/bills", (Order order) => retries.Execute(() =>
    $"Bill for order {order.Number}: {order.Article}, {order.Price.ToString("C", CultureInfo.GetCultureInfo("de-DE"))}"));
app.Run();
