using System.Globalization;
using System.Text;
using Unpaired.Checkpoints.Pickle;

namespace Unpaired.Checkpoints;

/// <summary>One line of a listing.</summary>
/// <param name="Path">The way from the root, for example a/enc.model.0.conv.weight.</param>
/// <param name="Name">The last step of it: the key or index.</param>
/// <param name="Depth">Levels below the root.</param>
/// <param name="Kind">What is there.</param>
/// <param name="Type">The element type of a tensor, else empty.</param>
/// <param name="Shape">The shape of a tensor, else null.</param>
/// <param name="Bytes">What a tensor's elements take, else 0.</param>
/// <param name="Detail">A number or text, how many entries, or that the same object was listed before.</param>
public sealed record InspectedEntry(
    string Path, string Name, int Depth, CheckpointKind Kind, string Type, IReadOnlyList<long>? Shape, long Bytes,
        string Detail);

/// <summary>What a checkpoint holds, found out without loading any tensor.</summary>
/// <param name="File">The file.</param>
/// <param name="Format">Its format.</param>
/// <param name="FileBytes">Its size on disk.</param>
/// <param name="StorageBytes">What its tensors take in memory, shared memory once.</param>
/// <param name="Entries">The tree, line by line.</param>
/// <param name="Metadata">The notes of a safetensors file.</param>
public sealed record CheckpointDescription(
    string File,
    string Format,
    long FileBytes,
    long StorageBytes,
    IReadOnlyList<InspectedEntry> Entries,
    IReadOnlyDictionary<string, string> Metadata)
{
    private const int MostNoteCharacters = 60;

    /// <summary>How many tensors there are.</summary>
    public int Tensors => Entries.Count(e => e.Kind == CheckpointKind.Tensor);

    /// <summary>How many numbers they hold together.</summary>
    public long Elements => Entries.Where(e => e.Shape is not null).Sum(e => e.Shape!.Aggregate(1L, (a, b) => a * b));

    /// <summary>The file, its tree (indented, with columns for type, shape and size), its notes and totals.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append($"{File}\n{Format}, {Text.Bytes(FileBytes)}\n\n");
        var rows = Entries.Select(e => new[]
        {
            new string(' ', 2 * e.Depth) + Text.Printable(e.Name),
            e.Type,
            e.Shape is null ? e.Detail : Text.Shape(e.Shape) + (e.Detail.Length == 0 ? "" : "  " + e.Detail),
            e.Shape is null ? "" : Text.Bytes(e.Bytes),
        }).ToList();
        int[] widths = [.. Enumerable.Range(0, 4).Select(c => rows.Count == 0 ? 0 : rows.Max(r => r[c].Length))];
        foreach (string[] row in rows)
            text.Append(string.Join("  ",
                row.Select((c, i) => i == 3 ? c.PadLeft(widths[i]) : c.PadRight(widths[i]))).TrimEnd()).Append('\n');
        foreach (var (key, value) in Metadata)
            text.Append($"note {Text.Printable(key)}: {Note(value)}\n");
        return text.Append(CultureInfo.InvariantCulture, $"\n{Tensors} tensors, {Elements:N0} elements, "
            + $"{Text.Bytes(StorageBytes)} in memory")
            .ToString();
    }

    private static string Note(string value) => value.Length <= MostNoteCharacters && !value.Contains('\n')
        ? Text.Printable(value)
        : $"{value.Length} characters, {Text.Printable(value.Split('\n')[0])} …";
}

/// <summary>Lists what checkpoints hold: names, shapes, types, sizes.</summary>
public static class CheckpointInspector
{
    private const int MostItems = 12;
    private const int MostEntries = 100_000;

    /// <summary>Describes a PyTorch or safetensors file without loading its tensors.</summary>
    /// <param name="path">Any of the formats that this library reads.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="CheckpointFormatException">Damaged, or none of these formats.</exception>
    public static CheckpointDescription Inspect(string path)
    {
        if (SafetensorsIndex.Is(path))
            return DescribeIndex(path);
        using (var file = MappedFile.Open(path))
        {
            if (SafetensorsHeader.LooksLike(file))
                return Describe(file, SafetensorsHeader.Read(file));
        }

        using var root = TorchFile.Describe(path);
        var entries = new List<InspectedEntry>();
        var met = new Dictionary<object, string>(ReferenceEqualityComparer.Instance);
        if (root.Kind is CheckpointKind.Dictionary or CheckpointKind.List or CheckpointKind.Tuple or CheckpointKind.Set)
            Children(root, 0, entries, met);
        else
            Add(root, 0, entries, met);
        return new CheckpointDescription(path, root.Format, new FileInfo(path).Length, root.StorageBytes, entries,
            new Dictionary<string, string>());
    }

    private static CheckpointDescription DescribeIndex(string path)
    {
        var parts = new List<CheckpointDescription>();
        foreach (var (shard, names) in SafetensorsIndex.Shards(path))
        {
            var part = Inspect(shard);
            SafetensorsIndex.Require(path, shard, names, part.Entries.Select(e => e.Name));
            parts.Add(part);
        }

        return new CheckpointDescription(path, $"safetensors, {parts.Count} files",
            new FileInfo(path).Length + parts.Sum(p => p.FileBytes), parts.Sum(p => p.StorageBytes),
            [.. parts.SelectMany(p => p.Entries)],
            parts.SelectMany(p => p.Metadata).DistinctBy(m => m.Key).ToDictionary());
    }

    private static CheckpointDescription Describe(MappedFile file, SafetensorsHeader header)
    {
        var entries = header.Entries.Select(e =>
            new InspectedEntry(e.Name, e.Name, 0, CheckpointKind.Tensor, e.Type.Torch, e.Shape, e.Length, ""));
        return new CheckpointDescription(file.Path, "safetensors", file.Length, header.Entries.Sum(e => e.Length),
            [.. entries], header.Metadata);
    }

    private static void Children(
        CheckpointNode node, int depth, List<InspectedEntry> entries, Dictionary<object, string> met)
    {
        bool isDictionary = node.Kind == CheckpointKind.Dictionary;
        int shown = 0;
        foreach (var child in node.Items)
        {
            // Long lists of numbers (parameter indices, loss histories) tell nothing item by item.
            if (!isDictionary && shown++ == MostItems)
            {
                entries.Add(new InspectedEntry($"{node.Path}/…", "…", depth, CheckpointKind.Other, "", null, 0,
                    $"{node.Count - MostItems} more"));
                return;
            }

            if (entries.Count == MostEntries)
                entries.Add(new InspectedEntry("…", "…", 0, CheckpointKind.Other, "", null, 0, "more are not listed"));
            if (entries.Count > MostEntries)
                return;
            Add(child, depth, entries, met);
        }
    }

    private static void Add(
        CheckpointNode node, int depth, List<InspectedEntry> entries, Dictionary<object, string> met)
    {
        if (node.Value is PickleTensor tensor)
        {
            string shared = met.TryGetValue(tensor.Storage, out string? other)
                ? $"shares memory with {Text.Printable(other)}"
                : "";
            met.TryAdd(tensor.Storage, node.Path);
            entries.Add(new InspectedEntry(node.Path, node.Name, depth, node.Kind, tensor.Type.Torch, node.Shape,
                tensor.Count * tensor.Type.Size, shared));
            return;
        }

        bool container = node.Count > 0;
        if (container && met.TryGetValue(node.Value!, out string? same))
        {
            entries.Add(new InspectedEntry(node.Path, node.Name, depth, node.Kind, "", null, 0,
                $"same as {Text.Printable(same)}"));
            return;
        }

        if (container)
            met.Add(node.Value!, node.Path);
        bool flat = container && node.Kind != CheckpointKind.Dictionary
            && node.Items.All(i => i.Count == 0 && i.Kind != CheckpointKind.Tensor);
        string detail = flat ? Flat(node) : node.Description;
        entries.Add(new InspectedEntry(node.Path, node.Name, depth, node.Kind, "", null, 0, detail));
        if (container && !flat)
            Children(node, depth + 1, entries, met);
    }

    private static string Flat(CheckpointNode node)
    {
        string items = string.Join(", ", node.Items.Take(MostItems).Select(i => i.Short));
        string more = node.Count > MostItems ? $", … {node.Count - MostItems} more" : "";
        return node.Kind == CheckpointKind.List ? $"[{items}{more}]" : $"({items}{more})";
    }
}
