using Unpaired.Checkpoints;

namespace Unpaired.Comparisons;

/// <summary>What a weight file says it is.</summary>
internal static class WeightTitle
{
    /// <summary>The system in its metadata; "no system" where there is none.</summary>
    /// <param name="weights">A file of this library.</param>
    /// <exception cref="CheckpointFormatException">No such file, or a damaged one.</exception>
    internal static string SystemOf(string weights)
    {
        using var file = Safetensors.Load(weights);
        return file.Metadata.GetValueOrDefault("system", "no system");
    }
}
