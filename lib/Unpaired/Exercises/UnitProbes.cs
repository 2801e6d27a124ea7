using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>Properties that answers to the function exercises of notebook 01 must have, tried on drawn inputs.</summary>
/// <remarks>Each probe returns null when all hold, otherwise what was seen. Inputs are the same in every run.</remarks>
internal static class UnitProbes
{
    private const double Close = 1e-4;
    private const int Points = 2000;

    /// <summary>The divergence of N(mean, variance) from N(0, 1), summed over all numbers of each sample.</summary>
    public static string? Divergence(Func<Tensor, Tensor, Tensor> divergence)
    {
        using var generator = new Generator(11);
        var none = divergence(zeros(2, 5), zeros(2, 5));
        if (!none.shape.SequenceEqual([2L]))
            return $"two samples of five numbers became [{string.Join(", ", none.shape)}] instead of [2].";
        if (!(none.abs().max().to(float64).item<double>() <= Close))
            return "the prior itself, mean 0 and variance 1, has divergence 0 from the prior.";
        var shifted = divergence(tensor(new[] { 3f, 0f }, [1, 2]), zeros(1, 2));
        if (Value(shifted) is var shift && !(Math.Abs(shift - 4.5) <= Close))
            return $"mean (3, 0) and variance (1, 1) have divergence 3²/2 = 4.5, not {shift:0.####}.";
        var narrow = divergence(zeros(1, 1), full([1, 1], (float)Math.Log(0.25)));
        if (Value(narrow) is var width && !(width > 0))
            return $"a variance of 1/4 is not that of the prior, so the divergence is above 0, not {width:0.####}.";
        var mean = randn([4, 6], generator: generator) * 1.5;
        var variance = rand([4, 6], generator: generator) + 0.2;
        // KL(N(m, v) || N(0, 1)) = (m² + v − 1 − ln v) / 2
        var wanted = (mean.square() + variance - 1 - variance.log()).sum(1) / 2;
        double worst = (divergence(mean, variance.log()) - wanted).abs().max().to(float64).item<double>();
        return worst <= 1e-3 ? null : $"on drawn means and variances it is off by up to {worst:0.####}.";
    }

    /// <summary>Mean absolute difference between x and its way through the other domain and back, without noise.</summary>
    public static string? CycleLoss(
        Func<Tensor, Func<Tensor, Tensor>, Func<Tensor, Tensor>, Func<Tensor, Tensor>, Func<Tensor, Tensor>, double> cycle)
    {
        using var generator = new Generator(12);
        var x = randn([2, 3, 4, 4], generator: generator);
        static Tensor Same(Tensor value) => value;
        if (cycle(x, Same, Same, Same, Same) is var nothing && !(Math.Abs(nothing) <= Close))
            return $"four networks that change nothing lose nothing; the loss is {nothing:0.####}.";
        // Affine maps that do not commute: any other order of the four gives another number.
        static Tensor EncodeA(Tensor value) => value * 2 + 1;
        static Tensor DecodeA(Tensor value) => value * 0.5 - 3;
        static Tensor EncodeB(Tensor value) => value * 3 - 2;
        static Tensor DecodeB(Tensor value) => value * 0.25 + 5;
        double wanted = (DecodeA(EncodeB(DecodeB(EncodeA(x)))) - x).abs().mean().to(float64).item<double>();
        double got = cycle(x, EncodeA, DecodeA, EncodeB, DecodeB);
        return Math.Abs(got - wanted) <= Close * wanted
            ? null
            : $"with four different maps it is {got:0.####}, which the way A, B, A does not give; mind the order.";
    }

    /// <summary>The share of rows whose nearest row of the other table is their own.</summary>
    public static string? Found(Func<Tensor, Tensor, double> found)
    {
        using var generator = new Generator(13);
        var codes = randn([12, 6], generator: generator);
        if (found(codes, codes) is var own && !(Math.Abs(own - 1) <= Close))
            return $"every code is nearest to itself, a share of 1; it is {own:0.####}.";
        if (found(codes, codes.roll(1, 0)) is var next && !(Math.Abs(next) <= Close))
            return $"when each code stands one row lower, no row finds its own: 0, not {next:0.####}.";
        var blurred = codes + randn([12, 6], generator: generator) * 1.1;
        var nearest = (codes.unsqueeze(1) - blurred.unsqueeze(0)).square().sum(2).argmin(1);
        double wanted = nearest.eq(arange(12)).to(float64).mean().item<double>();
        double got = found(codes, blurred);
        return Math.Abs(got - wanted) <= Close
            ? null
            : $"twelve drawn codes and blurred copies gave {got:0.####}; compare each row of the first with all of the second.";
    }

    /// <summary>A one-to-one map from N(0, 2²) to N(1, 1) that is not x/2 + 1.</summary>
    public static string? WrongMap(Func<double, double> map)
    {
        // Even quantiles of the two normal distributions stand for the two piles.
        double[] normal = [.. Enumerable.Range(0, Points).Select(i => Quantile((i + 0.5) / Points))];
        double[] outputs = [.. normal.Select(z => map(2 * z))];
        if (outputs.Any(value => !double.IsFinite(value)))
            return "some numbers have no finite output.";
        double gap = outputs.Order().Zip(normal, (y, z) => Math.Abs(y - (z + 1))).Average();
        if (gap > 0.02)
            return $"a discriminator catches it: sorted, its outputs are {gap:0.###} away from pile B, mean 1 and deviation 1.";
        double wrong = normal.Zip(outputs, (z, y) => Math.Abs(y - (z + 1))).Average();
        if (wrong < 0.2)
            return $"it is the true translation, or nearly: the mean error is {wrong:0.###}.";
        // Where a rule can be undone, neighbouring outputs come from neighbouring inputs, but for a few seams.
        var byOutput = normal.Zip(outputs).OrderBy(pair => pair.Second).ToList();
        int farApart = byOutput.Zip(byOutput.Skip(1)).Count(two => Math.Abs(two.First.First - two.Second.First) > 0.5);
        return farApart < Points / 20 ? null : "the cycle catches it: several numbers share an output.";
    }

    private static double Value(Tensor one) => one.reshape(-1)[0].to(float64).item<double>();

    private static double Quantile(double share)
    {
        using var scope = NewDisposeScope();
        return Math.Sqrt(2) * special.erfinv(tensor(2 * share - 1, dtype: float64)).item<double>();
    }
}
