namespace Unpaired.Checkpoints.Pickle;

/// <summary>
/// The storages that a pickle refers to, each once by its key, and tensors over them whose every element is known to
/// lie inside.
/// </summary>
internal sealed class PickleStorages
{
    private const int MostDimensions = 64;
    private readonly OrderedDictionary<string, PickleStorage> byKey = [];
    private readonly Dictionary<string, ElementType> typeOfUntyped = [];

    public IReadOnlyCollection<PickleStorage> All => byKey.Values;

    /// <summary>The elements of a storage: its own type, or for untyped storage that of the tensors on it.</summary>
    public ElementType TypeOf(PickleStorage storage) =>
        storage.Type ?? typeOfUntyped.GetValueOrDefault(storage.Key) ?? ElementType.OfTorch("uint8")!;

    /// <summary>
    /// The storage that a persistent id names: ('storage', class, key, location, elements[, (view key, offset, size)]).
    /// </summary>
    public PickleStorageView Find(object? id, PickleOrigin origin, int position)
    {
        if (id is not PickleTuple { Items: var items }
            || items is not ["storage", PickleGlobal { Name: var name }, var keyValue, var where, long count, ..]
            || !name.StartsWith("storage ", StringComparison.Ordinal) || PickleDict.Key(keyValue) is not { } rawKey)
            throw origin.Bad(position, "expected a reference to a storage, found something else.");
        string key = PickleDict.KeyText(rawKey);
        var type = ElementType.OfStorage(name["storage ".Length..]);
        if (count < 0 || count > origin.FileLength * 1032)
        {
            throw origin.Bad(position, $"storage '{Text.Printable(key)}' claims {count} elements, "
                + $"the file has {origin.FileLength} bytes.");
        }

        if (!byKey.TryGetValue(key, out var storage))
        {
            storage = new PickleStorage(key, type, count, where as string ?? "");
            byKey.Add(key, storage);
        }
        else if (storage.Type != type || storage.Count != count)
        {
            throw origin.Bad(position, $"storage '{Text.Printable(key)}' is {storage.Count} elements of "
                + $"{storage.Type?.Torch ?? "bytes"} in one place and {count} of {type?.Torch ?? "bytes"} in another.");
        }

        if (items.Length < 6 || items[5] is null)
            return new PickleStorageView(storage, 0, count);
        if (items[5] is not PickleTuple { Items: [_, long start, long size] } || start < 0 || size < 0
            || start > count - size)
            throw origin.Bad(position, $"a view of storage '{Text.Printable(key)}' reaches outside it.");
        return new PickleStorageView(storage, start, size);
    }

    /// <summary>A tensor over a storage.</summary>
    public PickleTensor Tensor(PickleStorageView view, ElementType? type, long offset, PickleTuple size,
        PickleTuple stride, bool gradient, PickleOrigin origin, int position)
    {
        long[] sizes = Numbers(size, "size", origin, position);
        long[] strides = Numbers(stride, "stride", origin, position);
        var storage = view.Storage;
        var element = Element(storage, type, origin, position);
        long available = storage.Type is null ? view.Count / element.Size : view.Count;
        string shown = $"a tensor {Text.Shape(sizes)} with strides {Text.Shape(strides)} at {offset} "
            + $"in storage '{Text.Printable(storage.Key)}' of {available} elements";
        if (sizes.Length != strides.Length || sizes.Length > MostDimensions)
            throw origin.Bad(position, $"{shown}: sizes and strides must be as many, at most {MostDimensions}.");
        try
        {
            long count = 1, last = 0;
            foreach (long s in sizes)
                count = checked(count * s);
            for (int i = 0; i < sizes.Length; i++)
                last = checked(last + (Math.Max(sizes[i] - 1, 0) * strides[i]));
            if (offset < 0 || offset > available || (count > 0 && checked(offset + last) >= available))
                throw origin.Bad(position, $"{shown} reaches outside it.");

            // An expanded tensor (stride 0) may be larger than its storage, but not absurdly so.
            if (checked(count * element.Size) > checked((4 * available * element.Size) + (64L << 20)))
                throw origin.Bad(position, $"{shown} is far larger than it.");
        }
        catch (OverflowException)
        {
            throw origin.Bad(position, $"{shown}: the numbers overflow.");
        }

        return new PickleTensor(storage, element, checked(view.Start + offset), sizes, strides, gradient);
    }

    private ElementType Element(PickleStorage storage, ElementType? type, PickleOrigin origin, int position)
    {
        if (storage.Type is { } typed)
        {
            return type is null || type == typed
                ? typed
                : throw origin.Bad(position, $"a {type} tensor on {typed} storage '{Text.Printable(storage.Key)}'.");
        }

        if (type is null)
            throw origin.Bad(position, $"a tensor without element type on untyped storage "
                + $"'{Text.Printable(storage.Key)}'.");
        if (typeOfUntyped.TryAdd(storage.Key, type) || typeOfUntyped[storage.Key] == type)
            return type;
        throw origin.Bad(position, $"storage '{Text.Printable(storage.Key)}' is shared by tensors of {type} and "
            + $"{typeOfUntyped[storage.Key]}, which is not supported.");
    }

    private static long[] Numbers(PickleTuple tuple, string what, PickleOrigin origin, int position)
    {
        long[] result = [.. tuple.Items.OfType<long>().Where(n => n >= 0)];
        return result.Length == tuple.Items.Length
            ? result
            : throw origin.Bad(position, $"a tensor {what} with something else than numbers from 0 on.");
    }
}
