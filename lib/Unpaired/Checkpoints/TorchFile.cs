using TorchSharp;
using Unpaired.Checkpoints.Pickle;
using Unpaired.Checkpoints.Zip;
using Unpaired.Data;

namespace Unpaired.Checkpoints;

/// <summary>
/// Reads and writes the files of torch.load and torch.save without Python. Reading never executes anything: the pickle
/// inside is read as data, with a fixed table of names. See the README of this folder for formats and limits.
/// </summary>
public static class TorchFile
{
    /// <summary>Reads a file with its tensors: each storage once, onto the CPU, without another copy in memory.</summary>
    /// <param name="path">A file of torch.save: zip (PyTorch 1.6 on) or legacy.</param>
    /// <returns>The root of the tree; disposing it frees the tensors.</returns>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="CheckpointFormatException">
    /// Damaged, truncated, something else, or with names that are not allowed.
    /// </exception>
    public static CheckpointNode Load(string path) => Read(path, load: true);

    /// <summary>Reads the tree alone: names, shapes, types and numbers, no tensor data.</summary>
    /// <param name="path">A file of torch.save.</param>
    /// <returns>The root of the tree; its tensors cannot be taken.</returns>
    /// <exception cref="CheckpointFormatException">
    /// As for <see cref="Load"/>, damage in tensor data excepted.
    /// </exception>
    public static CheckpointNode Describe(string path) => Read(path, load: false);

    /// <summary>
    /// Writes a file that torch.load(weights_only=True) reads. Equal content gives equal files. The old file, if any,
    /// stays intact until the new one is complete.
    /// </summary>
    /// <param name="path">Usually .pt or .pth.</param>
    /// <param name="tree">
    /// Names and values: tensors (any device, strides; the same memory twice is stored once), dictionaries with text or
    /// integer keys (one of tensors only becomes an OrderedDict), lists, tuples (ValueTuple, Tuple or array), integers,
    /// float, double, bool, text, null, and <see cref="CheckpointNode"/>s.
    /// </param>
    /// <exception cref="ArgumentException">A value of another type; the message names its place.</exception>
    public static void Save(string path, IReadOnlyDictionary<string, object?> tree) => Write(path, tree);

    /// <summary>Writes a state dict as <see cref="Save(string, IReadOnlyDictionary{string, object})"/> does.</summary>
    /// <param name="path">Usually .pt or .pth.</param>
    /// <param name="state">Names and tensors, in the order to be stored.</param>
    public static void Save(string path, IReadOnlyDictionary<string, torch.Tensor> state) => Write(path, state);

    /// <summary>Writes what was read, whole or a part.</summary>
    /// <param name="path">Usually .pt or .pth.</param>
    /// <param name="node">A node of a loaded file.</param>
    public static void Save(string path, CheckpointNode node) => Write(path, node);

    /// <summary>Writes any tree that <see cref="Pickler"/> knows.</summary>
    internal static void SaveTree(string path, object? tree) => Write(path, tree);

    private static CheckpointNode Read(string path, bool load)
    {
        using var file = MappedFile.Open(path);
        if (ZipDirectory.IsZip(file))
            return new CheckpointNode(TorchZipReader.Read(file, load));
        if (TorchLegacyReader.IsPickle(file))
            return new CheckpointNode(TorchLegacyReader.Read(file, load));
        throw KnownFile.NotACheckpoint(file);
    }

    private static void Write(string path, object? tree)
    {
        using var pickler = new Pickler();
        pickler.Write(tree);
        string name = ArchiveName(path);
        AtomicFile.Write(path, stream =>
        {
            var zip = new ZipWriter(stream);
            zip.Add($"{name}/data.pkl", pickler.ToArray());
            zip.Add($"{name}/byteorder", BitConverter.IsLittleEndian ? "little"u8 : "big"u8);
            for (int i = 0; i < pickler.Tensors.Count; i++)
            {
                var tensor = TensorMemory.Contiguous(pickler.Tensors[i], out bool owned);
                zip.Add($"{name}/data/{i}", tensor);
                if (owned)
                    tensor.Dispose();
            }

            zip.Add($"{name}/version", "3\n"u8);
            zip.Finish();
        });
    }

    private static string ArchiveName(string path)
    {
        // As torch.save does: the file's name without suffix, or "archive" where that would be nothing.
        string name = Path.GetFileNameWithoutExtension(path);
        return name.Length == 0 ? "archive" : name;
    }
}
