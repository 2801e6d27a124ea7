using Unpaired.Data;
using Unpaired.Worlds;

namespace Unpaired.Metrics;

/// <summary>How much the translations of one input vary.</summary>
public static class Diversity
{
    /// <summary>Mean absolute difference over all pairs of pictures, on the scale [-1, 1]: 0 if all are equal, 2 at most.</summary>
    /// <param name="pictures">At least two, of one size.</param>
    /// <exception cref="ArgumentException">Fewer, or different sizes.</exception>
    public static double Of(IReadOnlyList<Picture> pictures) => pictures.Count < 2
        ? throw new ArgumentException($"Diversity needs at least two pictures; got {pictures.Count}.", nameof(pictures))
        : pictures.SelectMany((a, i) => pictures.Take(i).Select(b => CounterfactualError.Between(a, b))).Average();
}
