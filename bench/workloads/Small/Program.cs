var builder = WebApplication.CreateBuilder(args);
builder.Services.AddOpenApi();

var app = builder.Build();
app.MapOpenApi();
app.MapGet("/", () => $"Hello, this is revision {Small.Revision.Number}.");
app.Run();
