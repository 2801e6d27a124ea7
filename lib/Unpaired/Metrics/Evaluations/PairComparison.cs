using Unpaired.Data;
using Unpaired.Layers;
using Unpaired.Metrics.Perceptual;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Metrics.Evaluations;

/// <summary>The networks that compare two pictures, where a user has their weights.</summary>
/// <param name="Lpips">Null where there are none.</param>
/// <param name="Content">VGG-16 as MUNIT has it, for DIPD; null where there is none.</param>
public sealed record PairNetworks(Lpips? Lpips = null, Vgg16Features? Content = null) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Lpips?.Dispose();
        Content?.Dispose();
    }
}

/// <summary>What is measured on pairs of pictures, as means over the pairs with intervals.</summary>
public static class PairComparison
{
    private const string Interval = "BCa bootstrap over pairs";

    /// <summary>The error against the truth, and LPIPS where there are weights.</summary>
    /// <param name="pairs">At least one; both pictures of a pair of one size.</param>
    /// <param name="networks">What weights there are.</param>
    public static IReadOnlyList<EvaluationRow> Of(
        IReadOnlyList<(Picture Made, Picture Truth)> pairs, PairNetworks networks)
    {
        List<EvaluationRow> rows =
        [
            EvaluationRow.OfMean("error against the truth",
                [.. pairs.Select(pair => CounterfactualError.Between(pair.Made, pair.Truth))], "lower",
                $"mean absolute difference, 0 to 2; {Interval}"),
        ];
        if (networks.Lpips is { } lpips)
            rows.Add(EvaluationRow.OfMean($"LPIPS ({lpips.Network}) to the truth",
                [.. pairs.Select(pair => Distance(pair.Made, pair.Truth, lpips.Distance))], "lower", Interval));
        return rows;
    }

    /// <summary>How far translations are from their inputs in content, where there are weights.</summary>
    /// <param name="pairs">Translations and inputs, each pair of one size.</param>
    /// <param name="networks">What weights there are.</param>
    public static IReadOnlyList<EvaluationRow> Content(
        IReadOnlyList<(Picture Made, Picture Input)> pairs, PairNetworks networks) => networks.Content is not { } vgg ? [] :
    [
        EvaluationRow.OfMean("DIPD to the input",
            [.. pairs.Select(pair => Distance(
                pair.Made, pair.Input, (x, y) => DomainInvariantDistance.PerPair(vgg, x, y)))], "lower", Interval),
    ];

    private static double Distance(Picture made, Picture other, Func<Tensor, Tensor, Tensor> between)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return between(made.ToTensor().unsqueeze(0), other.ToTensor().unsqueeze(0)).to(float64).item<double>();
    }
}
