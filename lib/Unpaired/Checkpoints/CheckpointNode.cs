using System.Globalization;
using System.Numerics;
using TorchSharp;
using Unpaired.Checkpoints.Pickle;

namespace Unpaired.Checkpoints;

/// <summary>What a node of a checkpoint holds.</summary>
public enum CheckpointKind
{
    /// <summary>Python's None.</summary>
    None,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>An integer.</summary>
    Integer,

    /// <summary>A floating-point number.</summary>
    Number,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A tensor.</summary>
    Tensor,

    /// <summary>Keys and values, in the file's order.</summary>
    Dictionary,

    /// <summary>A list.</summary>
    List,

    /// <summary>A tuple.</summary>
    Tuple,

    /// <summary>A set.</summary>
    Set,

    /// <summary>Bytes, a device, a dtype, a complex number: see <see cref="CheckpointNode.ToString"/>.</summary>
    Other,
}

/// <summary>
/// A place in the tree of a PyTorch file. Tensors belong to the root: they stay valid until the root is disposed,
/// whatever dispose scope is open, and tensors that shared storage in PyTorch share memory here.
/// </summary>
public sealed class CheckpointNode : IDisposable
{
    private readonly TorchContent content;
    private readonly CheckpointNode? parent;
    private readonly bool isRoot;

    internal CheckpointNode(TorchContent content)
        : this(content, null, "", content.Root)
    {
        isRoot = true;
    }

    private CheckpointNode(TorchContent content, CheckpointNode? parent, string name, object? value)
    {
        this.content = content;
        this.parent = parent;
        Name = name;
        Value = value;
    }

    /// <summary>The file.</summary>
    public string File => content.Path;

    /// <summary>Which of PyTorch's formats the file has.</summary>
    public string Format => content.Format;

    /// <summary>The way from the root, for example a/enc.model.0.conv.weight; empty at the root.</summary>
    public string Path => parent is null ? "" : parent.parent is null ? Name : $"{parent.Path}/{Name}";

    /// <summary>The last step of the way: the key or index; empty at the root.</summary>
    public string Name { get; }

    /// <summary>What is here.</summary>
    public CheckpointKind Kind => Value switch
    {
        null => CheckpointKind.None,
        bool => CheckpointKind.Boolean,
        long or BigInteger => CheckpointKind.Integer,
        double => CheckpointKind.Number,
        string => CheckpointKind.Text,
        PickleTensor => CheckpointKind.Tensor,
        PickleDict => CheckpointKind.Dictionary,
        PickleList { IsSet: true } => CheckpointKind.Set,
        PickleList => CheckpointKind.List,
        PickleTuple => CheckpointKind.Tuple,
        _ => CheckpointKind.Other,
    };

    /// <summary>Entries of a dictionary, items of a list, tuple or set; 0 for anything else.</summary>
    public int Count => Value is PickleDict dict ? dict.Count : Sequence?.Count ?? 0;

    /// <summary>The keys of a dictionary in the file's order (numbers as text); empty for anything else.</summary>
    public IEnumerable<string> Keys =>
        Value is PickleDict dict ? dict.Items.Select(i => PickleDict.KeyText(i.Key)) : [];

    /// <summary>The children: a dictionary's values, or a list's items, in order.</summary>
    public IEnumerable<CheckpointNode> Items => Value is PickleDict dict
        ? dict.Items.Select(i => Child(PickleDict.KeyText(i.Key), i.Value))
        : (Sequence ?? []).Select((v, i) => Child(i.ToString(CultureInfo.InvariantCulture), v));

    /// <summary>Attributes that PyTorch hung on a dictionary, such as _metadata; null if there are none.</summary>
    public CheckpointNode? Attributes =>
        Value is PickleDict { Attributes: { } attributes } ? Child("(attributes)", attributes) : null;

    /// <summary>The shape of a tensor.</summary>
    /// <exception cref="CheckpointFormatException">Something else is here.</exception>
    public IReadOnlyList<long> Shape => Tensor.Size;

    /// <summary>The strides of a tensor, in elements.</summary>
    /// <exception cref="CheckpointFormatException">Something else is here.</exception>
    public IReadOnlyList<long> Stride => Tensor.Stride;

    /// <summary>The element type of a tensor.</summary>
    /// <exception cref="CheckpointFormatException">Something else is here.</exception>
    public torch.ScalarType ElementType => Tensor.Type.Scalar;

    internal object? Value { get; }

    internal long StorageBytes => content.StorageBytes;

    private PickleTensor Tensor => Value as PickleTensor ?? throw Not("a tensor");

    private IReadOnlyList<object?>? Sequence => Value switch
    {
        PickleList list => list.Items,
        PickleTuple tuple => tuple.Items,
        _ => null,
    };

    /// <summary>The value under a key; a key that is a number may be given as its text.</summary>
    /// <exception cref="CheckpointFormatException">
    /// No such key (the message lists those there are), or no dictionary.
    /// </exception>
    public CheckpointNode this[string key] => TryGet(key)
        ?? throw (Value is PickleDict
            ? Bad($"there is no key '{Text.Printable(key)}'. Keys: {Text.Some([.. Keys])}.")
            : Not($"a dictionary with the key '{Text.Printable(key)}'"));

    /// <summary>An item of a list or tuple, or the value under an integer key.</summary>
    /// <exception cref="CheckpointFormatException">No such item.</exception>
    public CheckpointNode this[int index]
    {
        get
        {
            if (Value is PickleDict)
                return this[index.ToString(CultureInfo.InvariantCulture)];
            if (Sequence is not { } items)
                throw Not("a list");
            return index >= 0 && index < items.Count
                ? Child(index.ToString(CultureInfo.InvariantCulture), items[index])
                : throw Bad($"there is no item {index}; the {Kind} has {items.Count}.");
        }
    }

    /// <summary>The value under a key, or null if there is none.</summary>
    /// <param name="key">Text, or the text of a number.</param>
    public CheckpointNode? TryGet(string key)
    {
        if (Value is not PickleDict dict)
            return null;
        if (dict.TryGet(key, out object? value)
            || (long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
                && dict.TryGet(number, out value)))
            return Child(key, value);
        var other = dict.Items.FirstOrDefault(i => i.Key is not (string or long) && PickleDict.KeyText(i.Key) == key);
        return other.Key is null ? null : Child(key, other.Value);
    }

    /// <summary>The tensor here, on the CPU, without gradient. It belongs to the root of the checkpoint.</summary>
    /// <exception cref="CheckpointFormatException">Something else is here.</exception>
    public torch.Tensor AsTensor() => content.Tensor(Tensor);

    /// <summary>
    /// The dictionary here as names and tensors, in the file's order. The tensors belong to the root.
    /// </summary>
    /// <exception cref="CheckpointFormatException">
    /// Something else is here, or the dictionary holds something else than tensors.
    /// </exception>
    public IReadOnlyDictionary<string, torch.Tensor> AsStateDict()
    {
        if (Value is not PickleDict dict)
            throw Not("a state dict (names and tensors)");
        var result = new OrderedDictionary<string, torch.Tensor>(dict.Count);
        foreach (var (key, value) in dict.Items)
        {
            if (value is not PickleTensor tensor)
            {
                throw Bad($"expected a state dict (names and tensors), but "
                    + $"'{Text.Printable(PickleDict.KeyText(key))}' is "
                    + $"{Child("", value).Description}. Keys: {Text.Some([.. Keys])}. Choose the one that holds the "
                    + $"state dict.");
            }

            if (!result.TryAdd(PickleDict.KeyText(key), content.Tensor(tensor)))
                throw Bad($"the name '{Text.Printable(PickleDict.KeyText(key))}' is there as text and as number.");
        }

        return result;
    }

    /// <summary>The integer here; a tensor with one element or a whole floating-point number counts.</summary>
    /// <exception cref="CheckpointFormatException">Something else is here.</exception>
    public long AsInteger() => Value switch
    {
        long number => number,
        double number when number == Math.Floor(number) && Math.Abs(number) < 1L << 53 => (long)number,
        PickleTensor { Count: 1 } => Scalar(t => t.to(torch.int64).item<long>()),
        _ => throw Not("an integer"),
    };

    /// <summary>The number here; a tensor with one element counts.</summary>
    /// <exception cref="CheckpointFormatException">Something else is here.</exception>
    public double AsNumber() => Value switch
    {
        double number => number,
        long number => number,
        PickleTensor { Count: 1 } => Scalar(t => t.to(torch.float64).item<double>()),
        _ => throw Not("a number"),
    };

    /// <summary>The truth value here.</summary>
    /// <exception cref="CheckpointFormatException">Something else is here.</exception>
    public bool AsBoolean() => Value is bool value ? value : throw Not("true or false");

    /// <summary>The text here.</summary>
    /// <exception cref="CheckpointFormatException">Something else is here.</exception>
    public string AsText() => Value as string ?? throw Not("text");

    /// <summary>What is here, in a few words.</summary>
    public override string ToString() => $"{(Path.Length == 0 ? File : Path)}: {Description}";

    /// <summary>Frees the tensors of the whole file if this is the root; does nothing elsewhere.</summary>
    public void Dispose()
    {
        if (isRoot)
            content.Dispose();
    }

    internal string Description => Value switch
    {
        null => "None",
        PickleTensor t => $"tensor {Text.Shape(t.Size)} {t.Type}",
        PickleDict d => $"dictionary of {d.Count}",
        PickleList or PickleTuple => $"{Kind.ToString().ToLowerInvariant()} of {Count}",
        string s => $"text '{Text.Printable(s)}'",
        byte[] b => $"{b.Length} bytes",
        PickleDevice d => $"device {d.Name}",
        PickleComplex c => $"complex {c.Value}",
        ElementType e => $"dtype {e.Torch}",
        PickleGlobal g => $"name {g.Name}",
        double d => $"number {d.ToString("R", CultureInfo.InvariantCulture)}",
        _ => $"{Kind.ToString().ToLowerInvariant()} {Convert.ToString(Value, CultureInfo.InvariantCulture)}",
    };

    /// <summary>The bare value, for lists of numbers.</summary>
    internal string Short => Value switch
    {
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        string s => $"'{Text.Printable(s)}'",
        long or bool => Convert.ToString(Value, CultureInfo.InvariantCulture)!,
        _ => Description,
    };

    private T Scalar<T>(Func<torch.Tensor, T> read)
    {
        using var scope = torch.NewDisposeScope();
        return read(AsTensor());
    }

    private CheckpointNode Child(string key, object? value) =>
        new(content, this, key, value);

    private CheckpointFormatException Not(string expected) => Bad($"expected {expected}, found {Description}.");

    private CheckpointFormatException Bad(string message) =>
        new(File, null, $"'{(Path.Length == 0 ? "(root)" : Text.Printable(Path))}': {message}");
}
