using System.Globalization;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>The files of a run: our own weights, and the original's checkpoints.</summary>
public abstract partial class TwoDomainTrainer
{
    /// <summary>What our weight files call this system, for example munit.</summary>
    private protected abstract string SystemName { get; }

    /// <summary>Writes the generators as one safetensors file that the paper's translator reads, with the configuration
    /// inside.</summary>
    /// <param name="path">Usually ending in .safetensors; replaced as a whole or not at all.</param>
    /// <param name="storedAs">float32, or float16 for files of half the size; it is read back as float32.</param>
    public void SaveWeights(string path, ScalarType storedAs = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        var tensors = PairWeights.Named(Networks.GeneratorPair[0], "a.")
            .Concat(PairWeights.Named(Networks.GeneratorPair[1], "b."))
            .Select(entry => KeyValuePair.Create(entry.Key, entry.Value.detach().to(storedAs)));
        Safetensors.Save(path, tensors, new Dictionary<string, string>
        {
            ["system"] = SystemName,
            ["config"] = Config.ToYaml(),
            ["iteration"] = Iteration.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Reads generators only, to start from them; optimizers and iteration stay as they are.</summary>
    /// <param name="path">A file of <see cref="SaveWeights"/> or a <c>gen_*.pt</c> of the original.</param>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    public void LoadWeights(string path) =>
        PairWeights.Load(path, Networks.GeneratorPair[0], Networks.GeneratorPair[1]);

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
            ["gen"] = AdamCheckpoint.Write(generatorOptimizer),
            ["dis"] = AdamCheckpoint.Write(discriminatorOptimizer),
        });
        TorchFile.Save(Path.Combine(directory, $"dis_{name}.pt"), Pair(Networks.Discriminators));
        TorchFile.Save(Path.Combine(directory, $"gen_{name}.pt"), Pair(Networks.GeneratorPair));
    }

    /// <summary>Goes on where a run of the original, or of this library, stopped.</summary>
    /// <remarks>
    /// Reads the last <c>gen_*.pt</c> and, independently, the last <c>dis_*.pt</c> in string order, and
    /// <c>optimizer.pt</c>. Iteration: the eight
    /// digits before <c>.pt</c>. Parity: the schedule is re-created and steps once while doing so. What a trainer shows
    /// in previews is not stored.
    /// </remarks>
    /// <param name="directory">With the files of <see cref="SaveOriginal"/>.</param>
    /// <returns>Iterations completed.</returns>
    /// <exception cref="FileNotFoundException">No such folder, or one of the files is missing.</exception>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    public long ResumeOriginal(string directory)
    {
        string generators = Newest(directory, "gen");
        string discriminators = Newest(directory, "dis");
        string optimizers = Path.Combine(directory, "optimizer.pt");
        if (!File.Exists(optimizers))
            throw new FileNotFoundException($"'{directory}' has no optimizer.pt to resume from.", optimizers);
        LoadWeights(generators);
        PairWeights.Load(discriminators, DiscriminatorA, DiscriminatorB);
        using var states = TorchFile.Load(optimizers);
        AdamCheckpoint.Read(states["dis"], discriminatorOptimizer);
        AdamCheckpoint.Read(states["gen"], generatorOptimizer);
        Iteration = long.Parse(Path.GetFileName(generators)[^11..^3], CultureInfo.InvariantCulture);
        discriminatorSchedule = StepSchedule.Resumed(
            discriminatorOptimizer.LearningRate, Config.DecaySteps, Config.Gamma, Iteration);
        generatorSchedule = StepSchedule.Resumed(
            generatorOptimizer.LearningRate, Config.DecaySteps, Config.Gamma, Iteration);
        return Iteration;
    }

    private static Dictionary<string, object?> Pair(IReadOnlyList<nn.Module> networks) => new()
    {
        ["a"] = StateDict.Of(networks[0]),
        ["b"] = StateDict.Of(networks[1]),
    };

    /// <summary>The last file of a kind in string order. Unlike the original, copies such as gen_00010000.pt.bak are
    /// passed over.</summary>
    internal static string Newest(string directory, string kind)
    {
        if (!Directory.Exists(directory))
            throw new FileNotFoundException($"There is no folder '{directory}' to resume from.", directory);
        return Directory.EnumerateFiles(directory)
            .Where(path => Path.GetFileName(path) is var name && name.Contains(kind, StringComparison.Ordinal)
                && name.EndsWith(".pt", StringComparison.Ordinal) && name.Length >= 11
                && name[^11..^3].All(char.IsAsciiDigit))
            .Max(StringComparer.Ordinal)
            ?? throw new FileNotFoundException(
                $"'{directory}' has no {kind}_########.pt to resume from; it holds: "
                + $"{string.Join(", ", Directory.EnumerateFiles(directory).Select(Path.GetFileName))}.");
    }
}
