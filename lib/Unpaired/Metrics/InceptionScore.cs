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

    /// <summary>Mean over groups and members of KL(p ‖ q), q the normalised sum of the group.</summary>
    private static double Divergence(Tensor groups)
    {
        groups = groups.to(float64); // differences of logarithms of nearly equal numbers
        var q = groups.sum(1, keepdim: true);
        q /= q.sum(2, keepdim: true);
        var p = groups / groups.sum(2, keepdim: true);
        var terms = where(p > 0, p * (p / q).log(), zeros_like(p)); // 0 log 0 = 0
        return terms.sum(2).mean().item<double>();
    }

    private static void Check(Tensor predictions)
    {
        if (predictions.dim() != 3)
            throw new ArgumentException(
                $"Expected predictions [images, styles, classes]; got [{string.Join(", ", predictions.shape)}].",
                nameof(predictions));
    }
}
