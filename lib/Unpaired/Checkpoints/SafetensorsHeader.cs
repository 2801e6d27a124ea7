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
    internal const string MetadataKey = "__metadata__";

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
        var parser = new SafetensorsHeaderReader(file, file.Span(LengthBytes, (long)length), data);
        var header = parser.Read();
        CheckLayout(file, header.Entries, data);
        return header;
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

    private static void CheckLayout(MappedFile file, IReadOnlyList<SafetensorsEntry> entries, long data)
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
