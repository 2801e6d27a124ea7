using Unpaired.Training;

namespace Unpaired.Unit;

/// <summary>Trained generators in files; what a run writes is in <see cref="TwoDomainTrainer"/>.</summary>
/// <remarks>
/// With shared weights both networks of a file hold the shared tensors, so the original's code reads our files; the
/// other way round, weights of a run
/// without sharing are refused where the configuration asks for sharing.
/// </remarks>
internal static class UnitFiles
{
    /// <summary>What our weight files call this system.</summary>
    internal const string System = "unit";

    /// <summary>Reads generators for inference.</summary>
    /// <param name="weights">Our safetensors file, or a <c>gen_*.pt</c> of the original.</param>
    /// <param name="config">The YAML file of the experiment; null where the weights hold it.</param>
    internal static (UnitConfig Config, UnitGenerator A, UnitGenerator B) Load(string weights, string? config) =>
        PairWeights.ForInference(
        weights, config, System, UnitConfig.Form, UnitGenerator.Pair, generator => generator.Decoder);
}
