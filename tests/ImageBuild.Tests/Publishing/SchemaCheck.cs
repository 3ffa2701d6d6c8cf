using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ImageBuild.Tests.Publishing;

/// <summary>The part of JSON Schema (2020-12) that our own schemas use. A keyword it does not know is an error, never ignored.</summary>
internal static class SchemaCheck
{
    private static readonly string[] Annotations = ["$schema", "$id", "$defs", "title", "description", "examples"];

    public static IReadOnlyList<string> Errors(JsonObject schema, JsonNode? value)
    {
        var errors = new List<string>();
        Check(schema, schema, value, "$", errors);
        return errors;
    }

    private static void Check(JsonObject root, JsonObject schema, JsonNode? value, string path, List<string> errors)
    {
        foreach (var (keyword, rule) in schema)
        {
            var isFine = keyword switch
            {
                _ when Annotations.Contains(keyword) => true,
                "$ref" => Follow(root, (string)rule!, value, path, errors),
                "type" => (string)rule! == TypeOf(value) || ((string)rule! == "number" && TypeOf(value) == "integer"),
                "const" => JsonNode.DeepEquals(rule, value),
                "enum" => rule!.AsArray().Any(choice => JsonNode.DeepEquals(choice, value)),
                "pattern" => value is JsonValue && TypeOf(value) == "string" && Regex.IsMatch((string)value!, (string)rule!),
                "minLength" => TypeOf(value) != "string" || ((string)value!).Length >= (int)rule!,
                "minimum" => TypeOf(value) != "integer" || (long)value! >= (long)rule!,
                "minItems" => value is not JsonArray array || array.Count >= (int)rule!,
                "required" => value is not JsonObject required || rule!.AsArray().All(name => required.ContainsKey((string)name!)),
                "properties" => value is not JsonObject members || CheckMembers(root, rule!.AsObject(), members, path, errors),
                "items" => value is not JsonArray items || CheckItems(root, rule!.AsObject(), items, path, errors),
                _ => throw new NotSupportedException($"The check does not know the keyword '{keyword}'."),
            };
            if (!isFine)
                errors.Add($"{path}: {keyword} {rule?.ToJsonString()}, but is {value?.ToJsonString() ?? "null"}");
        }
    }

    private static bool Follow(JsonObject root, string reference, JsonNode? value, string path, List<string> errors)
    {
        Check(root, root["$defs"]![reference["#/$defs/".Length..]]!.AsObject(), value, path, errors);
        return true;
    }

    private static bool CheckMembers(JsonObject root, JsonObject properties, JsonObject members, string path, List<string> errors)
    {
        foreach (var (name, rule) in properties.Where(property => members.ContainsKey(property.Key)))
            Check(root, rule!.AsObject(), members[name], $"{path}.{name}", errors);

        // Readers must bear new members, so the schema allows them; but what we write today is described.
        errors.AddRange(members.Where(member => !properties.ContainsKey(member.Key)).Select(member => $"{path}.{member.Key}: not described"));
        return true;
    }

    private static bool CheckItems(JsonObject root, JsonObject rule, JsonArray items, string path, List<string> errors)
    {
        for (var i = 0; i < items.Count; i++)
            Check(root, rule, items[i], $"{path}[{i}]", errors);
        return true;
    }

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? "integer" : "number",
    };
}
