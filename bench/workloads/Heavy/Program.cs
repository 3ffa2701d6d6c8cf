var builder = WebApplication.CreateBuilder(args);

var app = builder.Build();
app.MapGet("/", () => $"Hello, this is revision {Heavy.Revision.Number}.");
app.Run();
