using System.Security.Cryptography;
using System.Text;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Tests.Checkpoints.Fuzzing;

/// <summary>What a file loaded to, in two hashes: all of it, and all but the elements of tensors.</summary>
/// <param name="All">Names, shapes, types, numbers, order, elements.</param>
/// <param name="Structure">The same without the elements.</param>
internal sealed record FuzzContent(string All, string Structure)
{
    private const int MostNodes = 5000;

    /// <summary>Reads every element of every tensor.</summary>
    public static FuzzContent Of(CheckpointNode root)
    {
        var writer = new Writer();
        writer.Node(root);
        return writer.Finish();
    }

    /// <summary>Reads every element of every tensor.</summary>
    public static FuzzContent Of(SafetensorsFile file)
    {
        var writer = new Writer();
        foreach (var (name, tensor) in file.Tensors)
            writer.Tensor(name, tensor);
        foreach (var (key, value) in file.Metadata)
            writer.Text($"{key}={value}");
        return writer.Finish();
    }

    private sealed class Writer
    {
        private readonly IncrementalHash all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly IncrementalHash structure = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly Dictionary<object, int> met = new(ReferenceEqualityComparer.Instance);
        private int nodes;

        public void Node(CheckpointNode node)
        {
            if (++nodes > MostNodes)
                return;
            if (node.Kind == CheckpointKind.Tensor)
            {
                Tensor(node.Name, node.AsTensor());
                return;
            }

            Text($"{node.Name}: {node.Description} {node.Count}");
            if (node.Count > 0 && !met.TryAdd(node.Value!, met.Count))
            {
                Text($"same as {met[node.Value!]}");
                return;
            }

            foreach (var child in node.Items)
                Node(child);
            if (node.Attributes is { } attributes)
                Node(attributes);
        }

        public void Tensor(string name, Tensor tensor)
        {
            Text($"{name}: {tensor.dtype} {string.Join(",", tensor.shape)}");
            using var scope = NewDisposeScope();
            if (tensor.numel() > 0)
                all.AppendData(tensor.contiguous().bytes);
        }

        public void Text(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text + "\n");
            all.AppendData(bytes);
            structure.AppendData(bytes);
        }

        public FuzzContent Finish()
        {
            var result = new FuzzContent(
                Convert.ToHexString(all.GetHashAndReset()), Convert.ToHexString(structure.GetHashAndReset()));
            all.Dispose();
            structure.Dispose();
            return result;
        }
    }
}
