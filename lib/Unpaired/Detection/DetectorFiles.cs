using System.Globalization;
using System.Text.RegularExpressions;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>Detectors in files: our own safetensors, and torchvision's state_dicts under their own names.</summary>
public static partial class DetectorFiles
{
    /// <summary>What our weight files call this system.</summary>
    internal const string System = "detector";

    /// <summary>Reads weights into a network.</summary>
    /// <param name="path">
    /// Our safetensors file, or a file of torch.save (zip or legacy) with torchvision's names, those of 2019 too; a
    /// checkpoint with the key <c>model</c> and names of DataParallel are understood.
    /// </param>
    /// <param name="network">Of the same configuration.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="StateDictException">Names or shapes of another network.</exception>
    public static void Load(string path, FasterRcnn network)
    {
        if (IsSafetensors(path))
        {
            using var own = Safetensors.Load(path);
            LoadInto(network, own.Tensors, path);
            return;
        }
        using var file = TorchFile.Load(path);
        var node = file.TryGet("model") is { Kind: CheckpointKind.Dictionary } model ? model : file;
        LoadInto(network, node.AsStateDict(), path);
    }

    /// <summary>Writes a network as one safetensors file with its configuration inside.</summary>
    /// <param name="path">Replaced as a whole or not at all.</param>
    /// <param name="network">The network.</param>
    /// <param name="storedAs">float32, or float16 for half the size; it is read back as float32.</param>
    /// <param name="iteration">Iterations trained, for the record.</param>
    public static void Save(
        string path, FasterRcnn network, ScalarType storedAs = ScalarType.Float32, long iteration = 0)
    {
        using var scope = NewDisposeScope();
        var tensors = StateDict.Of(network).Select(entry => KeyValuePair.Create(
            entry.Key, entry.Value.is_floating_point() ? entry.Value.detach().to(storedAs) : entry.Value));
        Safetensors.Save(path, tensors, new Dictionary<string, string>
        {
            ["system"] = System,
            ["config"] = network.Config.ToYaml(),
            ["iteration"] = iteration.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Writes a bare state_dict that torchvision's <c>load_state_dict</c> reads.</summary>
    /// <param name="path">Usually .pth; replaced as a whole or not at all.</param>
    /// <param name="network">The network.</param>
    public static void SaveOriginal(string path, FasterRcnn network) => TorchFile.Save(path, StateDict.Of(network));

    /// <summary>The configuration that one of our own weight files holds.</summary>
    /// <exception cref="ArgumentException">A file without one, or of another system.</exception>
    internal static DetectorConfig StoredConfig(string path)
    {
        if (!IsSafetensors(path))
            throw new ArgumentException(
                $"'{path}' holds no configuration; give one, for example DetectorConfig.ResNet50 for the published "
                + "fasterrcnn_resnet50_fpn.");
        using var file = Safetensors.Load(path);
        if (file.Metadata.GetValueOrDefault("system") is var found && found != System)
            throw new ArgumentException($"'{path}': expected weights of system '{System}'; found '{found ?? "none"}'.");
        return DetectorConfig.Parse(file.Metadata["config"], path);
    }

    internal static void LoadInto(FasterRcnn network, IReadOnlyDictionary<string, Tensor> state, string source)
    {
        var renamed = new OrderedDictionary<string, Tensor>();
        foreach (var (name, value) in state) renamed[CurrentName(name)] = value;
        StateDict.LoadInto(network, renamed, source, dropLegacyNormBuffers: true);
    }

    /// <summary>The present name of an entry: files of 2019 lack the index of layers within blocks.</summary>
    internal static string CurrentName(string name)
    {
        if (name.StartsWith("module.", StringComparison.Ordinal)) name = name["module.".Length..];
        name = OldHead().Replace(name, "rpn.head.conv.0.0.$1");
        return OldPyramid().Replace(name, "$1.0.$2");
    }

    private static bool IsSafetensors(string path) => path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^rpn\.head\.conv\.(weight|bias)$")]
    private static partial Regex OldHead();

    [GeneratedRegex(@"^(backbone\.fpn\.(?:inner|layer)_blocks\.\d+)\.(weight|bias)$")]
    private static partial Regex OldPyramid();
}
