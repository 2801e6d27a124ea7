using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unpaired.Kernel;

/// <summary>
/// JSON as Jupyter writes notebooks: keys sorted, one space per level, text unescaped where possible.
/// </summary>
internal static class CanonicalJson
{
    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(node, text, 0);
        return text.Append('\n').ToString();
    }

    private static void Write(JsonNode? node, StringBuilder text, int depth)
    {
        switch (node)
        {
            case JsonObject { Count: 0 }:
                text.Append("{}");
                break;
            case JsonObject map:
                WriteItems(map.OrderBy(e => e.Key, StringComparer.Ordinal), '{', '}', text, depth, entry =>
                {
                    WriteString(entry.Key, text);
                    text.Append(": ");
                    Write(entry.Value, text, depth + 1);
                });
                break;
            case JsonArray { Count: 0 }:
                text.Append("[]");
                break;
            case JsonArray list:
                WriteItems(list, '[', ']', text, depth, item => Write(item, text, depth + 1));
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                WriteString(value.GetValue<string>(), text);
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static void WriteItems<T>(
        IEnumerable<T> items, char open, char close, StringBuilder text, int depth, Action<T> write)
    {
        text.Append(open);
        char separator = '\0';
        foreach (var item in items)
        {
            if (separator != '\0')
                text.Append(separator);
            separator = ',';
            text.Append('\n').Append(' ', depth + 1);
            write(item);
        }
        text.Append('\n').Append(' ', depth).Append(close);
    }

    private static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (char c in value)
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                _ => null,
            } ?? c.ToString());
        text.Append('"');
    }
}
