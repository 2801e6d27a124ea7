using System.Globalization;
using Unpaired.Worlds;

namespace Unpaired.Metrics;

/// <summary>A mean over questions, and how much of it is luck.</summary>
/// <param name="Mean">Over the questions of all test sets.</param>
/// <param name="StandardError">Standard error of <paramref name="Mean"/>; NaN for one question.</param>
/// <param name="LowestSet">The least mean of a test set.</param>
/// <param name="HighestSet">The greatest mean of a test set.</param>
public readonly record struct FewShotMeasure(double Mean, double StandardError, double LowestSet, double HighestSet)
{
    /// <summary>As in <c>0.191 ± 0.004 (0.187 to 0.196)</c>: mean, standard error, the spread over test sets.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Mean:F3} ± {StandardError:F3} ({LowestSet:F3} to {HighestSet:F3})");

    internal static FewShotMeasure Of(IReadOnlyList<IReadOnlyList<double>> sets)
    {
        double[] all = [.. sets.SelectMany(set => set)];
        double mean = all.Average();
        double squares = all.Sum(value => (value - mean) * (value - mean));
        double error = all.Length == 1 ? double.NaN : Math.Sqrt(squares / (all.Length - 1) / all.Length);
        return new FewShotMeasure(mean, error, sets.Min(set => set.Average()), sets.Max(set => set.Average()));
    }

    internal static FewShotMeasure Of(IReadOnlyList<Share> sets)
    {
        var all = new Share(sets.Sum(set => set.Good), sets.Sum(set => set.Count));
        return new FewShotMeasure(
            all.Value, all.StandardError, sets.Min(set => set.Value), sets.Max(set => set.Value));
    }
}

/// <summary>What one few-shot translator is worth.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Error">Counterfactual error over the whole picture, 0 to 2 (<see cref="CounterfactualError"/>).</param>
/// <param name="CreatureError">The same within the mask of the truth.</param>
/// <param name="Recognition">The share of answers in which the target species is recognised, 0 to 1; its standard error
/// is that of a share (<see cref="Share.StandardError"/>), and 0 where all or none are recognised: then the true share may
/// still be off by 3 / questions.</param>
/// <param name="Overlap">Intersection over union of the answer's silhouette and the truth's mask, 0 to 1.</param>
public sealed record FewShotScores(
    string Method, FewShotMeasure Error, FewShotMeasure CreatureError, FewShotMeasure Recognition,
    FewShotMeasure Overlap);
