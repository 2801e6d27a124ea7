using System.Globalization;
using Unpaired.Checkpoints;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>The files of a run: our own weights, and the original's checkpoints.</summary>
public sealed partial class MunitTrainer
{
    /// <summary>Writes the generators as one safetensors file that <see cref="MunitTranslator"/> reads, with the configuration inside.</summary>
    /// <param name="path">Usually ending in .safetensors; replaced as a whole or not at all.</param>
    /// <param name="storedAs">float32, or float16 for files of half the size; it is read back as float32.</param>
    public void SaveWeights(string path, ScalarType storedAs = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        var tensors = MunitWeights.Named(GeneratorA, "a.").Concat(MunitWeights.Named(GeneratorB, "b."))
            .Select(entry => KeyValuePair.Create(entry.Key, entry.Value.detach().to(storedAs)));
        Safetensors.Save(path, tensors, new Dictionary<string, string>
        {
            ["system"] = "munit",
            ["config"] = Config.ToYaml(),
            ["iteration"] = Iteration.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Reads generators only, to start from them; optimizers and iteration stay as they are.</summary>
    /// <param name="path">A file of <see cref="SaveWeights"/> or a <c>gen_*.pt</c> of the original.</param>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    public void LoadWeights(string path) => MunitWeights.Load(path, GeneratorA, GeneratorB);

    /// <summary>Writes what the original writes: <c>gen_%08d.pt</c>, <c>dis_%08d.pt</c> and <c>optimizer.pt</c>.</summary>
    /// <param name="directory">Created if missing. The generators' file comes last, so that it stands for a complete checkpoint.</param>
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
        TorchFile.Save(Path.Combine(directory, $"dis_{name}.pt"), Pair(DiscriminatorA, DiscriminatorB));
        TorchFile.Save(Path.Combine(directory, $"gen_{name}.pt"), Pair(GeneratorA, GeneratorB));
    }

    /// <summary>Goes on where a run of the original, or of this library, stopped.</summary>
    /// <remarks>
    /// Reads the last <c>gen_*.pt</c> and, independently, the last <c>dis_*.pt</c> in string order, and <c>optimizer.pt</c>. Iteration: the eight
    /// digits before <c>.pt</c>. Parity: the schedule is re-created and steps once while doing so. Display styles are not stored and stay new ones.
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
        if (!File.Exists(optimizers)) throw new FileNotFoundException($"'{directory}' has no optimizer.pt to resume from.", optimizers);
        MunitWeights.Load(generators, GeneratorA, GeneratorB);
        MunitWeights.Load(discriminators, DiscriminatorA, DiscriminatorB);
        using var states = TorchFile.Load(optimizers);
        AdamCheckpoint.Read(states["dis"], discriminatorOptimizer);
        AdamCheckpoint.Read(states["gen"], generatorOptimizer);
        Iteration = long.Parse(Path.GetFileName(generators)[^11..^3], CultureInfo.InvariantCulture);
        discriminatorSchedule = StepSchedule.Resumed(discriminatorOptimizer.LearningRate, DecaySteps, Config.Gamma, Iteration);
        generatorSchedule = StepSchedule.Resumed(generatorOptimizer.LearningRate, DecaySteps, Config.Gamma, Iteration);
        return Iteration;
    }

    private static Dictionary<string, object?> Pair(nn.Module a, nn.Module b) => new()
    {
        ["a"] = StateDict.Of(a),
        ["b"] = StateDict.Of(b),
    };

    /// <summary>The last file of a kind in string order. Unlike the original, copies such as gen_00010000.pt.bak are passed over.</summary>
    private static string Newest(string directory, string kind)
    {
        if (!Directory.Exists(directory)) throw new FileNotFoundException($"There is no folder '{directory}' to resume from.", directory);
        return Directory.EnumerateFiles(directory)
            .Where(path => Path.GetFileName(path) is var name && name.Contains(kind, StringComparison.Ordinal)
                && name.EndsWith(".pt", StringComparison.Ordinal) && name.Length >= 11 && name[^11..^3].All(char.IsAsciiDigit))
            .Max(StringComparer.Ordinal)
            ?? throw new FileNotFoundException(
                $"'{directory}' has no {kind}_########.pt to resume from; it holds: {string.Join(", ", Directory.EnumerateFiles(directory).Select(Path.GetFileName))}.");
    }
}

/// <summary>Weights of pairs of networks in files.</summary>
internal static class MunitWeights
{
    /// <summary>The names and tensors of a network behind a prefix.</summary>
    internal static IEnumerable<KeyValuePair<string, Tensor>> Named(nn.Module network, string prefix) =>
        StateDict.Of(network).Select(entry => KeyValuePair.Create(prefix + entry.Key, entry.Value));

    /// <summary>Reads <c>a.*</c> and <c>b.*</c> of a safetensors file, or <c>a</c> and <c>b</c> of a PyTorch file, into two networks.</summary>
    internal static void Load(string path, nn.Module a, nn.Module b)
    {
        if (IsSafetensors(path))
        {
            using var file = Safetensors.Load(path);
            StateDict.LoadInto(a, StateDict.Below(file.Tensors, "a."), $"{path} (a)");
            StateDict.LoadInto(b, StateDict.Below(file.Tensors, "b."), $"{path} (b)");
            return;
        }
        using var checkpoint = TorchFile.Load(path);
        // PyTorch 0.3 stored statistics of instance norms that were never used.
        StateDict.LoadInto(a, checkpoint["a"].AsStateDict(), $"{path} (a)", dropLegacyNormBuffers: true);
        StateDict.LoadInto(b, checkpoint["b"].AsStateDict(), $"{path} (b)", dropLegacyNormBuffers: true);
    }

    internal static bool IsSafetensors(string path) => path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);
}
