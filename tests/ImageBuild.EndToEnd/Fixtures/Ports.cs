using System.Net;
using System.Net.Sockets;

namespace ImageBuild.EndToEnd.Fixtures;

internal static class Ports
{
    /// <summary>A TCP port of the loopback address that nobody listens on at the moment.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
