using TorchSharp;

namespace Unpaired.Checkpoints;

/// <summary>Moves bytes into and out of tensors of any size, in pieces that a span can hold.</summary>
internal static class TensorMemory
{
    private const long PieceBytes = 1 << 28;

    /// <summary>Receives one piece of a tensor's memory.</summary>
    /// <param name="bytes">The piece, writable.</param>
    /// <param name="offset">Where in the tensor it begins, in bytes.</param>
    public delegate void Visitor(Span<byte> bytes, long offset);

    /// <summary>Shows the memory of a contiguous tensor on the CPU piece by piece, in order.</summary>
    public static void Visit(torch.Tensor tensor, Visitor visit)
    {
        int size = ElementType.Of(tensor.dtype).Size;
        long count = tensor.numel();
        if (count == 0)
            return;
        if (count * size <= PieceBytes)
        {
            visit(tensor.bytes, 0);
            return;
        }

        using var scope = torch.NewDisposeScope();
        using var flat = tensor.view(-1);
        long step = PieceBytes / size;
        for (long i = 0; i < count; i += step)
        {
            using var piece = flat.narrow(0, i, Math.Min(step, count - i));
            visit(piece.bytes, i * size);
        }
    }

    /// <summary>Bytes that this thread has allocated here, ever: the fuzzer watches it.</summary>
    [field: ThreadStatic]
    public static long Allocated { get; private set; }

    /// <summary>A new one-dimensional tensor on the CPU that belongs to no dispose scope.</summary>
    public static torch.Tensor Allocate(long count, ElementType type) => Allocate([count], type);

    /// <summary>A new tensor on the CPU that belongs to no dispose scope.</summary>
    public static torch.Tensor Allocate(long[] shape, ElementType type)
    {
        using var scope = torch.NewDisposeScope();
        var tensor = torch.empty(shape, type.Scalar, torch.CPU).DetachFromDisposeScope();
        Allocated += tensor.numel() * type.Size;
        return tensor;
    }

    /// <summary>Copies bytes of the file into a tensor: the one copy that loading makes.</summary>
    public static void Fill(torch.Tensor tensor, MappedFile file, long offset) =>
        Visit(tensor, (bytes, at) => file.Copy(offset + at, bytes));

    /// <summary>Reverses the bytes of every element, for files from a machine with the other byte order.</summary>
    public static void SwapBytes(torch.Tensor tensor)
    {
        int size = ElementType.Of(tensor.dtype).SwapSize;
        if (size == 1)
            return;
        Visit(tensor, (bytes, _) =>
        {
            for (int i = 0; i < bytes.Length; i += size)
                bytes.Slice(i, size).Reverse();
        });
    }

    /// <summary>
    /// Whether a tensor of booleans holds only 0 and 1; other bytes would make libtorch's behaviour undefined.
    /// </summary>
    public static bool HoldsValidBooleans(torch.Tensor tensor)
    {
        bool valid = true;
        Visit(tensor, (bytes, _) => valid &= bytes.IndexOfAnyExceptInRange((byte)0, (byte)1) < 0);
        return valid;
    }

    /// <summary>
    /// The tensor as contiguous memory on the CPU without gradient history: itself where it already is that.
    /// </summary>
    /// <param name="tensor">Any dense tensor.</param>
    /// <param name="owned">True if the result is a new tensor that the caller must dispose.</param>
    public static torch.Tensor Contiguous(torch.Tensor tensor, out bool owned)
    {
        owned = tensor.device_type != DeviceType.CPU || !tensor.is_contiguous();
        if (!owned)
            return tensor;
        using var scope = torch.NewDisposeScope();
        return tensor.detach().cpu().contiguous().DetachFromDisposeScope();
    }
}
