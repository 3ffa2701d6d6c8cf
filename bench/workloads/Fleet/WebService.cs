using Fleet.Shared;

var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/", () => Greeting.Of(app.Environment.ApplicationName));
app.Run();
