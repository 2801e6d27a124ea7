using Unpaired.Checkpoints;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>Weights of pairs of networks in files.</summary>
internal static class PairWeights
{
    /// <summary>The names and tensors of a network behind a prefix.</summary>
    internal static IEnumerable<KeyValuePair<string, Tensor>> Named(nn.Module network, string prefix) =>
        StateDict.Of(network).Select(entry => KeyValuePair.Create(prefix + entry.Key, entry.Value));

    /// <summary>Reads <c>a.*</c> and <c>b.*</c> of a safetensors file, or <c>a</c> and <c>b</c> of a PyTorch file, into
    /// two networks.</summary>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    /// <exception cref="ArgumentException">The networks share weights that differ in the file.</exception>
    internal static void Load(string path, nn.Module a, nn.Module b)
    {
        if (IsSafetensors(path))
        {
            using var file = Safetensors.Load(path);
            Load(path, a, StateDict.Below(file.Tensors, "a."), b, StateDict.Below(file.Tensors, "b."), old: false);
            return;
        }
        using var checkpoint = TorchFile.Load(path);
        Load(path, a, checkpoint["a"].AsStateDict(), b, checkpoint["b"].AsStateDict(), old: true);
    }

    /// <summary>Builds trained generators for inference.</summary>
    /// <param name="weights">Our safetensors file, or a <c>gen_*.pt</c> of the original.</param>
    /// <param name="config">The YAML file of the experiment; null where the weights hold it.</param>
    /// <param name="system">The system that our own file must be of.</param>
    /// <param name="form">Reads the configuration.</param>
    /// <param name="pair">Builds the generators of both domains.</param>
    /// <param name="decoder">A generator's decoder.</param>
    internal static (TConfig Config, TGenerator A, TGenerator B) ForInference<TConfig, TGenerator>(
        string weights, string? config, string system, ConfigForm<TConfig> form,
        Func<TConfig, (TGenerator A, TGenerator B)> pair, Func<TGenerator, Decoder> decoder)
        where TConfig : TwoDomainConfig
        where TGenerator : nn.Module
    {
        var settings = config is null ? form.Parse(StoredConfig(weights, system), weights) : form.FromFile(config);
        var (a, b) = pair(settings);
        Load(weights, a, b);
        foreach (var generator in new[] { a, b })
        {
            generator.KeepState();
            decoder(generator).Fused = true;
            generator.eval();
        }
        return (settings, a, b);
    }

    /// <summary>The configuration that one of our own weight files holds.</summary>
    /// <param name="path">A file of <see cref="TwoDomainTrainer.SaveWeights"/>.</param>
    /// <param name="system">The system that it must be of.</param>
    /// <exception cref="ArgumentException">A file without configuration, or of another system.</exception>
    private static string StoredConfig(string path, string system)
    {
        if (!IsSafetensors(path))
            throw new ArgumentException($"'{path}' holds no configuration; give the YAML file of the experiment.");
        using var file = Safetensors.Load(path);
        if (file.Metadata.GetValueOrDefault("system") is var found && found != system)
            throw new ArgumentException($"'{path}': expected weights of system '{system}'; found '{found ?? "none"}'.");
        return file.Metadata["config"];
    }

    private static bool IsSafetensors(string path) => path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);

    private static void Load(
        string path, nn.Module a, IReadOnlyDictionary<string, Tensor> stateA,
        nn.Module b, IReadOnlyDictionary<string, Tensor> stateB, bool old)
    {
        (stateA, stateB) = (StateDict.WithoutParallel(stateA), StateDict.WithoutParallel(stateB));
        RequireEqualWhereShared(path, a, stateA, b, stateB);
        // PyTorch 0.3 stored statistics of instance norms that were never used.
        StateDict.LoadInto(a, stateA, $"{path} (a)", dropLegacyNormBuffers: old);
        StateDict.LoadInto(b, stateB, $"{path} (b)", dropLegacyNormBuffers: old);
    }

    /// <summary>One tensor cannot take two values: loading the second would quietly overwrite the first.</summary>
    private static void RequireEqualWhereShared(
        string path, nn.Module a, IReadOnlyDictionary<string, Tensor> stateA,
        nn.Module b, IReadOnlyDictionary<string, Tensor> stateB)
    {
        var own = a.named_parameters().ToDictionary(entry => entry.parameter.Handle, entry => entry.name);
        foreach (var (name, parameter) in b.named_parameters())
        {
            if (own.TryGetValue(parameter.Handle, out string? other)
                && stateA.TryGetValue(other, out var valueA) && stateB.TryGetValue(name, out var valueB)
                && !valueA.Equals(valueB))
                throw new ArgumentException(
                    $"{path}: '{name}' is one tensor in both networks, but the file has different ones in a and b. "
                    + "Were the weights trained without weight sharing?");
        }
    }
}
