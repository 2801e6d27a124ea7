using TorchSharp;
using Unpaired.Checkpoints;

namespace Unpaired.Verification;

/// <summary>One safetensors file of golden data: inputs (in.*) and expectations (all others).</summary>
public sealed class GoldenTensors : IDisposable
{
    private const string InputPrefix = "in.";
    private readonly Lazy<SafetensorsFile> file;

    internal GoldenTensors(string path, string part)
    {
        Path = path;
        Part = part;
        file = new Lazy<SafetensorsFile>(() => Safetensors.Load(path));
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Empty for the main file of a case, else "trajectory" or "resume".</summary>
    public string Part { get; }

    /// <summary>All tensors by name, as stored (float64 for most).</summary>
    /// <exception cref="CheckpointFormatException">The file is damaged.</exception>
    public IReadOnlyDictionary<string, torch.Tensor> All => file.Value.Tensors;

    /// <summary>The names of all expectations: whatever is no input.</summary>
    public IEnumerable<string> Expected => All.Keys.Where(n => !n.StartsWith(InputPrefix, StringComparison.Ordinal));

    /// <summary>A tensor by its full name.</summary>
    /// <param name="name">For example out.b1.content.</param>
    /// <exception cref="CheckpointFormatException">There is none.</exception>
    public torch.Tensor this[string name] => All.TryGetValue(name, out var tensor)
        ? tensor
        : throw new CheckpointFormatException(Path, null, $"there is no tensor '{name}'.");

    /// <summary>Whether a tensor of this full name is there.</summary>
    /// <param name="name">For example out.b1.content.</param>
    public bool Has(string name) => All.ContainsKey(name);

    /// <summary>The names that begin so, expectations and inputs alike, in the file's order.</summary>
    /// <param name="prefix">For example grad.</param>
    public IEnumerable<string> Below(string prefix) =>
        All.Keys.Where(n => n.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Frees the tensors, if they were read.</summary>
    public void Dispose()
    {
        if (file.IsValueCreated)
            file.Value.Dispose();
    }
}
