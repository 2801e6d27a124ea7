using System.Buffers.Binary;
using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using TorchSharp;

namespace Unpaired.Checkpoints.Pickle;

/// <summary>Writes a tree as a protocol 2 pickle with the opcodes that torch.load(weights_only=True) knows.</summary>
internal sealed class Pickler : IDisposable
{
    private const int DeepestNesting = 100;
    private readonly MemoryStream output = new();
    private readonly Dictionary<string, uint> memo = [];
    private readonly List<torch.Tensor> tensors = [];
    private readonly Dictionary<(nint Memory, long Count, torch.ScalarType Type), int> storages = [];

    /// <summary>The tensors whose elements make the storages 0, 1, …</summary>
    public IReadOnlyList<torch.Tensor> Tensors => tensors;

    public byte[] ToArray() => output.ToArray();

    public void Dispose() => output.Dispose();

    public void Write(object? tree)
    {
        output.Write([0x80, 2]);
        Value(tree, "", 0);
        Opcode('.');
    }

    private void Value(object? value, string place, int depth)
    {
        if (depth > DeepestNesting)
            throw new ArgumentException($"'{place}' is nested more than {DeepestNesting} deep.");
        switch (value)
        {
            case null: Opcode('N'); break;
            case bool flag: output.WriteByte(flag ? (byte)0x88 : (byte)0x89); break;
            case sbyte or byte or short or ushort or int or uint or long:
                Integer(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case ulong number: Long(number); break;
            case BigInteger number: Long(number); break;
            case float number: Float(number); break;
            case double number: Float(number); break;
            case string text: Unicode(text); break;
            case torch.Tensor tensor: Tensor(tensor, place); break;
            case CheckpointNode node: Node(node, place, depth); break;
            case WrittenDictionary dictionary:
                Dictionary(dictionary.Entries, place, depth, dictionary.Ordered);
                Attributes(dictionary.Attributes, place, depth);
                break;
            case IReadOnlyDictionary<string, torch.Tensor> state:
                Dictionary(state.Select(p => ((object)p.Key, (object?)p.Value)), place, depth);
                break;
            case IReadOnlyDictionary<string, object?> dictionary:
                Dictionary(dictionary.Select(p => ((object)p.Key, p.Value)), place, depth);
                break;
            case IReadOnlyDictionary<long, object?> dictionary:
                Dictionary(dictionary.Select(p => ((object)p.Key, p.Value)), place, depth);
                break;
            case IDictionary dictionary:
                Dictionary(dictionary.Cast<DictionaryEntry>().Select(e => (e.Key, e.Value)), place, depth);
                break;
            case ITuple tuple: Tuple([.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])], place, depth); break;
            case Array and not byte[]: Tuple([.. ((Array)value).Cast<object?>()], place, depth); break;
            case IEnumerable items and not byte[]: List(items.Cast<object?>(), place, depth); break;
            default:
                throw new ArgumentException($"'{place}' is a {value.GetType().Name}, which a checkpoint cannot hold. "
                    + "Expected a tensor, dictionary, list, tuple, number, bool, text or null (bytes: as a uint8 "
                    + "tensor).");
        }
    }

    private void Node(CheckpointNode node, string place, int depth)
    {
        switch (node.Kind)
        {
            case CheckpointKind.Tensor:
                Tensor(node.AsTensor(), place);
                break;
            case CheckpointKind.Dictionary:
                var dict = (PickleDict)node.Value!;
                var pairs = dict.Items.Zip(node.Items, (i, child) => (i.Key, (object?)child)).ToList();
                Dictionary(pairs, place, depth, dict.Ordered);
                Attributes(node.Attributes, place, depth);
                break;
            case CheckpointKind.List: List(node.Items, place, depth); break;
            case CheckpointKind.Tuple: Tuple([.. node.Items], place, depth); break;
            case CheckpointKind.Set or CheckpointKind.Other:
                throw new ArgumentException($"'{place}' is {node.Description}, which is not written.");
            default: Value(node.Value, place, depth); break;
        }
    }

    /// <summary>Sets the state of the OrderedDict before: _metadata, the versions of the modules.</summary>
    private void Attributes(object? attributes, string place, int depth)
    {
        if (attributes is null)
            return;
        Value(attributes, $"{place} (attributes)", depth + 1);
        Opcode('b');
    }

    private void Dictionary(IEnumerable<(object Key, object? Value)> entries, string place, int depth,
        bool? ordered = null)
    {
        var all = entries.ToList();
        bool isStateDict = ordered ?? (all.Count > 0 && all.TrueForAll(e => e.Value is torch.Tensor));
        if (isStateDict)
        {
            Global("collections", "OrderedDict");
            Opcode(')');
            Opcode('R');
        }
        else
        {
            Opcode('}');
        }

        if (all.Count == 0)
            return;
        Opcode('(');
        foreach (var (key, value) in all)
        {
            string inner = place.Length == 0 ? PickleDict.KeyText(key) : $"{place}/{PickleDict.KeyText(key)}";
            if (key is not (string or int or long or bool or double))
                throw new ArgumentException($"'{inner}': keys must be text or numbers, not {key.GetType().Name}.");
            Value(key, inner, depth + 1);
            Value(value, inner, depth + 1);
        }

        Opcode('u');
    }

    private void List(IEnumerable<object?> items, string place, int depth)
    {
        Opcode(']');
        Opcode('(');
        int i = 0;
        foreach (object? item in items)
            Value(item, $"{place}/{i++}", depth + 1);
        Opcode('e');
    }

    private void Tuple(IReadOnlyList<object?> items, string place, int depth)
    {
        if (items.Count == 0)
        {
            Opcode(')');
            return;
        }

        Opcode('(');
        for (int i = 0; i < items.Count; i++)
            Value(items[i], $"{place}/{i}", depth + 1);
        Opcode('t');
    }

    /// <summary>
    /// _rebuild_tensor_v2(storage, 0, size, stride, requires_grad = False, backward_hooks = OrderedDict()).
    /// </summary>
    private void Tensor(torch.Tensor tensor, string place)
    {
        if (tensor.IsInvalid)
            throw new ArgumentException($"'{place}' is a tensor that was already disposed.");
        var type = ElementType.Of(tensor.dtype);
        long[] shape = tensor.shape;
        Global("torch._utils", "_rebuild_tensor_v2");
        Opcode('(');
        Opcode('(');
        Unicode("storage");
        Global("torch", type.Storage);
        Unicode(StorageOf(tensor).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Unicode("cpu");
        Integer(tensor.numel());
        Opcode('t');
        Opcode('Q');
        Integer(0);
        Tuple([.. shape.Cast<object?>()], place, 0);
        Tuple([.. ContiguousStrides(shape).Cast<object?>()], place, 0);
        output.WriteByte(0x89);
        Global("collections", "OrderedDict");
        Opcode(')');
        Opcode('R');
        Opcode('t');
        Opcode('R');
    }

    /// <summary>Tied weights, the same contiguous memory in full, become one storage again.</summary>
    private int StorageOf(torch.Tensor tensor)
    {
        if (tensor.device_type == DeviceType.CPU && tensor.is_contiguous() && tensor.numel() > 0)
        {
            using var first = tensor.detach().view(-1).narrow(0, 0, 1);
            var key = (Address(first), tensor.numel(), tensor.dtype);
            if (storages.TryGetValue(key, out int known))
                return known;
            storages.Add(key, tensors.Count);
        }

        tensors.Add(tensor);
        return tensors.Count - 1;
    }

    private static unsafe nint Address(torch.Tensor tensor)
    {
        fixed (byte* start = tensor.bytes)
            return (nint)start;
    }

    private static long[] ContiguousStrides(long[] shape)
    {
        long[] strides = new long[shape.Length];
        long next = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = next;
            next *= Math.Max(shape[i], 1);
        }

        return strides;
    }

    private void Global(string module, string name)
    {
        string full = $"{module}\n{name}\n";
        if (Recall("global " + full))
            return;
        Opcode('c');
        output.Write(Encoding.ASCII.GetBytes(full));
        Remember("global " + full);
    }

    private void Unicode(string text)
    {
        if (Recall("text " + text))
            return;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Opcode('X');
        UInt32((uint)bytes.Length);
        output.Write(bytes);
        Remember("text " + text);
    }

    private bool Recall(string key)
    {
        if (!memo.TryGetValue(key, out uint index))
            return false;
        Indexed('h', 'j', index);
        return true;
    }

    private void Remember(string key)
    {
        uint index = (uint)memo.Count;
        memo.Add(key, index);
        Indexed('q', 'r', index);
    }

    private void Indexed(char narrow, char wide, uint index)
    {
        if (index <= byte.MaxValue)
        {
            Opcode(narrow);
            output.WriteByte((byte)index);
        }
        else
        {
            Opcode(wide);
            UInt32(index);
        }
    }

    private void Integer(long value)
    {
        if (value is >= 0 and <= byte.MaxValue)
        {
            Opcode('K');
            output.WriteByte((byte)value);
        }
        else if (value is >= int.MinValue and <= int.MaxValue)
        {
            Opcode('J');
            UInt32((uint)(int)value);
        }
        else
        {
            Long(value);
        }
    }

    private void Long(BigInteger value)
    {
        byte[] bytes = value.ToByteArray();
        if (bytes.Length > byte.MaxValue)
            throw new ArgumentException($"An integer of {bytes.Length} bytes is too long for a checkpoint.");
        output.WriteByte(0x8a);
        output.WriteByte((byte)bytes.Length);
        output.Write(bytes);
    }

    private void Float(double value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        Opcode('G');
        output.Write(bytes);
    }

    private void UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        output.Write(bytes);
    }

    private void Opcode(char opcode) => output.WriteByte((byte)opcode);
}
