using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries.Simulated.Profiles;

/// <summary>S3 and its like: a second kind of authentication is an error, and the signature covers every byte of the URL.</summary>
internal sealed class ObjectStorage(string name, string signedTarget, byte[] content) : SimulatedHost(name)
{
    protected override async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization.Count > 0)
        {
            await WriteAsync(context, 400, "<Error><Code>InvalidArgument</Code><Message>Only one auth mechanism allowed</Message></Error>", "application/xml");
            return;
        }

        if (Target(context) != signedTarget)
        {
            await WriteAsync(context, 403, "<Error><Code>SignatureDoesNotMatch</Code></Error>", "application/xml");
            return;
        }

        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content);
    }
}
