using Unpaired.Data;
using Unpaired.Worlds;

namespace Unpaired.Metrics;

/// <summary>How alike several answers to one question are in their silhouettes.</summary>
public static class SilhouetteAgreement
{
    /// <summary>The mean intersection over union of all pairs.</summary>
    /// <param name="silhouettes">Of one size, at least two.</param>
    /// <returns>0 to 1; 1 where all are the same.</returns>
    /// <exception cref="ArgumentException">Fewer than two, or sizes that differ.</exception>
    public static double Of(IReadOnlyList<bool[]> silhouettes)
    {
        if (silhouettes.Count < 2)
            throw new ArgumentException($"Expected at least 2 silhouettes; got {silhouettes.Count}.", nameof(silhouettes));
        return (
            from i in Enumerable.Range(0, silhouettes.Count)
            from j in Enumerable.Range(0, i)
            select Silhouette.Overlap(silhouettes[i], silhouettes[j])).Average();
    }

    /// <summary>The same for pictures before a known background.</summary>
    /// <param name="pictures">Of one size, at least two.</param>
    /// <param name="background">The scene without the creature.</param>
    /// <exception cref="ArgumentException">Fewer than two, or sizes that differ.</exception>
    public static double Of(IEnumerable<Picture> pictures, Picture background) => Of(
        [.. pictures.Select(picture => Silhouette.Against(picture, background, FewShotReport.DefaultTolerance))]);
}
