using TorchSharp;
using Unpaired.Checkpoints.Pickle;

namespace Unpaired.Checkpoints;

/// <summary>What a PyTorch file holds: the object tree, and the storages that its tensors look into.</summary>
internal sealed class TorchContent : IDisposable
{
    private readonly Dictionary<PickleStorage, torch.Tensor> flat = [];
    private readonly Dictionary<PickleTensor, torch.Tensor> tensors = new(ReferenceEqualityComparer.Instance);
    private readonly PickleStorages storages;
    private bool disposed;

    public TorchContent(string path, string format, object? root, PickleStorages storages)
    {
        Path = path;
        Format = format;
        Root = root;
        this.storages = storages;
    }

    public string Path { get; }

    public string Format { get; }

    public object? Root { get; }

    /// <summary>Bytes that loading all storages takes.</summary>
    public long StorageBytes => storages.All.Sum(BytesOf);

    public long BytesOf(PickleStorage storage) =>
        storage.Type is null ? storage.Count : storage.Count * storage.Type.Size;

    /// <summary>Reads every storage once.</summary>
    /// <param name="fill">Puts the bytes of a storage into a tensor of its size.</param>
    /// <param name="swap">Whether the file has the other byte order.</param>
    /// <param name="placeOf">Where in the file a storage begins.</param>
    /// <param name="memory">What the file may still take.</param>
    public void Load(Action<PickleStorage, torch.Tensor> fill, bool swap, Func<PickleStorage, long> placeOf,
        MemoryBudget memory)
    {
        foreach (var storage in storages.All)
        {
            var type = storages.TypeOf(storage);
            if (!memory.Take(BytesOf(storage)))
                throw new CheckpointFormatException(Path, placeOf(storage), $"the tensors ask for {memory}.");
            var elements = TensorMemory.Allocate(BytesOf(storage) / type.Size, type);
            flat.Add(storage, elements);
            fill(storage, elements);
            if (swap)
                TensorMemory.SwapBytes(elements);
            if (type.Torch == "bool" && !TensorMemory.HoldsValidBooleans(elements))
                throw new CheckpointFormatException(Path, placeOf(storage),
                    $"storage '{Text.Printable(storage.Key)}' of booleans holds other bytes than 0 and 1.");
        }
    }

    /// <summary>The tensor; one over the same storage shares its memory.</summary>
    public torch.Tensor Tensor(PickleTensor tensor)
    {
        ObjectDisposedException.ThrowIf(disposed, typeof(CheckpointNode));
        if (tensors.TryGetValue(tensor, out var made))
            return made;
        if (!flat.TryGetValue(tensor.Storage, out var elements))
            throw new InvalidOperationException($"{Path} was only described; use TorchFile.Load to get at its "
                + $"tensors.");
        using var scope = torch.NewDisposeScope();
        return tensors[tensor] =
            elements.as_strided(tensor.Size, tensor.Stride, tensor.Offset).DetachFromDisposeScope();
    }

    public void Dispose()
    {
        disposed = true;
        foreach (var tensor in tensors.Values.Concat(flat.Values))
            tensor.Dispose();
        tensors.Clear();
        flat.Clear();
    }
}
