using System.Buffers.Binary;
using System.Numerics;
using Unpaired.Checkpoints.Pickle;

namespace Unpaired.Checkpoints;

/// <summary>
/// The format before PyTorch 1.6, in which nearly everything of 2018 and 2019 was published: five pickles one after the
/// other (magic number, protocol, system, object, storage keys), then for each key an element count and raw elements.
/// </summary>
internal static class TorchLegacyReader
{
    private const long Protocol = 1001;
    private const byte PickleStart = 0x80;
    private static readonly BigInteger magic = BigInteger.Parse("1950a86a20f9469cfc6c",
        System.Globalization.NumberStyles.HexNumber,
        System.Globalization.CultureInfo.InvariantCulture);

    public static bool IsPickle(MappedFile file) =>
        file.Length >= 2 && file.Span(0, 2) is [PickleStart, >= 2 and <= 5];

    public static TorchContent Read(MappedFile file, bool load)
    {
        long at = 0;
        var storages = new PickleStorages();
        var memory = new MemoryBudget(file.Length);
        object? number = Next(file, ref at, new PickleStorages(), memory);
        if (!magic.Equals(number))
        {
            throw file.Bad(0, "a pickle, but none that torch.save wrote: the magic number is missing. "
                + "Save a state_dict with torch.save.");
        }

        long protocolAt = at;
        if (Next(file, ref at, new PickleStorages(), memory) is not Protocol)
            throw file.Bad(protocolAt, $"the legacy protocol number should be {Protocol}.");
        long systemAt = at;
        if (Next(file, ref at, new PickleStorages(), memory) is not PickleDict)
            throw file.Bad(systemAt, "expected a description of the system that saved the file.");

        // Its little_endian flag says nothing about the data: PyTorch always wrote legacy storages in little-endian
        // order.
        object? root = Next(file, ref at, storages, memory);
        long keysAt = at;
        if (Next(file, ref at, new PickleStorages(), memory) is not PickleList keys)
            throw file.Bad(keysAt, "expected the list of storage keys.");
        var content = new TorchContent(file.Path, "PyTorch legacy (before 1.6)", root, storages);
        var places = Places(file, at, keysAt, keys, storages, content);
        if (!load)
            return content;
        try
        {
            content.Load((storage, tensor) =>
                TensorMemory.Fill(tensor, file, places[storage]), !BitConverter.IsLittleEndian,
                storage => places[storage], memory);
            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    private static object? Next(MappedFile file, ref long at, PickleStorages storages, MemoryBudget memory)
    {
        var data = file.Span(at, Math.Min(file.Length - at, int.MaxValue));
        var unpickler = new Unpickler(data, new PickleOrigin(file.Path, at, false, file.Length), storages,
            memory);
        object? result = unpickler.Load();
        at += unpickler.Length;
        return result;
    }

    /// <summary>Where the elements of each storage begin.</summary>
    private static Dictionary<PickleStorage, long> Places(MappedFile file, long at, long keysAt, PickleList keys,
        PickleStorages storages, TorchContent content)
    {
        var wanted = storages.All.ToDictionary(s => s.Key);
        var result = new Dictionary<PickleStorage, long>();
        foreach (object? item in keys.Items)
        {
            if (PickleDict.Key(item) is not { } rawKey
                || !wanted.TryGetValue(PickleDict.KeyText(rawKey), out var storage))
                throw file.Bad(keysAt, "the list of storage keys names a storage that no tensor uses.");
            long count = BinaryPrimitives.ReadInt64LittleEndian(file.Span(at, 8));
            if (count != storage.Count)
            {
                throw file.Bad(at, $"storage '{Text.Printable(storage.Key)}': expected {storage.Count} elements, "
                    + $"found a count of {count}.");
            }

            if (!result.TryAdd(storage, at + 8))
                throw file.Bad(keysAt, $"the list of storage keys names '{Text.Printable(storage.Key)}' twice.");
            long length = content.BytesOf(storage);
            if (length > file.Length - at - 8)
            {
                throw file.Bad(at, $"storage '{Text.Printable(storage.Key)}' needs {length} bytes, "
                    + $"{file.Length - at - 8} are left. The file is truncated; is the download complete?");
            }

            at += 8 + length;
        }

        if (result.Count != wanted.Count)
        {
            throw file.Bad(keysAt, $"{wanted.Count} storages are used, the list of keys names {result.Count}. "
                + "The file is damaged.");
        }

        return result;
    }
}
