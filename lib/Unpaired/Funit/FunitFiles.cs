using System.Globalization;
using Unpaired.Checkpoints;
using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Funit;

/// <summary>Trained generators in files.</summary>
internal static class FunitFiles
{
    /// <summary>What our weight files call this system.</summary>
    internal const string System = "funit";

    internal const string CurrentKey = "gen", AveragedKey = "gen_test", DiscriminatorKey = "dis";

    private const string Prefix = AveragedKey + ".";

    /// <summary>Writes the averaged generator with its configuration.</summary>
    internal static void SaveWeights(
        string path, FunitGenerator averaged, FunitConfig config, long iteration, ScalarType storedAs)
    {
        using var scope = NewDisposeScope();
        var tensors = StateDict.Of(averaged)
            .Select(entry => KeyValuePair.Create(Prefix + entry.Key, entry.Value.detach().to(storedAs)));
        Safetensors.Save(path, tensors, new Dictionary<string, string>
        {
            ["system"] = System,
            ["config"] = config.ToYaml(),
            ["iteration"] = iteration.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Reads the averaged generator into a network.</summary>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    internal static void LoadAveraged(string path, FunitGenerator generator)
    {
        if (IsSafetensors(path))
        {
            using var file = Safetensors.Load(path);
            StateDict.LoadInto(generator, StateDict.WithoutParallel(StateDict.Below(file.Tensors, Prefix)), path);
            return;
        }
        using var checkpoint = TorchFile.Load(path);
        Load(checkpoint, AveragedKey, generator);
    }

    /// <summary>Reads both generators of a <c>gen_*.pt</c>.</summary>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    internal static void LoadBoth(string path, FunitGenerator current, FunitGenerator averaged)
    {
        using var checkpoint = TorchFile.Load(path);
        Load(checkpoint, CurrentKey, current);
        Load(checkpoint, AveragedKey, averaged);
    }

    /// <summary>Reads one network of a checkpoint.</summary>
    internal static void Load(CheckpointNode checkpoint, string key, nn.Module network) => StateDict.LoadInto(
        network, StateDict.WithoutParallel(checkpoint[key].AsStateDict()), $"{checkpoint.File} ({key})");

    /// <summary>Builds a trained generator for inference.</summary>
    /// <param name="weights">Our safetensors file, or a <c>gen_*.pt</c> of the original.</param>
    /// <param name="config">The YAML file of the experiment; null where the weights hold it.</param>
    internal static (FunitConfig Config, FunitGenerator Generator) ForInference(string weights, string? config)
    {
        var settings = config is null
            ? FunitConfig.Parse(StoredConfig(weights), weights)
            : FunitConfig.FromYaml(config);
        var generator = new FunitGenerator(settings.Generator);
        LoadAveraged(weights, generator);
        foreach (var parameter in generator.parameters()) parameter.requires_grad = false;
        generator.KeepState();
        generator.Decoder.Fused = true;
        generator.eval();
        return (settings, generator);
    }

    /// <summary>The configuration that one of our own weight files holds.</summary>
    /// <exception cref="ArgumentException">A file without configuration, or of another system.</exception>
    private static string StoredConfig(string path)
    {
        if (!IsSafetensors(path))
            throw new ArgumentException($"'{path}' holds no configuration; give the YAML file of the experiment.");
        using var file = Safetensors.Load(path);
        if (file.Metadata.GetValueOrDefault("system") is var found && found != System)
            throw new ArgumentException($"'{path}': expected weights of system '{System}'; found '{found ?? "none"}'.");
        return file.Metadata["config"];
    }

    private static bool IsSafetensors(string path) => path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);
}

/// <summary>The files of a run: our own weights, and the original's checkpoints.</summary>
public sealed partial class FunitTrainer
{
    /// <summary>Writes the averaged generator as one safetensors file that <see cref="FunitTranslator"/> reads, with
    /// the configuration inside.</summary>
    /// <param name="path">Usually ending in .safetensors; replaced as a whole or not at all.</param>
    /// <param name="storedAs">float32, or float16 for files of half the size; it is read back as float32.</param>
    public void SaveWeights(string path, ScalarType storedAs = ScalarType.Float32) =>
        FunitFiles.SaveWeights(path, AveragedGenerator, Config, Iteration, storedAs);

    /// <summary>Reads generators only, to start from them; discriminator, optimizers and iteration stay as they
    /// are.</summary>
    /// <param name="path">A <c>gen_*.pt</c> of the original with both generators, or a file of
    /// <see cref="SaveWeights"/>, whose average both then start from.</param>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    public void LoadWeights(string path)
    {
        if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            FunitFiles.LoadBoth(path, Generator, AveragedGenerator);
            return;
        }
        FunitFiles.LoadAveraged(path, Generator);
        StartAverage();
    }

    /// <summary>Writes what the original writes: <c>gen_%08d.pt</c>, <c>dis_%08d.pt</c> and
    /// <c>optimizer.pt</c>.</summary>
    /// <param name="directory">Created if missing. The generators' file comes last, so that it stands for a complete
    /// checkpoint.</param>
    public void SaveOriginal(string directory)
    {
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(directory);
        string name = Iteration.ToString("D8", CultureInfo.InvariantCulture);
        TorchFile.Save(Path.Combine(directory, "optimizer.pt"), new Dictionary<string, object?>
        {
            [FunitFiles.CurrentKey] = RmsPropCheckpoint.Write(generatorOptimizer),
            [FunitFiles.DiscriminatorKey] = RmsPropCheckpoint.Write(discriminatorOptimizer),
        });
        TorchFile.Save(
            Path.Combine(directory, $"dis_{name}.pt"),
            new Dictionary<string, object?> { [FunitFiles.DiscriminatorKey] = StateDict.Of(Discriminator) });
        TorchFile.Save(Path.Combine(directory, $"gen_{name}.pt"), new Dictionary<string, object?>
        {
            [FunitFiles.CurrentKey] = StateDict.Of(Generator),
            [FunitFiles.AveragedKey] = StateDict.Of(AveragedGenerator),
        });
    }

    /// <summary>Goes on where a run of the original, or of this library, stopped.</summary>
    /// <remarks>
    /// Reads the last <c>gen_*.pt</c> and, independently, the last <c>dis_*.pt</c> in string order, and
    /// <c>optimizer.pt</c>, learning rates included. Iteration: the eight digits before <c>.pt</c>. Unlike in the
    /// original, a stray <c>gen_best.pt</c> is passed over.
    /// </remarks>
    /// <param name="directory">With the files of <see cref="SaveOriginal"/>.</param>
    /// <returns>Iterations completed.</returns>
    /// <exception cref="FileNotFoundException">No such folder, or one of the files is missing.</exception>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    public long ResumeOriginal(string directory)
    {
        string generators = TwoDomainTrainer.Newest(directory, "gen");
        string optimizers = Path.Combine(directory, "optimizer.pt");
        LoadDiscriminator(TwoDomainTrainer.Newest(directory, "dis"));
        if (!File.Exists(optimizers))
            throw new FileNotFoundException($"'{directory}' has no optimizer.pt to resume from.", optimizers);
        LoadWeights(generators);
        using var states = TorchFile.Load(optimizers);
        RmsPropCheckpoint.Read(states[FunitFiles.DiscriminatorKey], discriminatorOptimizer);
        RmsPropCheckpoint.Read(states[FunitFiles.CurrentKey], generatorOptimizer);
        return Iteration = long.Parse(Path.GetFileName(generators)[^11..^3], CultureInfo.InvariantCulture);
    }

    /// <summary>Reads a <c>dis_*.pt</c> of the original.</summary>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    internal void LoadDiscriminator(string path)
    {
        using var checkpoint = TorchFile.Load(path);
        FunitFiles.Load(checkpoint, FunitFiles.DiscriminatorKey, Discriminator);
    }
}
