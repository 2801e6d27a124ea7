using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>Properties that answers to the function exercises of notebook 04 must have, tried on drawn inputs.</summary>
/// <remarks>Each probe returns null when all hold, otherwise what was seen. Inputs are the same in every run.</remarks>
internal static class CocoFunitProbes
{
    private const double Close = 1e-4;

    /// <summary>Power iteration: one step exactly, many steps the largest singular value.</summary>
    public static string? Sigma(Func<Tensor, Tensor, int, double> sigma)
    {
        using var random = new Generator(21);
        var diagonal = tensor(new[] { 3f, 0, 0, 2 }, [2, 2]);
        double aligned = sigma(diagonal, tensor(new[] { 1f, 0 }), 1);
        if (!(Math.Abs(aligned - 3) <= Close))
            return $"for the diagonal matrix of 3 and 2 with u = (1, 0), one iteration gives 3, not {aligned:0.####}.";
        var matrix = randn([5, 8], generator: random);
        var u = nn.functional.normalize(randn([5], generator: random), dim: 0);
        double largest = linalg.svdvals(matrix)[0].item<float>();
        double many = sigma(matrix, u, 200);
        if (!(Math.Abs(many - largest) <= 1e-3))
            return $"after 200 iterations it is {many:0.####}; the largest singular value is another one.";
        // vᵀ is WᵀU made a unit vector, so one iteration ends at the length of W v.
        double wanted = matrix.mv(nn.functional.normalize(matrix.t().mv(u), dim: 0)).norm().item<float>();
        double once = sigma(matrix, u, 1);
        return Math.Abs(once - wanted) <= 1e-3
            ? null
            : $"after one iteration it is {once:0.####}; count the iterations, and use both vectors of the last one.";
    }

    /// <summary>γ in front of β, and 1 + γ.</summary>
    public static string? StyledNorm(Func<Tensor, Tensor, Tensor> norm)
    {
        using var random = new Generator(22);
        var features = randn([2, 3, 6, 5], generator: random) * 3 + 1;
        var nothing = norm(features, zeros(2, 6));
        if (!nothing.shape.SequenceEqual(features.shape))
            return $"features of shape [2, 3, 6, 5] came back as [{string.Join(", ", nothing.shape)}].";
        var wantedPlain = Normalised(features);
        if (Worst(nothing, wantedPlain) is var plain && !(plain <= 1e-3))
            return $"with all parameters 0 the normalised features should come back; they are {plain:0.####} away.";
        var parameters = randn([2, 6], generator: random);
        var gamma = parameters.narrow(1, 0, 3).view(2, 3, 1, 1);
        var beta = parameters.narrow(1, 3, 3).view(2, 3, 1, 1);
        double off = Worst(norm(features, parameters), (gamma + 1) * wantedPlain + beta);
        return off <= 1e-3 ? null : $"on drawn parameters it is off by up to {off:0.####}; which half comes first?";
    }

    /// <summary>classifier(leaky(F)) + ⟨class, mean F⟩.</summary>
    public static string? Projection(Func<Tensor, Tensor, Tensor, Tensor> scores)
    {
        using var random = new Generator(23);
        var features = randn([2, 3, 4, 5], generator: random);
        var weight = randn([3], generator: random);
        var classes = randn([2, 3], generator: random);
        var plain = scores(features, weight, zeros(2, 3));
        if (!plain.shape.SequenceEqual([2L, 1, 4, 5]))
            return $"features [2, 3, 4, 5] gave scores [{string.Join(", ", plain.shape)}] instead of [2, 1, 4, 5].";
        var places = (nn.functional.leaky_relu(features, 0.2) * weight.view(1, 3, 1, 1)).sum(1, keepdim: true);
        if (Worst(plain, places) is var local && !(local <= Close))
            return $"with a class vector of 0 each place has the weighted sum of its leaky features (slope 0.2); off by {local:0.####}.";
        var projection = (classes * features.mean([2, 3])).sum(1).view(2, 1, 1, 1);
        double off = Worst(scores(features, weight, classes), places + projection);
        return off <= Close
            ? null
            : $"the class should add one number to all places of a picture, from the plain mean; off by {off:0.####}.";
    }

    /// <summary>Mean intersection over union of all pairs.</summary>
    public static string? Agreement(Func<Tensor, double> agreement)
    {
        using var random = new Generator(24);
        var one = rand([1, 6, 7], generator: random) < 0.5;
        double same = agreement(one.repeat(3, 1, 1));
        if (!(Math.Abs(same - 1) <= Close)) return $"three equal silhouettes agree by 1, not by {same:0.####}.";
        double opposite = agreement(cat([one, one.logical_not()], 0));
        if (!(Math.Abs(opposite) <= Close)) return $"a silhouette and its background agree by 0, not by {opposite:0.####}.";
        var silhouettes = rand([4, 6, 7], generator: random) < 0.6;
        var pairs =
            from i in Enumerable.Range(0, 4)
            from j in Enumerable.Range(0, i)
            let both = silhouettes[i].logical_and(silhouettes[j]).sum().item<long>()
            let either = silhouettes[i].logical_or(silhouettes[j]).sum().item<long>()
            select (double)both / either;
        double wanted = pairs.Average(), got = agreement(silhouettes);
        return Math.Abs(got - wanted) <= Close
            ? null
            : $"four drawn silhouettes gave {got:0.####}, which is not the mean over their six pairs.";
    }

    private static Tensor Normalised(Tensor x) =>
        (x - x.mean([2, 3], keepdim: true)) / (x.var([2, 3], unbiased: false, keepdim: true) + 1e-5).sqrt();

    private static double Worst(Tensor a, Tensor b) => (a - b).abs().max().to(float64).item<double>();
}
