using System.Globalization;
using System.Text;
using Unpaired.Checkpoints.Pickle;
using Unpaired.Checkpoints.Zip;

namespace Unpaired.Checkpoints;

/// <summary>
/// The zip format of PyTorch 1.6 and later: NAME/data.pkl, one entry NAME/data/KEY for each storage, NAME/version, and
/// since 2.1 NAME/byteorder.
/// </summary>
internal static class TorchZipReader
{
    private const long MostPickleBytes = 1 << 30;
    private const int NewestVersion = 10;

    public static TorchContent Read(MappedFile file, bool load)
    {
        var memory = new MemoryBudget(file.Length);
        var entries = ZipDirectory.Read(file, memory);
        string prefix = Prefix(file, entries);
        int version = Version(file, entries, prefix);
        bool swap = IsBigEndian(file, entries, prefix) == BitConverter.IsLittleEndian;
        var pickle = entries[prefix + "data.pkl"];
        var data = Pickle(file, pickle, memory);
        var storages = new PickleStorages();
        var origin = new PickleOrigin(file.Path, pickle.DataOffset, pickle.Deflated, file.Length);
        object? root = new Unpickler(data, origin, storages, memory).Load();
        var content = new TorchContent(file.Path, $"PyTorch zip, version {version}", root, storages);
        foreach (var storage in storages.All)
            Check(file, entries, prefix, content, storage);
        if (!load)
            return content;
        try
        {
            ZipEntry EntryOf(PickleStorage storage) => entries[prefix + "data/" + storage.Key];
            content.Load((storage, tensor) => ZipEntryReader.Fill(file, EntryOf(storage), tensor), swap,
                storage => EntryOf(storage).DataOffset, memory);
            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    /// <summary>The pickle of an archive, and where it lies.</summary>
    internal static (byte[] Data, PickleOrigin Origin) PickleOf(MappedFile file)
    {
        var memory = new MemoryBudget(file.Length);
        var entries = ZipDirectory.Read(file, memory);
        var pickle = entries[Prefix(file, entries) + "data.pkl"];
        return (Pickle(file, pickle, memory).ToArray(),
            new PickleOrigin(file.Path, pickle.DataOffset, pickle.Deflated, file.Length));
    }

    /// <summary>The pickle where it lies, or, if it is compressed, a copy.</summary>
    private static ReadOnlySpan<byte> Pickle(MappedFile file, ZipEntry entry, MemoryBudget memory)
    {
        if (!entry.Deflated && entry.Size <= MostPickleBytes)
            return ZipEntryReader.Stored(file, entry);
        if (!memory.Take(entry.Size))
            throw file.Bad(entry.DataOffset, $"entry '{Text.Printable(entry.Name)}' asks for {memory}.");
        return ZipEntryReader.ReadBytes(file, entry, MostPickleBytes);
    }

    private static string Prefix(MappedFile file, OrderedDictionary<string, ZipEntry> entries)
    {
        string? pickle = entries.Keys.Where(k => k == "data.pkl" || k.EndsWith("/data.pkl", StringComparison.Ordinal))
            .MinBy(k => k.Length);
        // Since PyTorch 1.1 constants.pkl or code/; the first archives of torch.jit.save had a model.json.
        string? constants = entries.Keys.FirstOrDefault(k => k.EndsWith("constants.pkl", StringComparison.Ordinal)
            || k.EndsWith("/model.json", StringComparison.Ordinal)
            || (k.Contains("/code/", StringComparison.Ordinal) && k.EndsWith(".py", StringComparison.Ordinal)));
        if (constants is not null)
        {
            throw file.Bad(entries[constants].DataOffset, "this is a TorchScript archive (torch.jit.save): a program, "
                + "not a checkpoint. Load it with torch.jit.load and save its state_dict() with torch.save.");
        }

        if (pickle is null)
        {
            string found = entries.Count == 0 ? "nothing" : Text.Some([.. entries.Keys], 4);
            throw file.Bad(0, $"a zip archive without data.pkl is no PyTorch checkpoint; it holds {found}.");
        }

        return pickle[..^"data.pkl".Length];
    }

    private static int Version(MappedFile file, OrderedDictionary<string, ZipEntry> entries, string prefix)
    {
        if (!entries.TryGetValue(prefix + "version", out var entry))
            return 0; // left out by other writers
        string text = Encoding.ASCII.GetString(ZipEntryReader.ReadBytes(file, entry, 64)).Trim();
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            || version > NewestVersion)
        {
            throw file.Bad(entry.DataOffset,
                $"format version '{Text.Printable(text)}'; versions up to {NewestVersion} are read.");
        }

        return version;
    }

    private static bool IsBigEndian(MappedFile file, OrderedDictionary<string, ZipEntry> entries, string prefix)
    {
        if (!entries.TryGetValue(prefix + "byteorder", out var entry))
            return false; // before 2.1, when every machine that mattered was little-endian
        string order = Encoding.ASCII.GetString(ZipEntryReader.ReadBytes(file, entry, 64)).Trim();
        return order switch
        {
            "little" => false,
            "big" => true,
            _ => throw file.Bad(entry.DataOffset, $"byte order '{Text.Printable(order)}'; expected little or big."),
        };
    }

    private static void Check(MappedFile file, OrderedDictionary<string, ZipEntry> entries, string prefix,
        TorchContent content, PickleStorage storage)
    {
        string name = prefix + "data/" + storage.Key;
        if (!entries.TryGetValue(name, out var entry))
            throw file.Bad(entries[prefix + "data.pkl"].DataOffset, $"the entry '{Text.Printable(name)}' is missing.");
        if (entry.Size != content.BytesOf(storage))
        {
            throw file.Bad(entry.DataOffset, $"storage '{Text.Printable(storage.Key)}': expected "
                + $"{content.BytesOf(storage)} bytes ({storage.Count} x {storage.Type?.Torch ?? "byte"}), the entry "
                + $"has {entry.Size}.");
        }
    }
}
