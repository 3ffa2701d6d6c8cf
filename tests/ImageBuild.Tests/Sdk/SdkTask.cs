using System.Reflection;

namespace ImageBuild.Tests.Sdk;

/// <summary>One of the SDK's tasks, run without MSBuild.</summary>
internal sealed class SdkTask
{
    private readonly object _task;
    private readonly SilentEngine _engine = (SilentEngine)SilentEngine.Create();

    public SdkTask(string name)
    {
        _task = Activator.CreateInstance(SdkAssembly.Containers.GetType("Microsoft.NET.Build.Containers.Tasks." + name, throwOnError: true)!)!;
        this["BuildEngine"] = _engine;
    }

    /// <summary>The codes that were logged as errors.</summary>
    public IReadOnlyList<string> Errors => _engine.Errors;

    /// <summary>The codes that were logged as warnings.</summary>
    public IReadOnlyList<string> Warnings => _engine.Warnings;

    /// <summary>A parameter. An array of names becomes one of items where the task wants items.</summary>
    public object? this[string parameter]
    {
        get => Property(parameter).GetValue(_task);
        set => Property(parameter).SetValue(_task, value is string[] names && Property(parameter).PropertyType != typeof(string[]) ? Items(names) : value);
    }

    public bool Execute() => (bool)_task.GetType().GetMethod("Execute")!.Invoke(_task, null)!;

    private PropertyInfo Property(string name) => _task.GetType().GetProperty(name, BindingFlags.Public | BindingFlags.Instance)!;

    /// <summary>"NAME" or "NAME=Value".</summary>
    private static Array Items(string[] names)
    {
        var type = SdkAssembly.MSBuildType("Microsoft.Build.Utilities.Core", "Microsoft.Build.Utilities.TaskItem");
        var items = Array.CreateInstance(SdkAssembly.MSBuildType("Microsoft.Build.Framework", "Microsoft.Build.Framework.ITaskItem"), names.Length);
        for (var at = 0; at < names.Length; at++)
            items.SetValue(Activator.CreateInstance(type, names[at]), at);
        return items;
    }
}
