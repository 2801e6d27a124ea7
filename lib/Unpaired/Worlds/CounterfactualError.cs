using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>
/// How far translations are from the true ones: the mean absolute difference of channel values on the scale [-1, 1],
/// so 0 is perfect and 2 is white for black. Only a world that knows the truth can tell.
/// </summary>
/// <param name="Count">How many translations were compared.</param>
/// <param name="Mean">Mean over pictures of the mean absolute difference, in [0, 2].</param>
/// <param name="StandardError">Standard error of <paramref name="Mean"/>; NaN for one picture.</param>
public sealed record CounterfactualError(int Count, double Mean, double StandardError)
{
    /// <summary>The mean over pictures of the error inside the object; null where no masks were given.</summary>
    public double? Foreground { get; init; }

    /// <summary>Standard error of <see cref="Foreground"/>; null where no masks were given, NaN for one picture.</summary>
    public double? ForegroundStandardError { get; init; }

    /// <summary>The mean over pictures of the error outside the object; null where no masks were given.</summary>
    public double? Background { get; init; }

    /// <summary>Mean overlap of silhouettes (<see cref="Silhouette"/>); null where no masks were given.</summary>
    public double? SilhouetteOverlap { get; init; }

    /// <summary>The error of one translation.</summary>
    /// <returns>In [0, 2].</returns>
    /// <exception cref="ArgumentException">Pictures of different sizes.</exception>
    public static double Between(Picture translation, Picture truth)
    {
        RequireSameSize(translation, truth);
        ReadOnlySpan<byte> a = translation.Rgb, b = truth.Rgb;
        long sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += Math.Abs(a[i] - b[i]);
        return sum / 127.5 / a.Length;
    }

    /// <summary>The error of one translation inside the object.</summary>
    /// <param name="translation">The answer.</param>
    /// <param name="truth">What it should be.</param>
    /// <param name="mask">White inside the object; grey pixels count in part.</param>
    /// <returns>In [0, 2]; 0 for a mask without any white.</returns>
    /// <exception cref="ArgumentException">Pictures of different sizes.</exception>
    public static double Within(Picture translation, Picture truth, Picture mask)
    {
        RequireSameSize(translation, truth);
        return Split(translation, truth, mask).Foreground;
    }

    /// <summary>The error of many translations.</summary>
    /// <param name="pairs">At least one pair of pictures of one size.</param>
    /// <exception cref="ArgumentException">No pairs, or a pair of different sizes.</exception>
    public static CounterfactualError Evaluate(IEnumerable<(Picture Translation, Picture Truth)> pairs) =>
        Summary([.. pairs.Select(pair => Between(pair.Translation, pair.Truth))]);

    /// <summary>The error of many translations, object and background apart, and how well silhouettes agree.</summary>
    /// <param name="triples">At least one; the mask is <see cref="ObjectsWorld.RenderMask"/> of the content.</param>
    /// <exception cref="ArgumentException">No triples, or pictures of different sizes.</exception>
    public static CounterfactualError Evaluate(
        IEnumerable<(Picture Translation, Picture Truth, Picture Mask)> triples)
    {
        List<double> whole = [], inside = [], outside = [], overlap = [];
        foreach (var (translation, truth, mask) in triples)
        {
            whole.Add(Between(translation, truth));
            var (foreground, background) = Split(translation, truth, mask);
            inside.Add(foreground);
            outside.Add(background);
            overlap.Add(Silhouette.Overlap(Silhouette.Of(translation), Silhouette.OfMask(mask)));
        }
        return Summary(whole) with
        {
            Foreground = inside.Average(),
            ForegroundStandardError = Summary(inside).StandardError,
            Background = outside.Average(),
            SilhouetteOverlap = overlap.Average(),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => double.IsNaN(StandardError)
        ? $"{Mean:0.000} (1 picture)"
        : $"{Mean:0.000} ± {StandardError:0.000} ({Count} pictures)";

    private static (double Foreground, double Background) Split(Picture translation, Picture truth, Picture mask)
    {
        RequireSameSize(mask, truth);
        double inside = 0, outside = 0, insideWeight = 0, outsideWeight = 0;
        for (var i = 0; i < truth.Rgb.Length; i++)
        {
            var difference = Math.Abs(translation.Rgb[i] - truth.Rgb[i]) / 127.5;
            var weight = mask.Rgb[i] / 255.0;
            inside += weight * difference;
            insideWeight += weight;
            outside += (1 - weight) * difference;
            outsideWeight += 1 - weight;
        }
        return (inside / Math.Max(insideWeight, 1e-9), outside / Math.Max(outsideWeight, 1e-9));
    }

    private static CounterfactualError Summary(List<double> errors)
    {
        if (errors.Count == 0)
            throw new ArgumentException("Expected at least one translation with its truth; got none.");
        var mean = errors.Average();
        var spread = errors.Sum(e => (e - mean) * (e - mean));
        var standardError = errors.Count == 1 ? double.NaN : Math.Sqrt(spread / (errors.Count - 1) / errors.Count);
        return new CounterfactualError(errors.Count, mean, standardError);
    }

    private static void RequireSameSize(Picture a, Picture b)
    {
        if (a.Width != b.Width || a.Height != b.Height)
            throw new ArgumentException(
                $"Expected pictures of one size; got {a.Width} x {a.Height} and {b.Width} x {b.Height}.");
    }
}
