using System.Net;
using System.Net.Sockets;

namespace ImageBuild.Registries.Transport;

/// <summary>Connects to a host that a registry named, but not where its name leads back to this machine or to a metadata service.</summary>
/// <remarks>
/// The literal address was checked before; this closes the way round it by DNS, and the address that was checked is the one that is
/// connected to. Private addresses stay allowed: a company's token service lives in its private network as its registry does.
/// </remarks>
internal sealed class GuardedConnection(Uri uri, RegistryOptions options)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        // Allowed by name already, or a proxy of the user's own.
        if (AddressPolicy.IsInternal(uri) || !host.Equals(uri.IdnHost, StringComparison.OrdinalIgnoreCase))
            return await DialAsync(context.DnsEndPoint, null, cancellationToken).ConfigureAwait(false);
        var addresses = await (options.Resolve ?? Dns.GetHostAddressesAsync)(host, cancellationToken).ConfigureAwait(false);
        return addresses.Any(AddressPolicy.IsMachineLocal)
            ? throw new MachineLocalHostException(host)
            : await DialAsync(new DnsEndPoint(host, port), addresses, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Stream> DialAsync(DnsEndPoint end, IPAddress[]? addresses, CancellationToken cancellationToken)
    {
        if (options.Connect is { } connect)
            return await connect(end, cancellationToken).ConfigureAwait(false);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (addresses is null)
                await socket.ConnectAsync(end, cancellationToken).ConfigureAwait(false);
            else
                await socket.ConnectAsync(addresses, end.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
