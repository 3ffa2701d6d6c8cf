using System.Globalization;
using FluentValidation;
using Microsoft.Data.Sqlite;
using OpenTelemetry.Trace;
using Serilog;
using WebApi;
using WebApi.Domain;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddSerilog(log => log
    .ReadFrom.Configuration(builder.Configuration)
    .WriteTo.Console(formatProvider: CultureInfo.InvariantCulture));
builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddAspNetCoreInstrumentation());
builder.Services.AddOpenApi();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<WorldClock>();
builder.Services.AddSingleton<IValidator<Note>, NoteValidator>();
builder.Services.AddSingleton(_ => new NoteStore(new SqliteConnection(builder.Configuration.GetConnectionString("Notes"))));
builder.Services.AddSingleton<OutsideServices>();

var app = builder.Build();
app.UseSerilogRequestLogging();
app.UseStaticFiles();
app.MapOpenApi();
app.MapBasics();
app.MapNotes();
app.Run();
