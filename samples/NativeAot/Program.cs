using System.Text.Json.Serialization;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, AppJson.Default));
var app = builder.Build();

app.MapGet("/", () => new Greeting("Hello from machine code", Environment.ProcessId));
app.Run();

internal sealed record Greeting(string Text, int Process);

[JsonSerializable(typeof(Greeting))]
internal sealed partial class AppJson : JsonSerializerContext;
