using System.Numerics;
using System.Text;

namespace Unpaired.Checkpoints.Pickle;

/// <summary>
/// The fixed table of names that a checkpoint may use, and what each stands for. A name outside the table is noted with
/// its position; reading goes on only to list every such name, then the file is refused.
/// </summary>
internal sealed class PickleGlobals(PickleOrigin origin, PickleStorages storages)
{
    private const int MostRefused = 20;

    private static readonly HashSet<string> allowed =
    [
        "collections.OrderedDict", "collections.Counter",
        "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3",
        "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
        "torch._tensor._rebuild_from_type_v2", "torch.Tensor", "torch.nn.parameter.Parameter",
        "torch.Size", "torch.device",
        "builtins.set", "builtins.frozenset", "builtins.complex", "builtins.bytes", "builtins.bytearray",
        "_codecs.encode",
        "argparse.Namespace", // the command line, which training scripts store beside the weights
        "numpy.dtype", "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar",
    ];

    private readonly List<(string Name, int Position)> refused = [];

    /// <summary>Names outside the table, with their positions in the pickle.</summary>
    public IReadOnlyList<(string Name, int Position)> Refused => refused;

    /// <summary>What a name stands for.</summary>
    public object Find(string module, string name, int position)
    {
        // Python 2's name for the same module.
        string full = module == "__builtin__" ? $"builtins.{name}" : $"{module}.{name}";
        if (allowed.Contains(full))
            return new PickleGlobal(full);
        if (module is "torch" or "torch.cuda" or "torch.storage" && name.EndsWith("Storage", StringComparison.Ordinal)
            && (name == "UntypedStorage" || ElementType.OfStorage(name) is not null))
            return new PickleGlobal($"storage {name}");
        if (module == "torch" && ElementType.OfTorch(name) is { } type)
            return type;
        return Refuse(full, position);
    }

    /// <summary>The error that names everything refused.</summary>
    public CheckpointFormatException Refusal()
    {
        var (first, position) = refused[0];
        string others = refused.Count > 1
            ? $" Also refused: {Text.Some([.. refused.Skip(1).Select(r => $"{r.Name} at {r.Position}")])}."
            : "";
        return origin.Bad(position, $"the file asks for '{first}', which is not among the names that a checkpoint "
            + $"needs. "
            + $"It was refused and nothing was executed.{others} If this is a whole pickled model or training state, "
            + "save model.state_dict() in PyTorch instead; if it comes from a stranger, do not open it in Python.");
    }

    /// <summary>What calling a global with arguments makes.</summary>
    public object? Apply(object? target, object? arguments, int position)
    {
        if (target is PickleRefused)
            return target;
        if (target is not PickleGlobal { Name: var name })
            throw origin.Bad(position, "the pickle calls something that is no allowed name.");
        if (arguments is not PickleTuple { Items: var args })
            throw origin.Bad(position, $"'{name}' is called without a tuple of arguments.");
        return name switch
        {
            "collections.OrderedDict" when args.Length == 0 => new PickleDict(ordered: true),
            "collections.OrderedDict" when args is [PickleList or PickleTuple] => FromPairs(args[0], position),
            "collections.Counter" when args.Length == 0 => new PickleDict(ordered: false),
            "collections.Counter" when args is [PickleDict counts] => counts,
            "argparse.Namespace" when args.Length == 0 => new PickleDict(ordered: false) { IsNamespace = true },
            "torch.Size" when args is [PickleTuple size] => size,
            "torch.Size" when args is [PickleList size] => new PickleTuple([.. size.Items]),
            "torch.device" when args is [string kind] => new PickleDevice(kind),
            "torch.device" when args is [string kind, long index] => new PickleDevice($"{kind}:{index}"),
            "builtins.set" or "builtins.frozenset" => Set(args, name, position),
            "builtins.complex" when args is [double real, double imaginary] =>
                new PickleComplex(new Complex(real, imaginary)),
            "builtins.bytes" or "builtins.bytearray" when args.Length == 0 => Array.Empty<byte>(),
            "builtins.bytes" or "builtins.bytearray" when args is [byte[] bytes] => bytes,
            "_codecs.encode" when args is [string text, "latin1" or "latin-1"] => Encoding.Latin1.GetBytes(text),
            "numpy.dtype" when args is [string code, ..] => new PickleNumpyType(code, BigEndian: false),
            "numpy.core.multiarray.scalar" or "numpy._core.multiarray.scalar" =>
                PickleNumpy.Scalar(args) ?? throw Arguments(name, position),
            _ when name.Contains("_rebuild_", StringComparison.Ordinal) => Rebuild(name, args, position),
            _ => throw Arguments(name, position),
        };
    }

    /// <summary>What setting an object's state makes of it.</summary>
    public object? Build(object? target, object? state, int position)
    {
        switch (target, state)
        {
            case (PickleRefused, _):
                return target;
            case (PickleDict { IsNamespace: true } names, PickleDict values):
                foreach (var (key, value) in values.Items)
                    names.Set(key, value);
                return names;
            case (PickleDict { Ordered: true } dict, PickleDict attributes):
                dict.Attributes = attributes;
                return dict;
            case (PickleNumpyType type, PickleTuple { Items: [_, string order, ..] }):
                return type with { BigEndian = order == ">" };
            default:
                throw origin.Bad(position, "the pickle sets the state of an object that has none.");
        }
    }

    /// <summary>What a persistent id refers to: a storage outside the pickle.</summary>
    public object? Persistent(object? id, int position)
    {
        if (id is PickleTuple { Items: ["module", ..] })
            return Refuse("module (a pickled class with its source)", position);
        if (id is not PickleTuple { Items: ["storage", PickleRefused, ..] })
            return storages.Find(id, origin, position);
        return new PickleRefused();
    }

    private PickleRefused Refuse(string name, int position)
    {
        string shown = Text.Printable(name);
        if (refused.Count < MostRefused && !refused.Exists(r => r.Name == shown))
            refused.Add((shown, position));
        return new PickleRefused();
    }

    private CheckpointFormatException Arguments(string name, int position) =>
        origin.Bad(position, $"'{name}' is called with arguments that PyTorch does not give it.");

    private object? Rebuild(string name, object?[] args, int position) => (name, args) switch
    {
        ("torch._utils._rebuild_tensor", [PickleStorageView s, long offset, PickleTuple size, PickleTuple stride]) =>
            storages.Tensor(s, null, offset, size, stride, false, origin, position),
        ("torch._utils._rebuild_tensor_v2",
            [PickleStorageView s, long offset, PickleTuple size, PickleTuple stride, bool gradient, _, ..]) =>
            storages.Tensor(s, null, offset, size, stride, gradient, origin, position),
        ("torch._utils._rebuild_tensor_v3",
            [PickleStorageView s, long offset, PickleTuple size, PickleTuple stride, bool gradient, _,
                ElementType type, ..]) =>
            storages.Tensor(s, type, offset, size, stride, gradient, origin, position),
        ("torch._utils._rebuild_parameter", [PickleTensor data, bool gradient, _]) =>
            data with { RequiresGrad = gradient },
        ("torch._utils._rebuild_parameter_with_state", [PickleTensor data, bool gradient, _, _]) =>
            data with { RequiresGrad = gradient },
        ("torch._tensor._rebuild_from_type_v2",
            [PickleGlobal { Name: var inner }, PickleGlobal { Name: "torch.Tensor" or "torch.nn.parameter.Parameter" },
                PickleTuple { Items: var innerArgs }, _])
            when inner.StartsWith("torch._utils._rebuild_", StringComparison.Ordinal) =>
                Rebuild(inner, innerArgs, position),
        _ => args.Any(a => a is PickleRefused) ? new PickleRefused() : throw Arguments(name, position),
    };

    private PickleDict FromPairs(object? pairs, int position)
    {
        var result = new PickleDict(ordered: true);
        foreach (object? pair in pairs is PickleList list ? [.. list.Items] : ((PickleTuple)pairs!).Items)
        {
            object?[] items = pair switch
            {
                PickleTuple tuple => tuple.Items,
                PickleList { Items: var inner } => [.. inner],
                _ => [],
            };
            if (items.Length != 2 || PickleDict.Key(items[0]) is not { } key)
                throw Arguments("collections.OrderedDict", position);
            result.Set(key, items[1]);
        }

        return result;
    }

    private PickleList Set(object?[] args, string name, int position) => args switch
    {
        [] => new PickleList([], IsSet: true),
        [PickleList list] => new PickleList([.. list.Items], IsSet: true),
        [PickleTuple tuple] => new PickleList([.. tuple.Items], IsSet: true),
        _ => throw Arguments(name, position),
    };
}
