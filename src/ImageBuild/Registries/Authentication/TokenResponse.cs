using System.Globalization;
using System.Text.Json;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Authentication;

/// <summary>Reads what token services answer, none of which agree on the details.</summary>
internal static class TokenResponse
{
    private const double MinimumSeconds = 60;

    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.TokenUnusable"/>.</exception>
    public static Token Parse(ReadOnlyMemory<byte> body, string registry, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw Unusable(registry, "is not a JSON object");
            // ACR sends "access_token" only; where both are there they are the same.
            var value = Text(root, "token") ?? Text(root, "access_token") ?? throw Unusable(registry, "holds no token");
            if (value.AsSpan().ContainsAnyExceptInRange('!', '~'))
                throw Unusable(registry, "holds a token with characters that no header may have");
            var lifetime = TimeSpan.FromSeconds(Math.Clamp(Seconds(root), MinimumSeconds, TimeSpan.FromDays(365).TotalSeconds));
            var expires = Issued(root, now) + lifetime;
            if (expires <= now)
                expires = now + lifetime;
            var margin = Math.Min((expires - now).TotalSeconds / 10, 30);
            return new(value, expires - TimeSpan.FromSeconds(margin));
        }
        catch (JsonException exception)
        {
            throw ErrorCodes.TokenUnusable.Error($"The answer of the token service of {registry} is not JSON.", inner: exception);
        }
    }

    private static ImageBuildException Unusable(string registry, string what) =>
        ErrorCodes.TokenUnusable.Error($"The answer of the token service of {registry} {what}.");

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    // A number, a fraction, a number in a string, or nothing.
    private static double Seconds(JsonElement root)
    {
        if (!root.TryGetProperty("expires_in", out var value))
            return MinimumSeconds;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number))
            return double.IsFinite(number) ? number : MinimumSeconds;
        return value.ValueKind == JsonValueKind.String && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var text) && double.IsFinite(text)
            ? text
            : MinimumSeconds;
    }

    // Read as text and forgiven: Go prints "2024-01-01 00:00:00 +0000 UTC", empty strings and the year 1 here. A time in
    // the future comes from a clock that runs ahead of ours.
    private static DateTimeOffset Issued(JsonElement root, DateTimeOffset now) =>
        DateTimeOffset.TryParse(Text(root, "issued_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var issued) && issued <= now && issued.Year > 1
            ? issued
            : now;
}
