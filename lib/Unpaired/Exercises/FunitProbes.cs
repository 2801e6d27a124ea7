using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>Properties that answers to the function exercises of notebook 03 must have, tried on drawn inputs.</summary>
/// <remarks>Each probe returns null when all hold, otherwise what was seen. Inputs are the same in every run.</remarks>
internal static class FunitProbes
{
    private const double Close = 1e-4;

    /// <summary>The mean of the codes, whatever the order; with one picture, its code; not the code of the mean picture.</summary>
    public static string? ClassCode(Func<Tensor, Func<Tensor, Tensor>, Tensor> classCode)
    {
        using var generator = new Generator(31);
        var pictures = randn([4, 3, 6, 6], generator: generator);
        static Tensor Encode(Tensor x) => cat([x.square().mean([2, 3]), x.abs().amax([2, 3])], 1);
        var code = classCode(pictures, Encode);
        if (!code.shape.SequenceEqual([1L, 6]))
            return $"four pictures with codes of six numbers gave [{string.Join(", ", code.shape)}] instead of [1, 6].";
        var one = pictures.narrow(0, 2, 1);
        if (!(Worst(classCode(one, Encode), Encode(one)) <= Close))
            return "with one picture, the class code should be that picture's code.";
        if (!(Worst(classCode(pictures.flip(0), Encode), code) <= Close))
            return "the same pictures in another order gave another code.";
        return Worst(code, Encode(pictures).mean([0], keepdim: true)) <= Close
            ? null
            : "for four pictures it is not the mean of their codes.";
    }

    /// <summary>The map of each picture's own class.</summary>
    public static string? OwnMap(Func<Tensor, Tensor, Tensor> ownMap)
    {
        var scores = arange(3 * 4 * 2 * 5, dtype: float32).view(3, 4, 2, 5);
        var labels = tensor(new long[] { 2, 0, 3 });
        var own = ownMap(scores, labels);
        if (!own.shape.SequenceEqual([3L, 2, 5]))
            return $"score maps [3, 4, 2, 5] gave [{string.Join(", ", own.shape)}] instead of [3, 2, 5].";
        for (int n = 0; n < 3; n++)
        {
            if (!(Worst(own[n], scores[n][labels[n].item<long>()]) <= Close))
                return $"picture {n} is of class {labels[n].item<long>()} and got another map.";
        }
        return null;
    }

    /// <summary>What the discriminator pays, cut off place by place.</summary>
    public static string? Hinge(Func<Tensor, Tensor, double> hinge)
    {
        using var generator = new Generator(33);
        double none = hinge(full([2, 3, 3], 1.5f), full([2, 3, 3], -4f));
        if (!(Math.Abs(none) <= Close))
            return $"scores of 1.5 for real and -4 for translations cost nothing; it says {none:0.####}.";
        double border = hinge(zeros(1, 2, 2), zeros(1, 2, 2));
        if (!(Math.Abs(border - 2) <= Close))
            return $"scores of 0 everywhere cost 1 + 1 = 2; it says {border:0.####}.";
        var (real, fake) = (randn([4, 3, 3], generator: generator) * 2, randn([4, 3, 3], generator: generator) * 2);
        double wanted = ((1 - real).clamp_min(0).mean() + (1 + fake).clamp_min(0).mean()).to(float64).item<double>();
        double got = hinge(real, fake);
        return Math.Abs(got - wanted) <= Close
            ? null
            : $"drawn scores gave {got:0.####}; mind to cut place by place, before the mean, and not to swap the two.";
    }

    /// <summary>Mean absolute difference of features averaged over all places.</summary>
    public static string? FeatureMatching(Func<Tensor, Tensor, double> matching)
    {
        using var generator = new Generator(34);
        var features = randn([2, 5, 4, 4], generator: generator);
        double moved = matching(features, features.flip(2, 3));
        if (!(Math.Abs(moved) <= Close))
            return $"the same features at other places should cost nothing; they cost {moved:0.####}.";
        double shifted = matching(features, features + 0.5);
        if (!(Math.Abs(shifted - 0.5) <= Close))
            return $"features that are all larger by 0.5 cost 0.5, not {shifted:0.####}.";
        var others = randn([2, 5, 4, 4], generator: generator);
        double wanted = (features.mean([2, 3]) - others.mean([2, 3])).abs().mean().to(float64).item<double>();
        double got = matching(features, others);
        return Math.Abs(got - wanted) <= Close ? null : $"two drawn sets of features gave {got:0.####}.";
    }

    private static double Worst(Tensor a, Tensor b) => (a - b).abs().max().to(float64).item<double>();
}
