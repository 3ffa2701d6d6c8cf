namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>A login a cloud handed out.</summary>
/// <param name="Credential">The login.</param>
/// <param name="ExpiresAt">Until when it is good, UTC; <see cref="DateTimeOffset.MaxValue"/> where it does not expire while we run.</param>
internal sealed record CloudLogin(Credential Credential, DateTimeOffset ExpiresAt)
{
    /// <summary>Until when to use it without asking again: a tenth of its life or five minutes before the end, the shorter.</summary>
    public DateTimeOffset UseUntil(DateTimeOffset now)
    {
        if (ExpiresAt == DateTimeOffset.MaxValue || ExpiresAt <= now)
            return ExpiresAt;
        var tenth = (ExpiresAt - now) / 10;
        return ExpiresAt - (tenth < TimeSpan.FromMinutes(5) ? tenth : TimeSpan.FromMinutes(5));
    }
}
