namespace WebApi.Domain;

/// <summary>A line of text that someone wants to keep.</summary>
public record Note(string Author, string Text);
