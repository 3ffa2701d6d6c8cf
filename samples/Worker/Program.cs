using WorkerSample;

var builder = Host.CreateApplicationBuilder(args);
var file = new CounterFile(builder.Configuration["Counter:Folder"] ?? ".");

if (args.Contains("--check"))
    return file.WasWrittenWithin(TimeSpan.FromSeconds(30)) ? 0 : 1;

builder.Services.AddSingleton(file);
builder.Services.AddHostedService<Counter>();
await builder.Build().RunAsync();
return 0;
