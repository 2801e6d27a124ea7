using System.Text.Json;
using TorchSharp;
using Unpaired.Checkpoints;

namespace Unpaired.Verification;

/// <summary>
/// One JSON file of golden data with the safetensors files that it speaks for: NAME.json for NAME.safetensors,
/// NAME.trajectory.safetensors and NAME.resume.safetensors, unless one of these has a JSON file of its own.
/// </summary>
public sealed class GoldenCase : IDisposable
{
    private readonly JsonDocument document;

    internal GoldenCase(string jsonPath, string name, JsonDocument document, IReadOnlyList<GoldenTensors> files)
    {
        JsonPath = jsonPath;
        Name = name;
        this.document = document;
        Files = files;
        var golden = document.RootElement.GetProperty("golden");
        System = golden.GetProperty("system").GetString()!;
        Case = golden.GetProperty("case").GetString()!;
    }

    /// <summary>The system, for example munit.</summary>
    public string System { get; }

    /// <summary>
    /// The case, for example step. Several JSON files may hold the same case with different configurations.
    /// </summary>
    public string Case { get; }

    /// <summary>The JSON file relative to the directory that was searched, without .json.</summary>
    public string Name { get; }

    /// <summary>The JSON file.</summary>
    public string JsonPath { get; }

    /// <summary>The folder that the JSON file lies in; checkpoints and pictures lie there too.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(JsonPath))!;

    /// <summary>The whole JSON file.</summary>
    public JsonElement Json => document.RootElement;

    /// <summary>The configuration in the original's own keys.</summary>
    /// <exception cref="CheckpointFormatException">The file has none.</exception>
    public JsonElement Config => Property("config");

    /// <summary>The type to compute in: float64, or float32 where that was asked for.</summary>
    public torch.ScalarType Type { get; init; } = torch.ScalarType.Float64;

    /// <summary>All safetensors files of the case: the main one first, if there is one.</summary>
    public IReadOnlyList<GoldenTensors> Files { get; }

    /// <summary>NAME.safetensors.</summary>
    /// <exception cref="CheckpointFormatException">There is none.</exception>
    public GoldenTensors Main => Part("");

    /// <summary>NAME.trajectory.safetensors.</summary>
    /// <exception cref="CheckpointFormatException">There is none.</exception>
    public GoldenTensors Trajectory => Part("trajectory");

    /// <summary>NAME.resume.safetensors.</summary>
    /// <exception cref="CheckpointFormatException">There is none.</exception>
    public GoldenTensors Resume => Part("resume");

    /// <summary>
    /// An input of the main file, in the type to compute in. Integers stay integers. The caller owns it.
    /// </summary>
    /// <param name="name">Without "in.", for example x_a.</param>
    /// <exception cref="CheckpointFormatException">There is none.</exception>
    public torch.Tensor In(string name)
    {
        var tensor = Main["in." + name];
        return tensor.is_floating_point() ? tensor.to(Type) : tensor.alias();
    }

    /// <summary>Whether the main file has such an input.</summary>
    /// <param name="name">Without "in.".</param>
    public bool HasInput(string name) => Main.Has("in." + name);

    /// <summary>A property of the JSON file.</summary>
    /// <param name="name">A key at the top.</param>
    /// <exception cref="CheckpointFormatException">There is none.</exception>
    public JsonElement Property(string name) => Json.TryGetProperty(name, out var value)
        ? value
        : throw new CheckpointFormatException(JsonPath, null, $"there is no property '{name}'.");

    /// <summary>A file or folder beside the JSON file.</summary>
    /// <param name="relative">For example ckpt/gen_00000002.pt.</param>
    /// <exception cref="CheckpointFormatException">It is not there.</exception>
    public string PathOf(string relative)
    {
        string path = Path.Combine(Folder, relative);
        return File.Exists(path) || Directory.Exists(path)
            ? path
            : throw new CheckpointFormatException(JsonPath, null, $"'{relative}' is missing beside it.");
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var file in Files)
            file.Dispose();
        document.Dispose();
    }

    private GoldenTensors Part(string part) => Files.FirstOrDefault(f => f.Part == part)
        ?? throw new CheckpointFormatException(JsonPath, null, "there is no "
            + $"{Path.GetFileNameWithoutExtension(JsonPath)}{(part.Length == 0 ? "" : "." + part)}.safetensors beside "
            + $"it.");
}
