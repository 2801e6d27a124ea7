using Unpaired.Training;

namespace Unpaired.Munit;

/// <summary>Trained generators in files; what a run writes is in <see cref="TwoDomainTrainer"/>.</summary>
internal static class MunitFiles
{
    /// <summary>What our weight files call this system.</summary>
    internal const string System = "munit";

    /// <summary>Reads generators for inference.</summary>
    /// <param name="weights">Our safetensors file, or a <c>gen_*.pt</c> of the original.</param>
    /// <param name="config">The YAML file of the experiment; null where the weights hold it.</param>
    internal static (MunitConfig Config, MunitGenerator A, MunitGenerator B) Load(string weights, string? config) =>
        PairWeights.ForInference(
        weights, config, System, MunitConfig.Form, MunitGenerator.Pair, generator => generator.Decoder);
}
