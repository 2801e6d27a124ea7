using Unpaired.Data;
using Unpaired.Worlds;

namespace Unpaired.Metrics;

/// <summary>Answers for the streets world that need no learning, in the form that <see cref="CounterfactualReport"/>
/// scores.</summary>
public static class StreetRivals
{
    /// <summary>
    /// <c>copy</c>: the input as it is. <c>another street</c>: the style example as it is. <c>best constant</c>: the median
    /// picture of the target domain. <c>median light</c>: the right street, drawn by the world, in the median over several
    /// lights; no translator without a style code can be expected to do better.
    /// </summary>
    /// <param name="world">Who draws.</param>
    /// <param name="to">The domain of the answers.</param>
    /// <param name="pictures">How many pictures of that domain the constant is made of; at least 1.</param>
    /// <param name="lights">How many lights the median is taken over; at least 1.</param>
    /// <param name="seed">Decides pictures and lights; test sets never overlap with them.</param>
    /// <param name="side">Square answers of this side, resized; null for the world's own size.</param>
    /// <exception cref="ArgumentException">A number below 1.</exception>
    public static IReadOnlyList<(string Method, Func<StreetsQuestion, Picture> Answer)> Of(
        StreetsWorld world, StreetDomain to, int pictures = 200, int lights = 9, long seed = 1, int? side = null)
    {
        if (lights < 1)
            throw new ArgumentException($"Expected at least 1 light; got {lights}.", nameof(lights));
        Picture Sized(Picture picture) => side is { } pixels ? PictureResize.Resize(picture, pixels, pixels) : picture;
        var target = new StreetsDataset(world, to, pictures, seed);
        var constant = CounterfactualBaselines.BestConstant(
            Enumerable.Range(0, pictures).Select(i => Sized(target[i])));
        var random = new SplitMixRandom(seed, (long)to);
        var looks = Enumerable.Range(0, lights).Select(_ => world.SampleStyle(random, to)).ToList();
        return
        [
            ("copy", question => question.Input),
            ("another street", question => question.StyleExample),
            ("best constant", _ => constant),
            ("median light", question => Sized(CounterfactualBaselines.BestConstant(
                looks.Select(light => world.Render(question.Street.Content, light))))),
        ];
    }
}
