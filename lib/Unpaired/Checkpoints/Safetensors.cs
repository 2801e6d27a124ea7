using System.Buffers.Binary;
using TorchSharp;
using Unpaired.Data;

namespace Unpaired.Checkpoints;

/// <summary>The tensors and notes of a safetensors file. Disposing it frees the tensors.</summary>
public sealed class SafetensorsFile : IDisposable
{
    internal SafetensorsFile(
        string path, OrderedDictionary<string, torch.Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Path = path;
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Names and tensors in the order of the header, on the CPU. They belong to this object.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Tensors { get; }

    /// <summary>Free notes as text; empty if the file has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
            tensor.Dispose();
    }
}

/// <summary>
/// Reads and writes safetensors files: an 8-byte header length, a JSON header with the type, shape and place of each
/// tensor, then raw little-endian elements. Nothing in them can be executed. This is the library's own format.
/// </summary>
public static class Safetensors
{
    private const int Alignment = 8;

    /// <summary>Reads all tensors, each once, without another copy in memory.</summary>
    /// <param name="path">A .safetensors file, or the .index.json of several that belong together.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="CheckpointFormatException">
    /// Damaged, truncated, with overlaps, holes or unknown types.
    /// </exception>
    public static SafetensorsFile Load(string path)
    {
        if (SafetensorsIndex.Is(path))
            return SafetensorsIndex.Load(path);
        using var file = MappedFile.Open(path);
        var header = SafetensorsHeader.Read(file);
        var tensors = new OrderedDictionary<string, torch.Tensor>();
        try
        {
            foreach (var entry in header.Entries)
                tensors.Add(entry.Name, Read(file, entry));
            return new SafetensorsFile(path, tensors, header.Metadata);
        }
        catch
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes tensors, atomically. The header names them in the given order; the data are laid out by falling element
    /// size so that every tensor is aligned. Equal content gives equal files.
    /// </summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="tensors">Names (each once) and tensors on any device, with any strides.</param>
    /// <param name="metadata">Notes, or null.</param>
    /// <exception cref="ArgumentException">A name given twice, an element type without a safetensors name.</exception>
    public static void Save(string path, IEnumerable<KeyValuePair<string, torch.Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        var all = tensors.ToList();
        var entries = new SafetensorsEntry[all.Count];
        long offset = 0;
        int[] layout =
            [.. Enumerable.Range(0, all.Count).OrderByDescending(i => ElementType.Of(all[i].Value.dtype).Size)];
        foreach (int i in layout)
        {
            var (name, tensor) = all[i];
            var type = ElementType.Of(tensor.dtype);
            if (type.Safetensors is null)
                throw new ArgumentException($"'{name}' is {type}; safetensors files hold "
                    + $"{ElementType.SafetensorsNames}.");
            long length = tensor.numel() * type.Size;
            entries[i] = new SafetensorsEntry(name, type, tensor.shape, offset, length);
            offset += length;
        }

        byte[] header = SafetensorsHeader.Write(entries, metadata, Alignment);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (int i in layout)
                Write(stream, all[i].Value);
        });
    }

    private static torch.Tensor Read(MappedFile file, SafetensorsEntry entry)
    {
        using var scope = torch.NewDisposeScope();
        var tensor = TensorMemory.Allocate(entry.Shape, entry.Type);
        TensorMemory.Fill(tensor, file, entry.Offset);
        if (!BitConverter.IsLittleEndian)
            TensorMemory.SwapBytes(tensor);
        if (entry.Type.Torch == "bool" && !TensorMemory.HoldsValidBooleans(tensor))
            throw file.Bad(entry.Offset, $"tensor '{Text.Printable(entry.Name)}' of booleans holds other bytes than 0 "
                + $"and 1.");
        return tensor.DetachFromDisposeScope();
    }

    private static void Write(Stream stream, torch.Tensor tensor)
    {
        var memory = TensorMemory.Contiguous(tensor, out bool owned);
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Writing safetensors needs a little-endian machine.");
        TensorMemory.Visit(memory, (bytes, _) => stream.Write(bytes));
        if (owned)
            memory.Dispose();
    }
}
