using FluentValidation;

namespace WebApi.Domain;

/// <summary>What a note must fulfil before it is stored.</summary>
public class NoteValidator : AbstractValidator<Note>
{
    public NoteValidator()
    {
        RuleFor(note => note.Author).NotEmpty().MaximumLength(50);
        RuleFor(note => note.Text).NotEmpty().MaximumLength(500);
    }
}
