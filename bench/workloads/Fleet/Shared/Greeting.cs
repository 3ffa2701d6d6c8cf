namespace Fleet.Shared;

/// <summary>Something that every service uses.</summary>
public static class Greeting
{
    public static string Of(string service) => $"Hello, this is {service}.";
}
