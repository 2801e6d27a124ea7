using Unpaired.Layers;
using Unpaired.Training;

namespace Unpaired.Unit;

/// <summary>Trained generators in files; what a run writes is in <see cref="TwoDomainTrainer"/>.</summary>
/// <remarks>
/// With shared weights both networks of a file hold the shared tensors, so the original's code reads our files; the other way round, weights of a run
/// without sharing are refused where the configuration asks for sharing.
/// </remarks>
internal static class UnitFiles
{
    /// <summary>What our weight files call this system.</summary>
    internal const string System = "unit";

    /// <summary>Reads generators for inference.</summary>
    /// <param name="weights">Our safetensors file, or a <c>gen_*.pt</c> of the original.</param>
    /// <param name="config">The YAML file of the experiment; null where the weights hold it.</param>
    internal static (UnitConfig Config, UnitGenerator A, UnitGenerator B) Load(string weights, string? config)
    {
        var settings = config is null
            ? UnitConfig.Parse(PairWeights.StoredConfig(weights, System), weights)
            : UnitConfig.FromYaml(config);
        var (a, b) = UnitGenerator.Pair(settings);
        PairWeights.Load(weights, a, b);
        foreach (var generator in new[] { a, b })
        {
            generator.KeepState();
            generator.Decoder.Fused = true;
            generator.eval();
        }
        return (settings, a, b);
    }
}
