using System.Globalization;
using System.Numerics;
using System.Text.Json;
using TorchSharp;
using Unpaired.Checkpoints.Pickle;

namespace Unpaired.Checkpoints.Originals;

/// <summary>
/// The tree of a PyTorch file as JSON, with names in place of tensors: what a safetensors file needs to become the
/// original again, with its order, numbers, tuples and metadata.
/// </summary>
/// <remarks>
/// {"t": name} is a tensor, {"d": [[key, value], …]} a dictionary ("o": an OrderedDict, "m": its attributes),
/// {"l": […]} a list, {"u": […]} a tuple, {"i": "7"} an integer, {"f": "0.5"} a number; text, true, false and null are
/// themselves.
/// </remarks>
internal static class OriginalTree
{
    private const int Deepest = 300; // levels of JSON: up to three for a level of the tree

    /// <summary>Writes the tree.</summary>
    /// <param name="root">The file.</param>
    /// <param name="nameOf">What a tensor is called in the safetensors file.</param>
    /// <exception cref="ArgumentException">Something that is not written: a set, a device, bytes.</exception>
    public static string Write(CheckpointNode root, Func<CheckpointNode, string> nameOf)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            Write(json, root, nameOf);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>What <see cref="TorchFile"/> writes as the original.</summary>
    /// <exception cref="CheckpointFormatException">No such tree, or a tensor that is not there.</exception>
    public static object? Read(string tree, SafetensorsFile file)
    {
        try
        {
            using var json = JsonDocument.Parse(tree, new JsonDocumentOptions { MaxDepth = Deepest });
            return Read(json.RootElement, file);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException or IndexOutOfRangeException)
        {
            throw new CheckpointFormatException(file.Path, 0, $"its note '{CheckpointConversion.TreeNote}' is damaged: "
                + Text.Printable(e.Message), e);
        }
    }

    private static void Write(Utf8JsonWriter json, CheckpointNode node, Func<CheckpointNode, string> nameOf)
    {
        switch (node.Kind)
        {
            case CheckpointKind.Dictionary: Dictionary(json, node, nameOf); break;
            case CheckpointKind.List: Items(json, "l", node, nameOf); break;
            case CheckpointKind.Tuple: Items(json, "u", node, nameOf); break;
            case CheckpointKind.Tensor:
                json.WriteStartObject();
                json.WriteString("t", nameOf(node));
                json.WriteEndObject();
                break;
            default: Value(json, node.Value, node.Path); break;
        }
    }

    private static void Dictionary(Utf8JsonWriter json, CheckpointNode node, Func<CheckpointNode, string> nameOf)
    {
        var dict = (PickleDict)node.Value!;
        json.WriteStartObject();
        json.WriteStartArray("d");
        foreach (var (item, child) in dict.Items.Zip(node.Items))
        {
            json.WriteStartArray();
            Value(json, item.Key, child.Path);
            Write(json, child, nameOf);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        if (dict.Ordered)
            json.WriteBoolean("o", true);
        if (node.Attributes is { } attributes)
        {
            json.WritePropertyName("m");
            Write(json, attributes, nameOf);
        }

        json.WriteEndObject();
    }

    private static void Items(
        Utf8JsonWriter json, string kind, CheckpointNode node, Func<CheckpointNode, string> nameOf)
    {
        json.WriteStartObject();
        json.WriteStartArray(kind);
        foreach (var child in node.Items)
            Write(json, child, nameOf);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter json, object? value, string place)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case string text: json.WriteStringValue(text); break;
            case long or BigInteger: Number(json, "i", Convert.ToString(value, CultureInfo.InvariantCulture)!); break;
            case double number: Number(json, "f", number.ToString("R", CultureInfo.InvariantCulture)); break;
            default:
                throw new ArgumentException(
                    $"'{Text.Printable(place)}' is a {value.GetType().Name}, which a safetensors file cannot keep.");
        }
    }

    private static void Number(Utf8JsonWriter json, string kind, string value)
    {
        json.WriteStartObject();
        json.WriteString(kind, value);
        json.WriteEndObject();
    }

    private static object? Read(JsonElement element, SafetensorsFile file)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Null: return null;
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            case JsonValueKind.String: return element.GetString();
            default: break;
        }

        var first = element.EnumerateObject().First();
        return first.Name switch
        {
            "t" => Tensor(first.Value.GetString()!, file),
            "i" => Integer(first.Value.GetString()!),
            "f" => double.Parse(first.Value.GetString()!, CultureInfo.InvariantCulture),
            "l" => first.Value.EnumerateArray().Select(item => Read(item, file)).ToList(),
            "u" => first.Value.EnumerateArray().Select(item => Read(item, file)).ToArray(),
            "d" => new WrittenDictionary(
                [.. first.Value.EnumerateArray().Select(pair => (Read(pair[0], file)!, Read(pair[1], file)))],
                element.TryGetProperty("o", out var ordered) && ordered.GetBoolean(),
                element.TryGetProperty("m", out var attributes) ? Read(attributes, file) : null),
            _ => throw new JsonException($"there is no '{first.Name}'"),
        };
    }

    private static object Integer(string text)
    {
        var value = BigInteger.Parse(text, CultureInfo.InvariantCulture);
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    private static torch.Tensor Tensor(string name, SafetensorsFile file) =>
        file.Tensors.TryGetValue(name, out var tensor)
            ? tensor
            : throw new CheckpointFormatException(file.Path, 0, $"the tensor '{Text.Printable(name)}' is missing.");
}
