using Unpaired.Data;
using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Metrics;

/// <summary>Answers that need no learning, in the form that <see cref="CounterfactualReport"/> scores.</summary>
public static class CounterfactualRivals
{
    /// <summary>
    /// <c>outline</c>: the input as it is. <c>mean picture</c> and <c>best constant</c>: the mean and the median of domain B.
    /// <c>style picture</c>: the example as it is. <c>median filling</c>: the outline's own true fillings, their median.
    /// </summary>
    /// <param name="world">Who draws.</param>
    /// <param name="pictures">How many pictures of domain B the constants are made of; at least 1.</param>
    /// <param name="styles">How many fillings the median is made of; at least 1.</param>
    /// <param name="seed">Decides pictures and styles; test sets never overlap with them.</param>
    /// <exception cref="ArgumentException">A number below 1.</exception>
    public static IReadOnlyList<(string Method, Func<ObjectsPair, Picture> Answer)> Of(
        ObjectsWorld world, int pictures = 300, int styles = 16, long seed = 1)
    {
        if (styles < 1)
            throw new ArgumentException($"Expected at least 1 style; got {styles}.", nameof(styles));
        var domainB = new ObjectsDataset(world, Domain.B, pictures, seed);
        var drawn = Enumerable.Range(0, pictures).Select(i => domainB[i]).ToList();
        var mean = CounterfactualBaselines.MeanImage(drawn);
        var median = CounterfactualBaselines.BestConstant(drawn);
        var fillings = new ObjectsDataset(world, Domain.B, styles, seed);
        var looks = Enumerable.Range(0, styles).Select(i => fillings.Style(i)!).ToList();
        return
        [
            ("outline", pair => pair.Outline),
            ("mean picture", _ => mean),
            ("best constant", _ => median),
            ("style picture", pair => pair.StyleExample),
            ("median filling", pair => CounterfactualBaselines.BestConstant(
                looks.Select(style => world.Render(pair.Content, style)))),
        ];
    }
}
