using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries.Simulated.Profiles;

/// <summary>ECR Public: the scope is the word "aws".</summary>
internal sealed class EcrPublicProfile() : SimulatedRegistry("public.ecr.aws")
{
    protected override string BearerChallenge(string scope, string? error) => $"Bearer realm=\"{Realm}\",service=\"{Name}\",scope=\"aws\"";

    protected override async Task<bool> AllowAsync(HttpContext context, string path)
    {
        if (Tokens!.Allows(context.Request.Headers.Authorization.ToString(), "aws"))
            return true;
        context.Response.Headers.WWWAuthenticate = BearerChallenge("", null);
        await WriteAsync(context, 401, "Not Authorized\n");
        return false;
    }
}
