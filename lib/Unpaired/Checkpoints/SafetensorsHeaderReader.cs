using System.Text.Json;

namespace Unpaired.Checkpoints;

/// <summary>
/// Reads the JSON of a safetensors header token by token: no tree of it is built, so that memory stays within the
/// file's budget, and every complaint has the position of the token that caused it.
/// </summary>
internal ref struct SafetensorsHeaderReader
{
    private const int Start = 8; // of the JSON in the file
    private const int EntryBytes = 1200; // the record, its places in collections, and PyTorch's tensor object
    private const int MostDimensions = 64;

    private readonly MappedFile file;
    private readonly long data;
    private readonly MemoryBudget memory;
    private readonly List<SafetensorsEntry> entries = [];
    private readonly OrderedDictionary<string, string> metadata = [];
    private readonly HashSet<string> names = [];
    private Utf8JsonReader json;

    /// <summary>Prepares to read.</summary>
    /// <param name="file">The file.</param>
    /// <param name="header">The JSON in it.</param>
    /// <param name="data">Where the tensors' data begin.</param>
    public SafetensorsHeaderReader(MappedFile file, ReadOnlySpan<byte> header, long data)
    {
        this.file = file;
        this.data = data;
        memory = new MemoryBudget(file.Length);
        json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 8 });
    }

    private readonly long At => Start + json.TokenStartIndex;

    /// <exception cref="CheckpointFormatException">No such header; with the position.</exception>
    public SafetensorsHeader Read()
    {
        try
        {
            Next(JsonTokenType.StartObject, "an object");
            while (Step() == JsonTokenType.PropertyName)
            {
                string name = Name();
                if (name == SafetensorsHeader.MetadataKey)
                    ReadMetadata();
                else
                    ReadEntry(name);
            }

            while (json.Read()) // nothing but white space may follow; the reader complains about anything else
            {
            }
        }
        catch (JsonException e)
        {
            throw new CheckpointFormatException(file.Path, Start + json.BytesConsumed,
                $"the safetensors header is not valid JSON: {Text.Printable(e.Message)}", e);
        }
        catch (InvalidOperationException e) // bytes or escapes that are no Unicode, which the parser lets through
        {
            throw new CheckpointFormatException(file.Path, At, "the safetensors header holds text that is not Unicode.",
                e);
        }

        return new SafetensorsHeader(entries, metadata);
    }

    private string Name()
    {
        Take((2L * json.ValueSpan.Length) + 64);
        string name = json.GetString()!;
        return names.Add(name) ? name : throw Bad($"the name '{Text.Printable(name)}' is there twice.");
    }

    private void ReadMetadata()
    {
        Next(JsonTokenType.StartObject, "an object with text values");
        while (Step() == JsonTokenType.PropertyName)
        {
            Take((4L * json.ValueSpan.Length) + 240);
            string key = json.GetString()!;
            Next(JsonTokenType.String, $"text as {SafetensorsHeader.MetadataKey} '{Text.Printable(key)}'");
            Take(2L * json.ValueSpan.Length);
            if (!metadata.TryAdd(key, json.GetString()!))
                throw Bad($"{SafetensorsHeader.MetadataKey} has '{Text.Printable(key)}' twice.");
        }
    }

    private void ReadEntry(string name)
    {
        Take(EntryBytes);
        long at = At;
        string shown = $"tensor '{Text.Printable(name)}'";
        ElementType? type = null;
        long[]? shape = null, place = null;
        Next(JsonTokenType.StartObject, $"dtype, shape and data_offsets of {shown}");
        while (Step() == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("dtype") && type is null)
                type = ReadType(shown);
            else if (json.ValueTextEquals("shape") && shape is null)
                shape = ReadNumbers(MostDimensions, $"the shape of {shown}");
            else if (json.ValueTextEquals("data_offsets") && place is null)
                place = ReadNumbers(2, $"the data_offsets of {shown}");
            else
                throw Bad($"{shown}: expected dtype, shape and data_offsets, each once.");
        }

        if (type is null || shape is null || place is not [var begin, var end])
            throw file.Bad(at, $"{shown}: expected dtype, shape and data_offsets.");
        long available = file.Length - data;
        if (begin > end || end > available)
        {
            throw file.Bad(at, $"{shown} lies at {begin} to {end}, but the file has {available} bytes of data. "
                + "It is truncated or damaged.");
        }

        if (Bytes(shape, type) is not { } bytes || bytes != end - begin)
        {
            throw file.Bad(at, $"{shown}: {Text.Shape(shape)} of {type.Safetensors} does not take {end - begin} "
                + "bytes.");
        }

        entries.Add(new SafetensorsEntry(name, type, shape, data + begin, end - begin));
    }

    private ElementType ReadType(string shown)
    {
        Next(JsonTokenType.String, $"text as dtype of {shown}");
        string name = json.ValueSpan.Length <= 64 ? json.GetString()! : "(long text)";
        return ElementType.OfSafetensors(name) ?? throw Bad(
            $"{shown} has dtype '{Text.Printable(name)}'; these are read: {ElementType.SafetensorsNames}.");
    }

    private long[] ReadNumbers(int most, string what)
    {
        Next(JsonTokenType.StartArray, $"numbers as {what}");
        Span<long> numbers = stackalloc long[most];
        int count = 0;
        while (Step() != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long number) || number < 0
                || count == most)
                throw Bad($"expected at most {most} whole numbers from 0 on as {what}.");
            numbers[count++] = number;
        }

        return numbers[..count].ToArray();
    }

    private JsonTokenType Step() => json.Read() ? json.TokenType : throw Bad("the safetensors header ends too early.");

    private void Next(JsonTokenType type, string what)
    {
        if (Step() != type)
            throw Bad($"the safetensors header should have {what} here.");
    }

    private readonly void Take(long bytes)
    {
        if (!memory.Take(bytes))
            throw Bad($"the safetensors header asks for {memory}.");
    }

    private readonly CheckpointFormatException Bad(string message) => file.Bad(At, message);

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
}
