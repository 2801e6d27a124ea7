using static TorchSharp.torch;

namespace Unpaired.Metrics;

/// <summary>Inception score and conditional inception score, as the mean divergence or its exponential.</summary>
/// <param name="MeanDivergence">mean KL(p ‖ q) in nats: what the MUNIT paper's tables hold.</param>
/// <remarks>Original: MUNIT test_batch.py (a82e222), which prints the exponential.</remarks>
public readonly record struct InceptionScore(double MeanDivergence)
{
    /// <summary>exp of <see cref="MeanDivergence"/>: what the original script prints.</summary>
    public double Exponential => Math.Exp(MeanDivergence);

    /// <summary>IS: how far each prediction is from the mean of all, over all pictures and styles (diversity and
    /// clarity).</summary>
    /// <param name="predictions">[images, styles, classes], probabilities of a classifier of the target domain.</param>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public static InceptionScore Unconditional(Tensor predictions)
    {
        using var scope = NewDisposeScope();
        Check(predictions);
        return new InceptionScore(Divergence(predictions.reshape(1, -1, predictions.shape[2])));
    }

    /// <summary>CIS: the same within the translations of one input, then averaged over inputs (MUNIT paper, section
    /// 6.2).</summary>
    /// <param name="predictions">[images, styles, classes], probabilities of a classifier of the target domain.</param>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public static InceptionScore Conditional(Tensor predictions)
    {
        using var scope = NewDisposeScope();
        Check(predictions);
        return new InceptionScore(Divergence(predictions));
    }

    /// <summary>IS as generators are scored: the pictures in order are cut into parts, each part has its
    /// score.</summary>
    /// <param name="predictions">[N, classes], probabilities. Shuffle the pictures first if their order means
    /// something.</param>
    /// <param name="parts">10 is usual; at most N.</param>
    /// <param name="equalParts">Whether all parts have ⌊N / parts⌋ rows and the rest is dropped, as some ports do,
    /// instead of cutting at ⌊i N / parts⌋.</param>
    /// <returns>Mean and population standard deviation of the exponentials.</returns>
    /// <remarks>Salimans et al., NIPS 2016; specification metrics.md, section 4.</remarks>
    /// <exception cref="ArgumentException">Another shape, or parts without pictures.</exception>
    public static (double Mean, double Deviation) OverParts(Tensor predictions, int parts = 10, bool equalParts = false)
    {
        using var scope = NewDisposeScope();
        long count = predictions.shape[0];
        if (predictions.dim() != 2 || parts < 1 || count < parts)
            throw new ArgumentException($"Expected predictions [N, classes], N at least {Math.Max(1, parts)}; got "
                + $"[{string.Join(", ", predictions.shape)}].", nameof(predictions));
        long Border(long i) => equalParts ? i * (count / parts) : i * count / parts;
        double[] scores =
        [
            .. Enumerable.Range(0, parts).Select(i => Math.Exp(
                Divergence(predictions.narrow(0, Border(i), Border(i + 1) - Border(i)).unsqueeze(0)))),
        ];
        double mean = scores.Average();
        return (mean, Math.Sqrt(scores.Average(score => (score - mean) * (score - mean))));
    }

    /// <summary>KL(p ‖ q) of each picture, q the mean of its group.</summary>
    /// <param name="predictions">[images, styles, classes].</param>
    /// <returns>[images, styles], float64, nats. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public static Tensor Divergences(Tensor predictions)
    {
        using var scope = NewDisposeScope();
        Check(predictions);
        return Terms(predictions).MoveToOuterDisposeScope();
    }

    /// <summary>Mean over groups and members of KL(p ‖ q), q the normalised sum of the group.</summary>
    private static double Divergence(Tensor groups) => Terms(groups).mean().item<double>();

    private static Tensor Terms(Tensor groups)
    {
        groups = groups.to(float64); // differences of logarithms of nearly equal numbers
        var q = groups.sum(1, keepdim: true);
        q /= q.sum(2, keepdim: true);
        var p = groups / groups.sum(2, keepdim: true);
        var terms = where(p > 0, p * (p / q).log(), zeros_like(p)); // 0 log 0 = 0
        return terms.sum(2);
    }

    private static void Check(Tensor predictions)
    {
        if (predictions.dim() != 3)
            throw new ArgumentException(
                $"Expected predictions [images, styles, classes]; got [{string.Join(", ", predictions.shape)}].",
                nameof(predictions));
    }
}
