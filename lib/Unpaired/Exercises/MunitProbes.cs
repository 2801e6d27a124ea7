using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>Properties that answers to the function exercises of notebook 02 must have, tried on drawn inputs.</summary>
/// <remarks>Each probe returns null when all hold, otherwise what was seen. Inputs are the same in every run.</remarks>
internal static class MunitProbes
{
    private const double Close = 1e-4;

    /// <summary>AdaIN: per sample and channel, mean = bias and deviation = weight; a flat channel becomes its bias.</summary>
    public static string? AdaIN(Func<Tensor, Tensor, Tensor, Tensor> adaIn)
    {
        using var generator = new Generator(4);
        var scale = tensor(new[] { 1f, 3f, 0.5f, 2f, 1f, 4f }, [2, 3, 1, 1]);
        var features = randn([2, 3, 9, 7], generator: generator) * scale + scale;
        var bias = randn([2, 3], generator: generator);
        var weight = rand([2, 3], generator: generator) + 0.5;
        var result = adaIn(features, bias, weight);
        if (!result.shape.SequenceEqual(features.shape))
            return $"features of shape [2, 3, 9, 7] came back as [{string.Join(", ", result.shape)}].";
        if (Worst(result.mean([2, 3]), bias) is var mean && !(mean <= Close))
            return $"the mean of a channel misses its bias by {mean:0.####}.";
        if (Worst(result.var([2, 3], unbiased: false).sqrt(), weight) is var deviation && !(deviation <= Close))
            return $"the deviation of a channel misses its weight by {deviation:0.####}.";
        var flat = adaIn(ones([2, 3, 4, 4]), bias, weight);
        return Worst(flat, bias[.., .., TensorIndex.None, TensorIndex.None].expand(2, 3, 4, 4)) is <= Close
            ? null
            : "a channel with the same value everywhere should become its bias; mind the division by zero.";
    }

    /// <summary>A walk between two styles: exact ends, and a length that stays between those of the ends.</summary>
    public static string? StyleWalk(Func<Tensor, Tensor, double, Tensor> walk)
    {
        using var generator = new Generator(6);
        for (int draw = 0; draw < 4; draw++)
        {
            var from = randn([8], generator: generator);
            var to = randn([8], generator: generator);
            if (Worst(walk(from, to, 0), from) is var start && !(start <= Close))
                return $"t = 0 should give the first style; it is {start:0.####} away.";
            if (Worst(walk(from, to, 1), to) is var end && !(end <= Close))
                return $"t = 1 should give the second style; it is {end:0.####} away.";
            double shorter = Math.Min(Length(from), Length(to)), longer = Math.Max(Length(from), Length(to));
            double middle = Length(walk(from, to, 0.5));
            if (!(middle >= shorter - Close && middle <= longer + Close))
                return $"between styles of length {shorter:0.##} and {longer:0.##} the middle has length {middle:0.##}.";
            double near = Worst(walk(from, to, 0.25), from), far = Worst(walk(from, to, 0.75), from);
            if (!(near < far))
                return "a quarter of the way should be nearer to the first style than three quarters.";
        }
        return null;
    }

    /// <summary>No constant picture has a smaller mean absolute difference than the per-pixel median.</summary>
    public static string? BestConstant(Func<Tensor, Tensor> best)
    {
        using var generator = new Generator(7);
        var pictures = rand([9, 3, 5, 6], generator: generator).pow(3) * 2 - 1;
        var constant = best(pictures);
        if (!constant.shape.SequenceEqual([3L, 5, 6]))
            return $"nine pictures [9, 3, 5, 6] became [{string.Join(", ", constant.shape)}] instead of [3, 5, 6].";
        double error = Error(pictures, constant);
        double mean = Error(pictures, pictures.mean([0]));
        double smallest = Error(pictures, pictures.sort(0).Values[4]);
        if (error <= smallest + 1e-5)
            return null;
        return $"its mean absolute error is {error:0.####}; the mean picture has {mean:0.####}, and it can be lower.";
    }

    /// <summary>Mean absolute difference over all pairs of different pictures.</summary>
    public static string? Diversity(Func<Tensor, double> diversity)
    {
        using var generator = new Generator(8);
        double same = diversity(ones([3, 3, 4, 4]));
        if (!(Math.Abs(same) <= Close))
            return $"three equal pictures have diversity 0, not {same:0.####}.";
        double two = diversity(stack([zeros([3, 4, 4]), ones([3, 4, 4])]));
        if (!(Math.Abs(two - 1) <= Close))
            return $"a picture of zeros and one of ones have diversity 1, not {two:0.####}.";
        var pictures = rand([5, 3, 4, 4], generator: generator) * 2 - 1;
        var pairs =
            from i in Enumerable.Range(0, 5)
            from j in Enumerable.Range(0, i)
            select Error(pictures[i], pictures[j]);
        double wanted = pairs.Average(), got = diversity(pictures);
        return Math.Abs(got - wanted) <= Close
            ? null
            : $"five drawn pictures gave {got:0.####}, which no average over their pairs is.";
    }

    private static double Worst(Tensor a, Tensor b) => (a - b).abs().max().to(float64).item<double>();

    private static double Error(Tensor a, Tensor b) => (a - b).abs().mean().to(float64).item<double>();

    private static double Length(Tensor style) => style.norm().to(float64).item<double>();
}
