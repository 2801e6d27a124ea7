using System.Globalization;
using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>The files of a run: our own weights, and the original's checkpoints.</summary>
public sealed partial class TunitTrainer
{
    private const string ListName = "checkpoint.txt";

    /// <summary>Writes what is needed to translate, C_EMA and the translating generator, as one safetensors file with
    /// the
    /// configuration inside.</summary>
    /// <param name="path">Usually ending in .safetensors; replaced as a whole or not at all.</param>
    /// <param name="storedAs">float32, or float16 for files of half the size; it is read back as float32.</param>
    public void SaveWeights(string path, ScalarType storedAs = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        var tensors = PairWeights.Named(Networks.GuideAverage, TunitWeights.Guide)
            .Concat(PairWeights.Named(Translating, TunitWeights.Painter))
            .Select(entry => KeyValuePair.Create(
                entry.Key, entry.Value.is_floating_point() ? entry.Value.detach().to(storedAs) : entry.Value));
        Safetensors.Save(path, tensors, new Dictionary<string, string>
        {
            ["system"] = TunitWeights.System,
            ["config"] = Config.ToYaml(),
            ["iteration"] = Iteration.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Writes what the original writes: <c>model_{epoch}.ckpt</c>, and a line in checkpoint.txt.</summary>
    /// <remarks>
    /// The queue has no place in it; <c>inceptionNet_state_dict</c>, which the original never reads back, is empty. The
    /// epoch is the number of epochs completed.
    /// </remarks>
    /// <param name="directory">Created if missing.</param>
    /// <returns>The path of the checkpoint.</returns>
    public string SaveOriginal(string directory)
    {
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(directory);
        int epoch = Position.Epoch;
        string name = string.Create(CultureInfo.InvariantCulture, $"model_{epoch}.ckpt");
        Dictionary<string, object?> State(nn.Module network) =>
            StateDict.Of(network).ToDictionary(entry => entry.Key, entry => (object?)entry.Value);
        TorchFile.Save(Path.Combine(directory, name), new OrderedDictionary<string, object?>
        {
            ["epoch"] = (long)epoch,
            ["C_state_dict"] = State(Networks.Guide),
            ["c_optimizer"] = AdamCheckpoint.Write(GuideOptimizer),
            ["C_EMA_state_dict"] = State(Networks.GuideAverage),
            ["D_state_dict"] = State(Networks.Judge),
            ["d_optimizer"] = RmsPropCheckpoint.Write(JudgeOptimizer),
            ["G_state_dict"] = State(Networks.Painter),
            ["g_optimizer"] = RmsPropCheckpoint.Write(PainterOptimizer),
            ["G_EMA_state_dict"] = State(Networks.PainterAverage),
            ["inceptionNet_state_dict"] = new Dictionary<string, object?>(),
        });
        string list = Path.Combine(directory, ListName);
        AtomicFile.WriteText(list, (File.Exists(list) ? File.ReadAllText(list) : "") + name + "\n");
        return Path.Combine(directory, name);
    }

    /// <summary>Goes on where a run of the original, or of this library, stopped: at the beginning of an
    /// epoch.</summary>
    /// <remarks>The first batch fills the queue, as the original's start-up does.</remarks>
    /// <param name="path">A <c>model_*.ckpt</c>, or a folder with checkpoint.txt, whose last line counts.</param>
    /// <returns>Iterations completed.</returns>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    public long ResumeOriginal(string path)
    {
        string file = Directory.Exists(path) ? TunitWeights.Newest(path) : path;
        using var root = TorchFile.Load(file);
        foreach (var (name, network) in Networks.Named) TunitWeights.Load(root, name, network);
        AdamCheckpoint.Read(root["c_optimizer"], GuideOptimizer);
        RmsPropCheckpoint.Read(root["d_optimizer"], JudgeOptimizer);
        RmsPropCheckpoint.Read(root["g_optimizer"], PainterOptimizer);
        Iteration = Schedule.FirstOf(checked((int)root["epoch"].AsInteger()));
        queue.Clear();
        return Iteration;
    }
}

/// <summary>Trained networks in files.</summary>
internal static class TunitWeights
{
    /// <summary>What our weight files call this system.</summary>
    internal const string System = "tunit";

    internal const string Guide = "c_ema.", Painter = "g_ema.";

    /// <summary>Reads the networks for inference.</summary>
    /// <param name="weights">Our safetensors file, or a <c>model_*.ckpt</c> of the original.</param>
    /// <param name="config">The YAML file of the experiment; null to read it off the weights.</param>
    internal static (TunitConfig Config, GuidingNetwork Guide, TunitGenerator Painter) Load(
        string weights, string? config)
    {
        bool own = weights.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);
        using var file = own ? Safetensors.Load(weights) : null;
        if (file?.Metadata.GetValueOrDefault("system") is var found && own && found != System)
            throw new ArgumentException(
                $"'{weights}': expected weights of system '{System}'; found '{found ?? "none"}'.");
        var settings = config is not null ? TunitConfig.FromYaml(config)
            : file is not null ? TunitConfig.Parse(file.Metadata["config"], weights)
            : TunitConfig.OfCheckpoint(weights);
        var guide = TunitNetworks.NewGuide(settings);
        var painter = new TunitGenerator(settings);
        if (file is not null)
        {
            StateDict.LoadInto(
                guide, StateDict.WithoutParallel(StateDict.Below(file.Tensors, Guide)), $"{weights} ({Guide})");
            StateDict.LoadInto(
                painter, StateDict.WithoutParallel(StateDict.Below(file.Tensors, Painter)), $"{weights} ({Painter})");
        }
        else
        {
            using var root = TorchFile.Load(weights);
            Load(root, "C_EMA", guide);
            Load(root, "G_EMA", painter);
        }
        foreach (var network in new nn.Module[] { guide, painter })
        {
            network.KeepState();
            network.eval();
        }
        painter.Decoder.Fused = true;
        return (settings, guide, painter);
    }

    /// <summary>Reads one network of an original checkpoint, also of a run on several GPUs.</summary>
    internal static void Load(CheckpointNode root, string name, nn.Module network)
    {
        var state = StateDict.WithoutParallel(root[$"{name}_state_dict"].AsStateDict());
        StateDict.LoadInto(network, state, $"{root.File}: {name}_state_dict");
    }

    /// <summary>The checkpoint that the last line of checkpoint.txt names.</summary>
    internal static string Newest(string directory)
    {
        string list = Path.Combine(directory, "checkpoint.txt");
        if (!File.Exists(list))
            throw new FileNotFoundException($"'{directory}' has no checkpoint.txt to resume from.", list);
        string last = File.ReadLines(list).LastOrDefault(line => line.Length > 0)?.Trim()
            ?? throw new InvalidDataException($"{list}: expected a line with a checkpoint's name; the file is empty.");
        string path = Path.Combine(directory, Path.GetFileName(last));
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException(
                $"{list}: the last line names '{last}', which is not in the folder.", path);
    }
}
