using System.Net;
using System.Net.Sockets;

namespace ImageBuild.Registries.Transport;

/// <summary>Which hosts a server may send us to. Realms, redirects and upload Locations are input from outside.</summary>
internal static class AddressPolicy
{
    /// <summary>Same scheme, host and port; a missing port is the scheme's default, a trailing dot and letter case do not count.</summary>
    public static bool SameOrigin(Uri left, Uri right) =>
        left.Scheme == right.Scheme && left.Port == right.Port && Host(left) == Host(right);

    /// <summary>Same host, whatever scheme and port.</summary>
    public static bool SameHost(Uri left, Uri right) => Host(left) == Host(right);

    /// <summary>The host to compare by. IdnHost shows what is connected to: "①②⑦.0.0.1" and "0x7f.1" are 127.0.0.1.</summary>
    public static string Host(Uri uri) => uri.IdnHost.TrimEnd('.').ToLowerInvariant();

    /// <summary>Whether the host is this machine by its name or address.</summary>
    public static bool IsLoopback(Uri uri)
    {
        var host = Host(uri);
        return host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal)
            || (TryAddress(host, out var address) && IPAddress.IsLoopback(address));
    }

    /// <summary>Whether the host is written as an address, or a name, that lies inside somebody's network.</summary>
    public static bool IsInternal(Uri uri) => IsLoopback(uri) || (TryAddress(Host(uri), out var address) && IsInternal(address));

    /// <summary>Loopback, private, link-local (where cloud metadata lives), shared, unspecified and multicast addresses.</summary>
    public static bool IsInternal(IPAddress address)
    {
        address = Unwrap(address);
        if (IPAddress.IsLoopback(address))
            return true;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return bytes[0] is 0 or 10 or >= 224
                || (bytes[0] == 172 && bytes[1] is >= 16 and <= 31)
                || (bytes[0] == 192 && bytes[1] == 168)
                || (bytes[0] == 169 && bytes[1] == 254)
                || (bytes[0] == 100 && bytes[1] is >= 64 and <= 127);
        }

        return address.IsIPv6LinkLocal || address.IsIPv6Multicast || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal
            || bytes[..length].IndexOfAnyExcept((byte)0) < 0;
    }

    /// <summary>Addresses that never leave this machine or its hypervisor: loopback, link-local, unspecified.</summary>
    public static bool IsMachineLocal(IPAddress address)
    {
        address = Unwrap(address);
        return IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
            || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [169, 254, ..]);
    }

    private static bool TryAddress(string host, out IPAddress address) => IPAddress.TryParse(host.Trim('[', ']'), out address!);

    // IPv4 written as IPv6: mapped (::ffff:a.b.c.d), compatible (::a.b.c.d) and NAT64 (64:ff9b::a.b.c.d, RFC 6052).
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        var compatible = bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 && bytes.AsSpan(12).IndexOfAnyExcept((byte)0) >= 0 && !IPAddress.IsLoopback(address);
        var translated = bytes.AsSpan(0, 12).SequenceEqual((ReadOnlySpan<byte>)[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]);
        return compatible || translated ? new IPAddress(bytes.AsSpan(12)) : address;
    }
}
