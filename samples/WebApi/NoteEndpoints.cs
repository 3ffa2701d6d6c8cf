using System.Globalization;
using CsvHelper;
using FluentValidation;
using Markdig;
using Newtonsoft.Json;
using WebApi.Domain;
using YamlDotNet.Serialization;

namespace WebApi;

/// <summary>Notes go in as JSON and come out in whatever form the caller likes.</summary>
public static class NoteEndpoints
{
    public static void MapNotes(this WebApplication app)
    {
        app.MapPost("/notes", async (Note note, IValidator<Note> validator, NoteStore notes) =>
        {
            var verdict = await validator.ValidateAsync(note);
            if (!verdict.IsValid)
                return Results.ValidationProblem(verdict.ToDictionary());

            await notes.AddAsync(note);
            return Results.Created("/notes.json", note);
        });

        app.MapGet("/notes.json", async (NoteStore notes) =>
            Results.Text(JsonConvert.SerializeObject(await notes.AllAsync(), Formatting.Indented), "application/json"));

        app.MapGet("/notes.csv", async (NoteStore notes) =>
        {
            await using var text = new StringWriter(CultureInfo.InvariantCulture);
            await using var csv = new CsvWriter(text, CultureInfo.InvariantCulture);
            await csv.WriteRecordsAsync(await notes.AllAsync());
            await csv.FlushAsync();
            return Results.Text(text.ToString(), "text/csv");
        });

        app.MapGet("/notes.yaml", async (NoteStore notes) =>
            Results.Text(new SerializerBuilder().Build().Serialize(await notes.AllAsync()), "application/yaml"));

        app.MapGet("/notes.html", async (NoteStore notes) =>
        {
            var lines = (await notes.AllAsync()).Select(note => $"- **{note.Author}**: {note.Text}");
            var pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();
            return Results.Text(Markdown.ToHtml(string.Join('\n', lines), pipeline), "text/html");
        });
    }
}
