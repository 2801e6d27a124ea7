using System.Globalization;
using System.Numerics;

namespace Unpaired.Checkpoints.Pickle;

// What an unpickled file is made of. Python's None, bool, int, float, str and bytes are null, bool, long or
// BigInteger, double, string and byte[].

/// <summary>A Python tuple (also torch.Size).</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A Python list, or a set when <paramref name="IsSet"/>.</summary>
internal sealed record PickleList(List<object?> Items, bool IsSet = false);

/// <summary>A torch.device, for example cuda:0; files are always loaded to the CPU.</summary>
internal sealed record PickleDevice(string Name);

/// <summary>A complex number.</summary>
internal sealed record PickleComplex(Complex Value);

/// <summary>An allowed global: a name that stands for itself and is never looked up or executed.</summary>
internal sealed record PickleGlobal(string Name);

/// <summary>numpy's description of an element, for scalars that someone stored without converting.</summary>
internal sealed record PickleNumpyType(string Code, bool BigEndian);

/// <summary>Whatever a refused global would have made.</summary>
internal sealed record PickleRefused;

/// <summary>A tuple used as a key, by its text.</summary>
internal sealed record PickleTupleKey(string Text)
{
    public override string ToString() => Text;
}

/// <summary>A Python dict or OrderedDict in the order of insertion.</summary>
internal sealed class PickleDict(bool ordered)
{
    private OrderedDictionary<object, object?>? items;

    public bool Ordered { get; } = ordered;

    /// <summary>Whether it was an argparse.Namespace, whose attributes are the entries.</summary>
    public bool IsNamespace { get; init; }

    /// <summary>Attributes set on the object, such as _metadata of a state dict.</summary>
    public PickleDict? Attributes { get; set; }

    public int Count => items?.Count ?? 0;

    public IEnumerable<KeyValuePair<object, object?>> Items => items ?? [];

    public void Set(object key, object? value) => (items ??= new(KeyComparer.Instance))[key] = value;

    public bool TryGet(object key, out object? value)
    {
        value = null;
        return items is not null && items.TryGetValue(key, out value);
    }

    /// <summary>The key as the dictionary stores it, or null if such a key is not supported.</summary>
    public static object? Key(object? value) => value switch
    {
        null => "None",
        string or long or bool or double or BigInteger => value,
        byte[] bytes => System.Text.Encoding.Latin1.GetString(bytes),
        PickleTuple tuple => TupleKey(tuple),
        _ => null,
    };

    public static string KeyText(object key) => Convert.ToString(key, CultureInfo.InvariantCulture) ?? "";

    private static PickleTupleKey? TupleKey(PickleTuple tuple)
    {
        // Flat and short: a key is a name, not a data structure.
        if (tuple.Items.Length > 16 || tuple.Items.Any(i => i is not (null or string or long or bool or double)))
            return null;
        var parts = tuple.Items.Select(i =>
            i is string s ? $"'{s}'" : Convert.ToString(i, CultureInfo.InvariantCulture));
        return new PickleTupleKey($"({string.Join(", ", parts)})");
    }
}

/// <summary>
/// Spreads numbers before hashing: .NET's own hash of a long is its halves xored, so that a hostile file could send all
/// its keys to one place. Text is hashed with a secret by .NET itself.
/// </summary>
internal sealed class KeyComparer : IEqualityComparer<object>
{
    public static readonly KeyComparer Instance = new();

    public new bool Equals(object? x, object? y) => object.Equals(x, y);

    public int GetHashCode(object key) => key switch
    {
        long number => HashCode.Combine((int)number, (int)(number >> 32)),
        double number => GetHashCode((object)BitConverter.DoubleToInt64Bits(number == 0 ? 0 : number)),
        _ => key.GetHashCode(),
    };
}

/// <summary>A run of elements that tensors look into.</summary>
/// <param name="key">Its name in the file.</param>
/// <param name="type">Its elements; null for untyped storage, where each tensor says.</param>
/// <param name="count">Elements (bytes for untyped storage).</param>
/// <param name="location">Where it lived when saved, for example cuda:0.</param>
internal sealed class PickleStorage(string key, ElementType? type, long count, string location)
{
    public string Key { get; } = key;

    public ElementType? Type { get; } = type;

    public long Count { get; } = count;

    public string Location { get; } = location;
}

/// <summary>A part of a storage, as legacy files have them; usually the whole of it.</summary>
/// <param name="Storage">The storage with the data.</param>
/// <param name="Start">First element.</param>
/// <param name="Count">Elements (bytes for untyped storage).</param>
internal sealed record PickleStorageView(PickleStorage Storage, long Start, long Count);

/// <summary>A tensor: a strided look into a storage.</summary>
internal sealed record PickleTensor(
    PickleStorage Storage, ElementType Type, long Offset, long[] Size, long[] Stride, bool RequiresGrad)
{
    public long Count { get; } = Size.Aggregate(1L, (a, b) => a * b);
}
