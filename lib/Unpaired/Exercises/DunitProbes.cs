using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>Properties that answers to the function exercises of notebook 06 must have, tried on drawn inputs.</summary>
/// <remarks>Each probe returns null when all hold, otherwise what was seen. Inputs are the same in every run.</remarks>
internal static class DunitProbes
{
    private const double Close = 1e-4;

    /// <summary>Intersection over union of every pair of boxes.</summary>
    public static string? Overlap(Func<Tensor, Tensor, Tensor> overlap)
    {
        var first = tensor(new[] { 0f, 0, 10, 10, 20, 20, 30, 40, 3, 4, 5, 6 }, [3, 4]);
        var second = tensor(new[] { 5f, 5, 15, 15, 0, 0, 10, 10 }, [2, 4]);
        var found = overlap(first, second);
        if (!found.shape.SequenceEqual([3L, 2]))
            return $"three boxes against two gave [{string.Join(", ", found.shape)}] instead of [3, 2].";
        if (Value(found[0, 1]) is var same && !(Math.Abs(same - 1) <= Close))
            return $"equal boxes have an IoU of 1, not {same:0.####}.";
        if (Value(found[1, 0]) is var apart && !(Math.Abs(apart) <= Close))
            return $"boxes that do not meet have an IoU of 0, not {apart:0.####}; cut negative sides off.";
        if (Value(found[0, 0]) is var half && !(Math.Abs(half - (25 / 175.0)) <= Close))
            return $"(0, 0, 10, 10) and (5, 5, 15, 15) have 25 / 175 = 0.143, not {half:0.####}.";
        return Math.Abs(Value(found[2, 1]) - 0.04) <= Close ? null : "a box of 4 pixels inside one of 100 has an IoU of 0.04.";
    }

    /// <summary>M = G + γ (A − G) where instances are, G elsewhere.</summary>
    public static string? Merge(Func<Tensor, Tensor, Tensor, double, Tensor> merge)
    {
        using var generator = new Generator(61);
        var global = randn([1, 3, 4, 4], generator: generator);
        var none = merge(global, zeros_like(global), zeros(1, 1, 4, 4), 0.5);
        if (!none.shape.SequenceEqual(global.shape))
            return $"a map of [1, 3, 4, 4] became [{string.Join(", ", none.shape)}].";
        if (!(Worst(none, global) <= 0))
            return "without instances the map must stay as it is, exactly; mind the division by a count of 0.";
        var count = zeros(1, 1, 4, 4);
        count[.., .., 1, 1] = 1;
        count[.., .., 1, 2] = 2;
        var sum = randn([1, 3, 4, 4], generator: generator) * count;
        if (!(Worst(merge(global, sum, count, 0), global) <= Close)) return "γ = 0 switches instances off.";
        var mean = sum / count.clamp_min(1);
        var wanted = global + (0.5 * (count > 0).to(float32) * (mean - global));
        var got = merge(global, sum, count, 0.5);
        if (!(Worst(got[.., .., 1, 2], wanted[.., .., 1, 2]) <= Close))
            return "where two instances overlap, their mean counts: the sum divided by the count.";
        return Worst(got, wanted) <= Close ? null : "on drawn maps it is not G + γ (A − G).";
    }

    /// <summary>The area under the precision over recall curve, precision made falling first.</summary>
    public static string? AveragePrecision(Func<bool[], int, double> precision)
    {
        foreach (var (hits, objects, wanted, why) in new (bool[], int, double, string)[]
        {
            ([true, true], 2, 1, "every object found, nothing else: 1"),
            ([], 3, 0, "nothing found: 0"),
            ([true, false, true], 2, 5 / 6.0, "hit, miss, hit of 2 objects: ½ · 1 + ½ · ⅔ = 0.833"),
            ([false, true, true], 2, 2 / 3.0, "miss, hit, hit of 2: the precision of ½ is raised to the later ⅔, so 0.667"),
            ([true, false, false, false], 4, 0.25, "one hit of 4 objects: ¼; what is never found counts as 0"),
        })
        {
            double got = precision(hits, objects);
            if (!(Math.Abs(got - wanted) <= Close)) return $"{why}; it says {got:0.####}.";
        }
        return null;
    }

    /// <summary>s of the released code from the overlaps of n predictions and m references.</summary>
    public static string? Score(Func<Tensor, double> score)
    {
        foreach (var (values, n, m, wanted, why) in new (float[], long, long, double, string)[]
        {
            ([1, 0, 0, 1], 2, 2, 1, "two boxes, both found: 1"),
            ([1, 0], 1, 2, 0.5 * ((1 / 2.0) + (1 / 3.0)), "one of two references found: ½ (1/2 + 1/3) = 0.417"),
            ([1, 0], 2, 1, 0.5 * ((1 / 3.0) + (1 / 2.0)), "one prediction too many: ½ (1/3 + 1/2) = 0.417"),
            ([0.5f, 0.2f, 0.4f, 0.1f], 2, 2, 0.5 * ((0.7 / 2) + (0.9 / 2)),
                "columns have the largest overlaps 0.5 and 0.2, rows 0.5 and 0.4: ½ (0.7 / 2 + 0.9 / 2) = 0.4"),
        })
        {
            double got = score(tensor(values, [n, m]));
            if (!(Math.Abs(got - wanted) <= Close)) return $"{why}; it says {got:0.####}.";
        }
        return null;
    }

    private static double Value(Tensor x) => x.to(float64).item<double>();

    private static double Worst(Tensor a, Tensor b) => (a - b).abs().max().to(float64).item<double>();
}
