namespace ImageBuild.Registries.Transport;

/// <summary>A host that a registry named has an address of this machine. Thrown below HttpClient; <see cref="HttpExchange"/> makes a coded error of it.</summary>
internal sealed class MachineLocalHostException(string host) : Exception($"{host} resolves to an address of this machine")
{
    public string Host { get; } = host;
}
