using System.Buffers.Binary;
using System.Text.Json;

namespace Unpaired.Checkpoints;

/// <summary>A tensor in a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its elements.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Offset">Where its elements begin: in the file when read, in the data when written.</param>
/// <param name="Length">Their bytes.</param>
internal sealed record SafetensorsEntry(string Name, ElementType Type, long[] Shape, long Offset, long Length);

/// <summary>The JSON header of a safetensors file, checked.</summary>
internal sealed record SafetensorsHeader(
    IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    private const int LengthBytes = 8;
    private const long MostHeaderBytes = 100_000_000; // the reference implementation's limit
    private const string MetadataKey = "__metadata__";

    /// <summary>Whether a file begins as a safetensors file does.</summary>
    public static bool LooksLike(MappedFile file) =>
        file.Length > LengthBytes && file.Span(LengthBytes, 1)[0] == (byte)'{'
        && BinaryPrimitives.ReadUInt64LittleEndian(file.Span(0, LengthBytes)) <= MostHeaderBytes;

    public static SafetensorsHeader Read(MappedFile file)
    {
        if (file.Length < LengthBytes + 2)
            throw file.Bad(0, $"{file.Length} bytes are too few for a safetensors file. Is the download complete?");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(file.Span(0, LengthBytes));
        if (length < 2 || length > MostHeaderBytes || length > (ulong)(file.Length - LengthBytes)
            || file.Span(LengthBytes, 1)[0] != (byte)'{')
        {
            throw file.Bad(0, $"not a safetensors file, or truncated: a header of {length} bytes should begin with "
                + $"'{{' and fit in the {file.Length} bytes of the file.");
        }

        long data = LengthBytes + (long)length;
        var entries = new List<SafetensorsEntry>();
        var metadata = new OrderedDictionary<string, string>();
        try
        {
            using var json = JsonDocument.Parse(file.Span(LengthBytes, (long)length).ToArray(),
                new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.NameEquals(MetadataKey))
                    ReadMetadata(file, property.Value, metadata);
                else
                    entries.Add(ReadEntry(file, property.Name, property.Value, data));
            }
        }
        catch (JsonException e)
        {
            long at = LengthBytes + (e.LineNumber is null or 0 ? e.BytePositionInLine ?? 0 : 0);
            throw new CheckpointFormatException(
                file.Path, at, $"the safetensors header is not valid JSON: {Text.Printable(e.Message)}", e);
        }
        catch (InvalidOperationException e) // half a surrogate pair, the one thing that the parser lets through
        {
            throw new CheckpointFormatException(file.Path, LengthBytes, "the safetensors header holds text that is "
                + "not Unicode.", e);
        }

        CheckLayout(file, entries, data);
        return new SafetensorsHeader(entries, metadata);
    }

    public static byte[] Write(IEnumerable<SafetensorsEntry> entries, IReadOnlyDictionary<string, string>? metadata,
        int alignment)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in metadata)
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            var names = new HashSet<string> { MetadataKey };
            foreach (var entry in entries)
            {
                if (!names.Add(entry.Name))
                    throw new ArgumentException($"The name '{entry.Name}' is given twice or is reserved.");
                WriteEntry(json, entry);
            }

            json.WriteEndObject();
        }

        while ((buffer.Length + LengthBytes) % alignment != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void ReadMetadata(MappedFile file, JsonElement value, OrderedDictionary<string, string> metadata)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw file.Bad(LengthBytes, $"{MetadataKey} should be an object with text values.");
        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw file.Bad(LengthBytes, $"{MetadataKey} '{Text.Printable(property.Name)}' should be text.");
            metadata[property.Name] = property.Value.GetString()!;
        }
    }

    private static SafetensorsEntry ReadEntry(MappedFile file, string name, JsonElement value, long data)
    {
        string shown = Text.Printable(name);
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shapeValue)
            || !value.TryGetProperty("data_offsets", out var offsetsValue)
            || Numbers(shapeValue) is not { } shape || Numbers(offsetsValue) is not [var begin, var end])
            throw file.Bad(LengthBytes, $"tensor '{shown}': expected dtype, shape and data_offsets.");
        string typeName = dtype.GetString()!;
        var type = ElementType.OfSafetensors(typeName) ?? throw file.Bad(LengthBytes,
            $"tensor '{shown}' has dtype '{Text.Printable(typeName)}'; these are read: "
                + $"{ElementType.SafetensorsNames}.");
        long available = file.Length - data;
        if (shape.Length > 64 || begin > end || end > available)
        {
            throw file.Bad(LengthBytes, $"tensor '{shown}' lies at {begin} to {end}, but the file has {available} "
                + $"bytes of data. It is truncated or damaged.");
        }

        if (Bytes(shape, type) is not { } bytes || bytes != end - begin)
        {
            throw file.Bad(LengthBytes, $"tensor '{shown}': {Text.Shape(shape)} of {type.Safetensors} does not take "
                + $"{end - begin} bytes.");
        }

        return new SafetensorsEntry(name, type, shape, data + begin, end - begin);
    }

    private static long? Bytes(long[] shape, ElementType type)
    {
        UInt128 bytes = (UInt128)type.Size;
        foreach (long size in shape)
        {
            bytes *= (UInt128)size;
            if (bytes > long.MaxValue)
                return null;
        }

        return (long)bytes;
    }

    private static long[]? Numbers(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return null;
        long[] result = new long[value.GetArrayLength()];
        int i = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out result[i]) || result[i++] < 0)
                return null;
        }

        return result;
    }

    private static void CheckLayout(MappedFile file, List<SafetensorsEntry> entries, long data)
    {
        long at = data;
        foreach (var entry in entries.OrderBy(e => e.Offset).ThenBy(e => e.Length))
        {
            if (entry.Offset != at)
            {
                throw file.Bad(entry.Offset, $"tensor '{Text.Printable(entry.Name)}' begins at {entry.Offset}, the "
                    + $"one before ends at {at}: tensors must neither overlap nor leave holes.");
            }

            at += entry.Length;
        }

        if (at != file.Length)
            throw file.Bad(at, $"the tensors end at {at}, the file at {file.Length}.");
    }

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsEntry entry)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", entry.Type.Safetensors);
        json.WriteStartArray("shape");
        foreach (long size in entry.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(entry.Offset);
        json.WriteNumberValue(entry.Offset + entry.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
