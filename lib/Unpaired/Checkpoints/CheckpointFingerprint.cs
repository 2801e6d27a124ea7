using System.Security.Cryptography;
using static TorchSharp.torch;

namespace Unpaired.Checkpoints;

/// <summary>One entry of a checkpoint, comparable without its numbers.</summary>
/// <param name="Path">The way from the root.</param>
/// <param name="What">Type and shape of a tensor; what any other entry is.</param>
/// <param name="Sha256">Of a tensor's elements in order, in hexadecimal; empty for any other entry.</param>
public sealed record FingerprintEntry(string Path, string What, string Sha256);

/// <summary>
/// What a PyTorch file holds, entry by entry in its order, with a hash of every tensor's bytes: two files with equal
/// fingerprints say the same, bit for bit, however they are packed.
/// </summary>
public static class CheckpointFingerprint
{
    private const int MostEntries = 100_000;

    /// <summary>Reads a file.</summary>
    /// <param name="path">A file of torch.save.</param>
    /// <exception cref="IOException">The file is missing or damaged.</exception>
    public static IReadOnlyList<FingerprintEntry> Of(string path)
    {
        using var root = TorchFile.Load(path);
        var entries = new List<FingerprintEntry>();
        Add(root, entries);
        return entries;
    }

    /// <summary>The entries that differ between two files: changed, missing or in another place.</summary>
    /// <param name="first">A file of torch.save.</param>
    /// <param name="second">Another.</param>
    /// <returns>Of either file what the other has not; empty if both say the same in the same order.</returns>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    public static IReadOnlyList<FingerprintEntry> Differences(string first, string second)
    {
        var (a, b) = (Of(first), Of(second));
        if (a.SequenceEqual(b))
            return [];
        List<FingerprintEntry> other = [.. a.Except(b), .. b.Except(a)];
        return other.Count > 0 ? other : [.. a.Where((entry, i) => entry != b[i])]; // the same entries in another order
    }

    private static void Add(CheckpointNode node, List<FingerprintEntry> entries)
    {
        if (node.Kind == CheckpointKind.Tensor)
        {
            using var scope = NewDisposeScope();
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var tensor = node.AsTensor().contiguous();
            TensorMemory.Visit(tensor, (bytes, _) => hash.AppendData(bytes));
            string what = $"{ElementType.Of(tensor.dtype).Torch} {Text.Shape(tensor.shape)}";
            entries.Add(new FingerprintEntry(node.Path, what,
                Convert.ToHexStringLower(hash.GetHashAndReset())));
            return;
        }

        // What the tree holds twice is listed twice: whether a writer stored it once is no part of what the file says.
        entries.Add(new FingerprintEntry(node.Path, node.Description, ""));
        if (entries.Count > MostEntries)
        {
            throw new CheckpointFormatException(node.File, null,
                $"it repeats its parts more than {MostEntries} times, which no checkpoint does.");
        }

        foreach (var child in node.Items)
            Add(child, entries);
        if (node.Attributes is { } attributes)
            Add(attributes, entries);
    }
}
