using Fleet.Shared;
using Microsoft.Extensions.Hosting;

var host = Host.CreateApplicationBuilder(args).Build();
Console.WriteLine(Greeting.Of("worker"));
await host.RunAsync();
