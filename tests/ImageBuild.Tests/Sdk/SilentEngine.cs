using System.Reflection;

namespace ImageBuild.Tests.Sdk;

/// <summary>Stands where MSBuild would, for a task of the SDK that only wants to log.</summary>
public class SilentEngine : DispatchProxy
{
    /// <summary>The codes of the errors that were logged.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>The codes of the warnings that were logged.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>An engine of the type the SDK's assembly knows.</summary>
    public static object Create() => typeof(DispatchProxy).GetMethods()
        .Single(method => method is { Name: nameof(DispatchProxy.Create), IsGenericMethod: true })
        .MakeGenericMethod(SdkAssembly.MSBuildType("Microsoft.Build.Framework", "Microsoft.Build.Framework.IBuildEngine"), typeof(SilentEngine))
        .Invoke(null, null)!;

    /// <inheritdoc />
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name is "LogErrorEvent" or "LogWarningEvent")
            (targetMethod.Name == "LogErrorEvent" ? Errors : Warnings).Add((string?)args![0]!.GetType().GetProperty("Code")!.GetValue(args[0]) ?? "");
        return targetMethod.ReturnType.IsValueType && targetMethod.ReturnType != typeof(void) ? Activator.CreateInstance(targetMethod.ReturnType) : null;
    }
}
