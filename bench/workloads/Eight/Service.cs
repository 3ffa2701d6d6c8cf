var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/", () => $"Hello, this is {app.Environment.ApplicationName}.");
app.Run();
