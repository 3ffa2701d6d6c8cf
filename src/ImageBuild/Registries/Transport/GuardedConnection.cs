using System.Net;
using System.Net.Sockets;

namespace ImageBuild.Registries.Transport;

/// <summary>Connects to a host that a registry named, but not where its name leads back to this machine or to a metadata service.</summary>
/// <remarks>
/// The literal address was checked before; this closes the way round it by DNS. Private addresses stay allowed: a
/// company's token service lives in its private network as its registry does.
/// </remarks>
internal sealed class GuardedConnection(Uri uri)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (AddressPolicy.IsInternal(uri) || !context.DnsEndPoint.Host.Equals(uri.IdnHost, StringComparison.OrdinalIgnoreCase))
            {
                // Allowed by name already, or a proxy of the user's own.
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken).ConfigureAwait(false);
                if (addresses.Any(AddressPolicy.IsMachineLocal))
                    throw new IOException($"{context.DnsEndPoint.Host} resolves to an address of this machine.");
                await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
