using System.Globalization;
using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.CocoFunit;

/// <summary>imaginaire's checkpoint files and our own weight files.</summary>
/// <remarks>
/// A checkpoint holds net_G, net_D, opt_G, opt_D, sch_G, sch_D, current_epoch, current_iteration. With averaging net_G
/// is
/// <c>module.num_updates_tracked, module.module.generator.*, module.averaged_model.generator.*</c>, without it
/// <c>module.generator.*</c>; net_D is <c>module.model.*</c>. Original: imaginaire trainers/base.py (c6f7484).
/// </remarks>
internal static class CocoFunitFiles
{
    internal const string Counter = "module.num_updates_tracked";
    internal const string Trained = "module.module.generator.";
    internal const string Averaged = "module.averaged_model.generator.";
    internal const string Alone = "module.generator.";
    internal const string Judge = "module.";
    internal const string LatestName = "latest_checkpoint.txt";
    private const string LatestKey = "latest_checkpoint: ";
    private const string StoredWeights = "weights";

    /// <summary>The names and tensors of a network in PyTorch's order — every module's parameters, then its buffers,
    /// then its parts — behind a prefix.</summary>
    internal static IEnumerable<KeyValuePair<string, Tensor>> Named(nn.Module network, string prefix)
    {
        foreach (var (name, parameter) in network.named_parameters(recurse: false))
            yield return KeyValuePair.Create(prefix + name, (Tensor)parameter);
        foreach (var (name, buffer) in network.named_buffers(recurse: false))
            yield return KeyValuePair.Create(prefix + name, buffer);
        foreach (var (name, part) in network.named_children())
        {
            foreach (var entry in Named(part, $"{prefix}{name}.")) yield return entry;
        }
    }

    /// <summary>The file that latest_checkpoint.txt of a folder names.</summary>
    /// <exception cref="FileNotFoundException">No folder, no such text file, or no such checkpoint.</exception>
    /// <exception cref="InvalidDataException">The text file says something else.</exception>
    internal static string Latest(string folder)
    {
        string path = Path.Combine(folder, LatestName);
        if (!File.Exists(path))
            throw new FileNotFoundException($"'{folder}' has no {LatestName} to resume from.", path);
        string line = File.ReadAllText(path).Trim();
        string name = line.StartsWith(LatestKey, StringComparison.Ordinal) ? line[LatestKey.Length..].Trim() : "";
        if (name.Length == 0 || name.IndexOfAny(['/', '\\', '\n']) >= 0)
            throw new InvalidDataException($"{path}: expected '{LatestKey}FILE NAME'; found '{line}'.");
        string checkpoint = Path.Combine(folder, name);
        return File.Exists(checkpoint)
            ? checkpoint
            : throw new FileNotFoundException($"{path}: '{name}' is missing beside it.", checkpoint);
    }

    /// <summary>Writes latest_checkpoint.txt.</summary>
    internal static void WriteLatest(string folder, string name) =>
        AtomicFile.WriteText(Path.Combine(folder, LatestName), LatestKey + name);

    /// <summary>Reads a generator, and its average if there is one, from net_G.</summary>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    /// <exception cref="ArgumentException">With averaging where there should be none, or the other way
    /// round.</exception>
    internal static void LoadGenerator(CheckpointNode node, CocoFunitGenerator generator, ModelAverage? average)
    {
        var state = node.AsStateDict();
        string source = $"{node.File} ({node.Path})";
        bool averaged = state.ContainsKey(Counter);
        if (averaged != average is not null)
            throw new ArgumentException(
                $"{source}: expected {(average is null ? "no averaged generator" : "an averaged generator")} "
                + $"(trainer.model_average_config.enabled: {average is not null}); found "
                + $"{(averaged ? "one" : "none")}.");
        RequireKnown(state, source, averaged ? [Counter, Trained, Averaged] : [Alone]);
        StateDict.LoadInto(generator, StateDict.Below(state, averaged ? Trained : Alone), source);
        if (average is null) return;
        StateDict.LoadInto(average.Generator, StateDict.Below(state, Averaged), source);
        average.Updates = node[Counter].AsInteger();
    }

    /// <summary>Reads a discriminator from net_D.</summary>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    internal static void LoadDiscriminator(CheckpointNode node, CocoFunitDiscriminator discriminator)
    {
        var state = node.AsStateDict();
        string source = $"{node.File} ({node.Path})";
        RequireKnown(state, source, [Judge]);
        StateDict.LoadInto(discriminator, StateDict.Below(state, Judge), source);
    }

    /// <summary>Writes one generator with its configuration.</summary>
    internal static void SaveWeights(
        string path, CocoFunitGenerator generator, CocoFunitConfig config, WeightNormalization weights, long iteration,
        ScalarType storedAs)
    {
        using var scope = NewDisposeScope();
        Safetensors.Save(
            path, Named(generator, "").Select(entry =>
                KeyValuePair.Create(entry.Key, entry.Value.detach().to(storedAs))),
            new Dictionary<string, string>
            {
                ["system"] = config.SystemName,
                ["config"] = config.ToYaml(),
                ["iteration"] = iteration.ToString(CultureInfo.InvariantCulture),
                [StoredWeights] = weights.ToString(),
            });
    }

    /// <summary>Builds the generator that translates from our own weight file, or from a checkpoint of imaginaire: the
    /// averaged one where there is one.</summary>
    /// <param name="weights">The file.</param>
    /// <param name="config">The YAML file of the experiment; null where the weights hold it.</param>
    internal static (CocoFunitConfig Config, CocoFunitGenerator Generator) ForInference(string weights, string? config)
    {
        bool own = weights.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);
        var (settings, generator) = own ? Own(weights, config) : Original(weights, config);
        generator.KeepState();
        generator.eval();
        generator.Decoder.Fused = true;
        return (settings, generator);
    }

    private static (CocoFunitConfig, CocoFunitGenerator) Own(string path, string? config)
    {
        using var file = Safetensors.Load(path);
        string system = file.Metadata.GetValueOrDefault("system") ?? "none";
        if (system is not ("coco-funit" or "imaginaire-funit"))
            throw new ArgumentException(
                $"'{path}': expected weights of system 'coco-funit' or 'imaginaire-funit'; found '{system}'.");
        var settings = config is null
            ? CocoFunitConfig.Parse(file.Metadata["config"], path)
            : CocoFunitConfig.FromYaml(config);
        var kind = Enum.TryParse(file.Metadata.GetValueOrDefault(StoredWeights), out WeightNormalization stored)
            ? stored
            : settings.Generator.Weights;
        var generator = new CocoFunitGenerator(settings.Generator, kind);
        // A converted checkpoint keeps the raw generator, discriminator and optimizers under names with slashes.
        var own = file.Tensors.Where(entry => !entry.Key.Contains('/')).ToDictionary();
        StateDict.LoadInto(generator, own, path);
        return (settings, generator);
    }

    private static (CocoFunitConfig, CocoFunitGenerator) Original(string path, string? config)
    {
        if (config is null)
            throw new ArgumentException($"'{path}' holds no configuration; give the YAML file of the experiment.");
        var settings = CocoFunitConfig.FromYaml(config);
        using var file = TorchFile.Load(path);
        var state = file["net_G"].AsStateDict();
        bool averaged = state.ContainsKey(Counter);
        var generator = averaged
            ? new CocoFunitGenerator(settings.Generator, ModelAverage.Copied(settings.Generator, settings.Average))
            : new CocoFunitGenerator(settings.Generator);
        StateDict.LoadInto(
            generator, StateDict.Below(state, averaged ? Averaged : Alone), $"{path} (net_G)");
        return (settings, generator);
    }

    private static void RequireKnown(IReadOnlyDictionary<string, Tensor> state, string source, string[] prefixes)
    {
        string[] others = [.. state.Keys.Where(name =>
            !prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))];
        if (others.Length > 0)
            throw new ArgumentException(
                $"{source}: expected names that begin with {string.Join(" or ", prefixes)}; found "
                + $"{string.Join(", ", others.Take(5))}.");
    }
}

/// <summary>The files of a run.</summary>
public sealed partial class CocoFunitTrainer
{
    /// <summary>Writes the translating generator (the average where there is one) as one safetensors file that
    /// <see cref="CocoFunitTranslator"/> reads, with the configuration inside.</summary>
    /// <param name="path">Usually ending in .safetensors; replaced as a whole or not at all.</param>
    /// <param name="storedAs">float32, or float16 for files of half the size; it is read back as float32.</param>
    public void SaveWeights(string path, ScalarType storedAs = ScalarType.Float32) => CocoFunitFiles.SaveWeights(
        path, Translating, Config,
        Average is null ? Config.Generator.Weights : ModelAverage.Copied(Config.Generator, Config.Average),
        Iteration, storedAs);

    /// <summary>Reads networks only, from a checkpoint of imaginaire; optimizers, schedules and iteration stay as they
    /// are.</summary>
    /// <param name="path">With net_G; net_D is read if it is there.</param>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    public void LoadWeights(string path)
    {
        using var file = TorchFile.Load(path);
        LoadNetworks(file);
    }

    /// <summary>Writes what imaginaire writes: <c>epoch_#####_iteration_#########_checkpoint.pt</c>, then
    /// latest_checkpoint.txt.</summary>
    /// <param name="directory">Created if missing.</param>
    public void SaveOriginal(string directory)
    {
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(directory);
        string name = string.Create(
            CultureInfo.InvariantCulture, $"epoch_{Epoch:D5}_iteration_{Iteration:D9}_checkpoint.pt");
        // PyTorch's optimizers hold the rate of the next iteration.
        DiscriminatorOptimizer.LearningRate = DiscriminatorRate;
        GeneratorOptimizer.LearningRate = GeneratorRate;
        TorchFile.Save(Path.Combine(directory, name), new Dictionary<string, object?>
        {
            ["net_G"] = GeneratorState(),
            ["net_D"] = Ordered(CocoFunitFiles.Named(Discriminator, CocoFunitFiles.Judge)),
            ["opt_G"] = AdamCheckpoint.Write(GeneratorOptimizer),
            ["opt_D"] = AdamCheckpoint.Write(DiscriminatorOptimizer),
            ["sch_G"] = generatorSchedule.Write(),
            ["sch_D"] = discriminatorSchedule.Write(),
            ["current_epoch"] = Epoch,
            ["current_iteration"] = Iteration,
        });
        CocoFunitFiles.WriteLatest(directory, name);
    }

    /// <summary>Goes on where a run of imaginaire, or of this library, stopped.</summary>
    /// <param name="directory">With latest_checkpoint.txt and the file that it names.</param>
    /// <returns>Iterations completed.</returns>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    public long ResumeOriginal(string directory)
    {
        using var file = TorchFile.Load(CocoFunitFiles.Latest(directory));
        if (file.TryGet("net_D") is null)
            throw new ArgumentException(
                $"{file.File}: expected net_D to go on with; this file is for translating only.");
        LoadNetworks(file);
        AdamCheckpoint.Read(file["opt_D"], DiscriminatorOptimizer);
        AdamCheckpoint.Read(file["opt_G"], GeneratorOptimizer);
        discriminatorSchedule.Read(file["sch_D"], DiscriminatorOptimizer.LearningRate);
        generatorSchedule.Read(file["sch_G"], GeneratorOptimizer.LearningRate);
        Epoch = file["current_epoch"].AsInteger();
        return Iteration = file["current_iteration"].AsInteger();
    }

    /// <summary>net_G: names and tensors in the original's order.</summary>
    internal OrderedDictionary<string, Tensor> GeneratorState() => Average is null
        ? Ordered(CocoFunitFiles.Named(Generator, CocoFunitFiles.Alone))
        : Ordered(
        [
            KeyValuePair.Create(CocoFunitFiles.Counter, tensor(Average.Updates)),
            .. CocoFunitFiles.Named(Generator, CocoFunitFiles.Trained),
            .. CocoFunitFiles.Named(Average.Generator, CocoFunitFiles.Averaged),
        ]);

    private void LoadNetworks(CheckpointNode file)
    {
        CocoFunitFiles.LoadGenerator(file["net_G"], Generator, Average);
        if (file.TryGet("net_D") is { } judge) CocoFunitFiles.LoadDiscriminator(judge, Discriminator);
    }

    private static OrderedDictionary<string, Tensor> Ordered(IEnumerable<KeyValuePair<string, Tensor>> entries) =>
        new(entries);
}
