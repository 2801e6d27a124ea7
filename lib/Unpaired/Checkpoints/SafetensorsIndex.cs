using System.Text.Json;
using TorchSharp;

namespace Unpaired.Checkpoints;

/// <summary>
/// Safetensors in several files: NAME.safetensors.index.json says in its weight_map which file beside it holds which
/// tensor. Only plain file names are followed, never a way to another folder.
/// </summary>
internal static class SafetensorsIndex
{
    private const int MostBytes = 8 << 20; // about a hundred thousand tensors
    private const string Suffix = ".json";

    /// <summary>Whether a path names an index.</summary>
    public static bool Is(string path) => path.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The shards in the index's order, with the tensors that each must hold.</summary>
    /// <exception cref="FileNotFoundException">The index, or a file that it names, is missing.</exception>
    /// <exception cref="CheckpointFormatException">No index.</exception>
    public static OrderedDictionary<string, HashSet<string>> Shards(string path)
    {
        using var file = MappedFile.Open(path);
        if (file.Length > MostBytes)
            throw file.Bad(0, $"an index of {Text.Bytes(file.Length)}; at most {Text.Bytes(MostBytes)} are read.");
        var json = new Utf8JsonReader(file.Span(0, file.Length), new JsonReaderOptions { MaxDepth = 8 });
        var result = new OrderedDictionary<string, HashSet<string>>();
        bool found = false;
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                throw file.Bad(0, "a safetensors index should begin with an object.");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("weight_map") && !found)
                    ReadMap(file, ref json, result);
                else
                    json.Skip();
                found |= result.Count > 0;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CheckpointFormatException(path, json.BytesConsumed,
                $"the index is not valid JSON: {Text.Printable(e.Message)}", e);
        }

        return found ? result : throw file.Bad(0, "there is no weight_map in this JSON file: no safetensors index.");
    }

    /// <summary>Reads all shards as one file.</summary>
    public static SafetensorsFile Load(string path)
    {
        var tensors = new OrderedDictionary<string, torch.Tensor>();
        var metadata = new OrderedDictionary<string, string>();
        try
        {
            foreach (var (shard, names) in Shards(path))
            {
                var part = Safetensors.Load(shard); // its tensors go into the whole
                foreach (var (name, tensor) in part.Tensors)
                {
                    if (!tensors.TryAdd(name, tensor))
                        tensor.Dispose();
                }

                Require(path, shard, names, part.Tensors.Keys);
                foreach (var (key, value) in part.Metadata)
                    metadata.TryAdd(key, value);
            }

            return new SafetensorsFile(path, tensors, metadata);
        }
        catch
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            throw;
        }
    }

    /// <summary>A shard holds exactly the tensors that the index says.</summary>
    public static void Require(string path, string shard, HashSet<string> expected, IEnumerable<string> found)
    {
        string shown = Text.Printable(Path.GetFileName(shard));
        var left = expected.ToHashSet();
        foreach (string name in found)
        {
            if (!left.Remove(name))
            {
                throw new CheckpointFormatException(path, 0,
                    $"'{shown}' holds '{Text.Printable(name)}', which the index does not say.");
            }
        }

        if (left.Count > 0)
        {
            throw new CheckpointFormatException(path, 0,
                $"'{shown}' should hold {Text.Some([.. left])} by the index; it does not.");
        }
    }

    private static void ReadMap(MappedFile file, ref Utf8JsonReader json,
        OrderedDictionary<string, HashSet<string>> result)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(file.Path))!;
        var all = new HashSet<string>();
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            throw file.Bad(json.TokenStartIndex, "weight_map should be an object.");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string tensor = json.GetString()!;
            if (!json.Read() || json.TokenType != JsonTokenType.String)
                throw file.Bad(json.TokenStartIndex, "weight_map should give each tensor the name of a file.");
            string name = json.GetString()!;
            if (name.Length == 0 || name.Length > 255 || name.IndexOfAny(['/', '\\', ':', '\0']) >= 0
                || !name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            {
                throw file.Bad(json.TokenStartIndex, $"'{Text.Printable(name)}' is not the plain name of a safetensors "
                    + "file beside the index.");
            }

            if (!all.Add(tensor))
                throw file.Bad(json.TokenStartIndex, $"weight_map has '{Text.Printable(tensor)}' twice.");
            string path = Path.Combine(folder, name);
            if (!result.TryGetValue(path, out var names))
                result.Add(path, names = []);
            names.Add(tensor);
        }
    }
}
