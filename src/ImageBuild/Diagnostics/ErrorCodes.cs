using System.Reflection;

namespace ImageBuild.Diagnostics;

/// <summary>Every diagnostic there is. One partial file per room, one range of numbers each.</summary>
/// <remarks>
/// IB1xxx what the user asked for; IB2xxx the base operating system and its packages; IB3xxx registries;
/// IB4xxx frameworks and publishing; IB5xxx layouts, archives and the local cache.
/// </remarks>
public static partial class ErrorCodes
{
    /// <summary>All codes, ordered by identifier.</summary>
    /// <remarks>Computed when asked: initialisers of partial files run in no defined order.</remarks>
    public static IReadOnlyList<ErrorCode> All =>
    [
        .. typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(member => member.FieldType == typeof(ErrorCode))
            .Select(member => (ErrorCode)member.GetValue(null)!)
            .OrderBy(code => code.Id, StringComparer.Ordinal),
    ];
}
