using System.Net;
using System.Net.Sockets;

namespace ImageBuild.Tests;

/// <summary>Ports for servers that take a number and not "any".</summary>
internal static class Ports
{
    // Below 32768: from there on the kernel gives ports to outgoing connections, and one of those could take the port before its server does.
    private const int First = 15_000;
    private const int Last = 32_000;

    /// <summary>A TCP port of the loopback address that nobody listens on at the moment.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
