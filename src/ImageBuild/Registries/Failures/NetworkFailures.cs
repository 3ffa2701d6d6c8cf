using System.Net.Sockets;
using System.Security.Authentication;

namespace ImageBuild.Registries.Failures;

/// <summary>Reads out of .NET's exceptions what happened on the wire.</summary>
internal static class NetworkFailures
{
    public static NetworkProblem Classify(Exception exception)
    {
        if (Find<AuthenticationException>(exception) is { } tls)
        {
            // A peer that hangs up or speaks HTTP during the handshake is not a matter of certificates.
            return tls.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase) || exception.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase)
                ? NetworkProblem.Certificate
                : NetworkProblem.NotTls;
        }

        if (Find<SocketException>(exception) is { } socket)
        {
            return socket.SocketErrorCode switch
            {
                SocketError.HostNotFound or SocketError.NoData => NetworkProblem.UnknownHost,
                SocketError.TryAgain => NetworkProblem.NameServerBusy,
                SocketError.ConnectionRefused or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown => NetworkProblem.Refused,
                SocketError.TimedOut => NetworkProblem.Silent,
                _ => NetworkProblem.Broken,
            };
        }

        return exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } when Find<IOException>(exception) is not null => NetworkProblem.NotTls,
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => NetworkProblem.UnknownHost,
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => NetworkProblem.Proxy,
            HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.ConnectionError or HttpRequestError.InvalidResponse } => NetworkProblem.Broken,
            HttpIOException or IOException => NetworkProblem.Broken,
            HttpRequestException when Find<IOException>(exception) is not null => NetworkProblem.Broken,
            // The handler reports its ConnectTimeout as a cancellation that nobody asked for.
            OperationCanceledException or TimeoutException => NetworkProblem.Silent,
            _ => NetworkProblem.Other,
        };
    }

    /// <summary>A few words more where they help: what is wrong with the certificate, what the proxy said.</summary>
    public static string? Detail(NetworkProblem problem, Exception exception) => problem switch
    {
        NetworkProblem.Certificate => FailureReader.Clean(Find<AuthenticationException>(exception)?.Message ?? exception.Message, 200),
        NetworkProblem.Proxy or NetworkProblem.Other => FailureReader.Clean(exception.Message, 200),
        _ => null,
    };

    /// <summary>The first exception of a type on the way down; null for none.</summary>
    public static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
                return found;
        }

        return null;
    }
}
