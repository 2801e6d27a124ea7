using System.Globalization;
using Unpaired.Checkpoints;
using Unpaired.Detection;
using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>The files of a run: our own weights, and checkpoints in DRIT's layout.</summary>
public sealed partial class DunitTrainer
{
    private const string DetectorKey = "detector";

    /// <summary>Writes what is needed to translate as one safetensors file with the configuration inside.</summary>
    /// <param name="path">Usually ending in .safetensors; replaced as a whole or not at all.</param>
    /// <param name="storedAs">float32, or float16 for files of half the size; it is read back as float32.</param>
    public void SaveWeights(string path, ScalarType storedAs = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        IEnumerable<(string Name, nn.Module Network)> networks = Networks.Translating;
        if (Detector is not null) networks = networks.Append((DetectorKey, Detector.Network));
        var tensors = networks.SelectMany(entry => PairWeights.Named(entry.Network, entry.Name + "."))
            .Select(entry => KeyValuePair.Create(
                entry.Key, entry.Value.is_floating_point() ? entry.Value.detach().to(storedAs) : entry.Value));
        Safetensors.Save(path, tensors, new Dictionary<string, string>
        {
            ["system"] = DunitFiles.System,
            ["config"] = Config.ToYaml(),
            ["iteration"] = Iteration.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Writes a checkpoint in DRIT's layout; DUNIT adds <c>ins</c>, <c>ins_opt</c>, <c>detector</c> and
    /// <c>detector_opt</c>.</summary>
    /// <param name="path">Usually ending in .pth; replaced as a whole or not at all.</param>
    public void SaveOriginal(string path)
    {
        using var scope = NewDisposeScope();
        Dictionary<string, object?> State(nn.Module network) =>
            StateDict.Of(network).ToDictionary(entry => entry.Key, entry => (object?)entry.Value);
        var file = new OrderedDictionary<string, object?>();
        foreach (var (name, network) in Networks.Named) file[name] = State(network);
        foreach (var (name, optimizer) in Optimizers) file[name + "_opt"] = AdamCheckpoint.Write(optimizer);
        if (Detector is not null)
        {
            file[DetectorKey] = State(Detector.Network);
            file[DetectorKey + "_opt"] = AdamCheckpoint.Write(Detector.Optimizer);
        }
        file["ep"] = Position.Epoch - (Position.Step == 0 ? 1 : 0); // the last epoch begun
        file["total_it"] = FullIterations;
        TorchFile.Save(path, file);
    }

    /// <summary>Goes on where a run of DRIT, or of this library, stopped: at the beginning of the next epoch.</summary>
    /// <remarks>A checkpoint of DRIT has no instances and no detector: the instance branch begins as a copy.</remarks>
    /// <param name="path">For example <c>00099.pth</c>, of any version of PyTorch.</param>
    /// <returns>Iterations completed.</returns>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    public long ResumeOriginal(string path)
    {
        Resume(path);
        Networks.CompleteOriginalLoad();
        return Iteration;
    }

    /// <summary>The same with trained weights as they are, spectral norm or not.</summary>
    private void Resume(string path)
    {
        using var root = TorchFile.Load(path);
        foreach (var (name, network) in Networks.Named)
        {
            if (root.TryGet(name) is { } stored)
                StateDict.LoadInto(network, stored.AsStateDict(), $"{root.File}: {name}");
            else if (name == "ins") Networks.StartInstances();
            else DunitFiles.RequireNetwork(root, name);
            if (root.TryGet(name + "_opt") is { } state) AdamCheckpoint.Read(state, Optimizers[name]);
        }
        if (Detector is not null && root.TryGet(DetectorKey) is { } detector)
        {
            DetectorFiles.LoadInto(Detector.Network, detector.AsStateDict(), $"{root.File}: {DetectorKey}");
            if (root.TryGet(DetectorKey + "_opt") is { } state) AdamCheckpoint.Read(state, Detector.Optimizer);
        }
        FullIterations = root["total_it"].AsInteger();
        Iteration = (root["ep"].AsInteger() + 1) * Config.IterationsPerEpoch
            + (Detector is null ? 0 : Config.DetectorIterations);
    }

    /// <summary>Starts from a trained detector.</summary>
    /// <param name="path">As for <see cref="DetectorFiles.Load"/>, or weights of DUNIT, which hold one.</param>
    /// <exception cref="ArgumentException">DRIT has no detector.</exception>
    public void LoadDetector(string path) => DunitFiles.LoadDetector(
        path, DetectorNetwork ?? throw new ArgumentException("instances: DRIT has no detector to load weights into."));
}

/// <summary>Trained networks in files.</summary>
internal static class DunitFiles
{
    /// <summary>What our weight files call this system.</summary>
    internal const string System = "dunit";

    private const string DetectorPart = "detector.";

    /// <summary>The configuration of a detector in a file of its own or in one of DUNIT.</summary>
    internal static DetectorConfig DetectorConfigOf(string path)
    {
        using var file = Safetensors.Load(path);
        if (file.Metadata.GetValueOrDefault("system") != System) return DetectorFiles.StoredConfig(path);
        var config = DunitConfig.Parse(file.Metadata["config"], path);
        return config.HasInstances ? config.Detector : throw new ArgumentException(
            $"'{path}': expected a detector; found weights of DRIT, which has none.");
    }

    /// <summary>Reads the weights of a detector from a file of its own or from one of DUNIT.</summary>
    internal static void LoadDetector(string path, FasterRcnn network)
    {
        if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            using var file = Safetensors.Load(path);
            if (file.Metadata.GetValueOrDefault("system") == System)
            {
                DetectorFiles.LoadInto(network, StateDict.Below(file.Tensors, DetectorPart), $"{path} (detector)");
                return;
            }
        }
        DetectorFiles.Load(path, network);
    }

    /// <summary>Refuses a checkpoint that lacks a network.</summary>
    internal static void RequireNetwork(CheckpointNode root, string name)
    {
        if (root.TryGet(name) is null)
            throw new InvalidDataException(
                $"{root.File}: expected a network '{name}' (a checkpoint of DRIT); "
                + $"found {string.Join(", ", root.Keys)}.");
    }

    /// <summary>Reads the networks for inference.</summary>
    /// <param name="weights">Our safetensors file, or a checkpoint in DRIT's layout.</param>
    /// <param name="config">The YAML file of the experiment; null to read it off the weights.</param>
    internal static (DunitNetworks Networks, FasterRcnn? Detector) Load(string weights, string? config)
    {
        bool own = weights.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);
        using var file = own ? Safetensors.Load(weights) : null;
        if (own && file!.Metadata.GetValueOrDefault("system") is var found && found != System)
            throw new ArgumentException(
                $"'{weights}': expected weights of system '{System}'; found '{found ?? "none"}'.");
        using var root = own ? null : TorchFile.Load(weights);
        var settings = config is not null ? DunitConfig.FromYaml(config)
            : file is not null ? DunitConfig.Parse(file.Metadata["config"], weights)
            : DunitConfig.OfCheckpoint(root!);
        var networks = new DunitNetworks(settings, null, ScalarType.Float32, CPU, onlyTranslating: true);
        var detector = settings.HasInstances ? new FasterRcnn(settings.Detector) : null;
        foreach (var (name, network) in networks.Translating)
        {
            if (root is not null && root.TryGet(name) is null && name == "ins")
            {
                networks.StartInstances();
                continue;
            }
            if (root is not null) RequireNetwork(root, name);
            StateDict.LoadInto(network, Stored(name), $"{weights} ({name})");
        }
        if (detector is not null && (root is null || root.TryGet("detector") is not null))
            DetectorFiles.LoadInto(detector, Stored("detector"), $"{weights} (detector)");
        networks.Train(false);
        detector?.eval();
        if (detector is not null) detector.KeepState();
        return (networks, detector);

        IReadOnlyDictionary<string, Tensor> Stored(string name) => file is not null
            ? StateDict.Below(file.Tensors, name + ".")
            : root![name].AsStateDict();
    }
}
