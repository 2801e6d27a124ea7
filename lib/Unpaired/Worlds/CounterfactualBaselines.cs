using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>What a translation must beat: answers that need no learning, each scored like a translator.</summary>
public static class CounterfactualBaselines
{
    /// <summary>The drawing itself, untouched: right in shape, wrong in every colour.</summary>
    public static CounterfactualError CopyInput(ObjectsTestSet test) =>
        CounterfactualError.Evaluate(test.Pairs().Select(pair => (pair.Outline, pair.Truth)));

    /// <summary>The style example itself: right in colour, wrong in shape.</summary>
    public static CounterfactualError StyleExample(ObjectsTestSet test) =>
        CounterfactualError.Evaluate(test.Pairs().Select(pair => (pair.StyleExample, pair.Truth)));

    /// <summary>The same picture for every question, <see cref="MeanImage"/> or <see cref="BestConstant"/>.</summary>
    /// <param name="test">The questions.</param>
    /// <param name="constant">A picture of the world's size.</param>
    /// <exception cref="ArgumentException">A picture of another size.</exception>
    public static CounterfactualError Constant(ObjectsTestSet test, Picture constant) =>
        CounterfactualError.Evaluate(test.Pairs().Select(pair => (constant, pair.Truth)));

    /// <summary>
    /// The best that can be said of a drawing without looking at the style example: its own content, each pixel in the
    /// median colour over many styles. A translator that ignores style cannot do better.
    /// </summary>
    /// <param name="test">The questions.</param>
    /// <param name="styles">How many styles the median is taken over; at least 1.</param>
    /// <exception cref="ArgumentException">Less than one style.</exception>
    public static CounterfactualError WithoutStyle(ObjectsTestSet test, int styles = 64)
    {
        RequireStyles(styles);
        var random = new SplitMixRandom(test.Seed, 3);
        var drawn = Enumerable.Range(0, styles).Select(_ => test.World.SampleStyle(random)).ToList();
        return CounterfactualError.Evaluate(test.Pairs().Select(pair =>
            (Median([.. drawn.Select(style => test.World.Render(pair.Content, style))]), pair.Truth)));
    }

    /// <summary>The street itself, untouched: right in geometry, wrong in light.</summary>
    /// <param name="test">The streets.</param>
    /// <param name="from">The domain of the input.</param>
    /// <param name="to">The domain of the translation.</param>
    public static CounterfactualError CopyInput(StreetsTestSet test, StreetDomain from, StreetDomain to) =>
        CounterfactualError.Evaluate(test.Pairs().Select(pair => (pair.Render(from), pair.Render(to))));

    /// <summary>Another street in the right light.</summary>
    /// <param name="test">The streets.</param>
    /// <param name="to">The domain of the translation.</param>
    public static CounterfactualError StyleExample(StreetsTestSet test, StreetDomain to) =>
        CounterfactualError.Evaluate(test.Pairs().Select(pair => (pair.StyleExample(to), pair.Render(to))));

    /// <summary>The same picture for every street.</summary>
    /// <param name="test">The streets.</param>
    /// <param name="to">The domain of the translation.</param>
    /// <param name="constant">A picture of the world's size.</param>
    /// <exception cref="ArgumentException">A picture of another size.</exception>
    public static CounterfactualError Constant(StreetsTestSet test, StreetDomain to, Picture constant) =>
        CounterfactualError.Evaluate(test.Pairs().Select(pair => (constant, pair.Render(to))));

    /// <summary>
    /// The right street in the median over many lights of the domain: the best that can be said without knowing which
    /// light is wanted. A translator without a style code (UNIT) cannot do better.
    /// </summary>
    /// <param name="test">The streets.</param>
    /// <param name="to">The domain of the translation.</param>
    /// <param name="styles">How many lights the median is taken over; at least 1.</param>
    /// <exception cref="ArgumentException">Less than one style.</exception>
    public static CounterfactualError WithoutStyle(StreetsTestSet test, StreetDomain to, int styles = 32)
    {
        RequireStyles(styles);
        var random = new SplitMixRandom(test.Seed, 23);
        var drawn = Enumerable.Range(0, styles).Select(_ => test.World.SampleStyle(random, to)).ToList();
        return CounterfactualError.Evaluate(test.Pairs().Select(pair =>
            (Median([.. drawn.Select(style => test.World.Render(pair.Content, style))]), pair.Render(to))));
    }

    /// <summary>The content picture itself, untouched: right in pose and background, wrong in species.</summary>
    public static CounterfactualError CopyInput(SpeciesTestSet test) =>
        CounterfactualError.Evaluate(test.Pairs().Select(question => (question.Input, question.Truth)));

    /// <summary>The first class picture itself: right in species, wrong in pose and background.</summary>
    public static CounterfactualError StyleExample(SpeciesTestSet test) =>
        CounterfactualError.Evaluate(test.Pairs().Select(question => (question.Examples[0], question.Truth)));

    /// <summary>The mean picture of the target species, the same for every content.</summary>
    /// <param name="test">The questions.</param>
    /// <param name="pictures">How many pictures of each species the mean is taken over; at least 1.</param>
    /// <exception cref="ArgumentException">Less than one picture.</exception>
    public static CounterfactualError TargetMean(SpeciesTestSet test, int pictures = 100)
    {
        var means = TargetMeans(test.World, test.Targets, pictures, test.Seed);
        return CounterfactualError.Evaluate(
            test.Pairs().Select(question => (means[question.Target], question.Truth)));
    }

    /// <summary>The mean picture of each species, over pictures that no test set has.</summary>
    /// <param name="world">Who draws.</param>
    /// <param name="targets">The species; at least one, none twice.</param>
    /// <param name="pictures">How many pictures of each species the mean is taken over; at least 1.</param>
    /// <param name="seed">Another seed, other pictures.</param>
    /// <exception cref="ArgumentException">No species, one twice, or less than one picture.</exception>
    public static IReadOnlyDictionary<Species, Picture> TargetMeans(
        SpeciesWorld world, IEnumerable<Species> targets, int pictures = 100, long seed = 1)
    {
        var known = new SpeciesDataset(world, targets, pictures, seed);
        return known.Species.Select((species, i) =>
            (species, Mean: MeanImage(Enumerable.Range(0, pictures).Select(n => known[i, n])))).ToDictionary();
    }

    /// <summary>The content's background without any creature.</summary>
    public static CounterfactualError EmptyScene(SpeciesTestSet test) => CounterfactualError.Evaluate(
        test.Pairs().Select(question => (test.World.RenderScene(question.Content), question.Truth)));

    /// <summary>The input itself: the right character in the wrong typeface.</summary>
    public static CounterfactualError CopyInput(GlyphTestSet test) =>
        CounterfactualError.Evaluate(test.Pairs().Select(question => (question.Input, question.Truth)));

    /// <summary>The first example itself: the right typeface, the wrong character.</summary>
    public static CounterfactualError StyleExample(GlyphTestSet test) =>
        CounterfactualError.Evaluate(test.Pairs().Select(question => (question.Examples[0], question.Truth)));

    /// <summary>The right character, averaged over all faces of the inputs: the best that can be said without looking at
    /// the examples.</summary>
    public static CounterfactualError WithoutStyle(GlyphTestSet test) =>
        CounterfactualError.Evaluate(test.Pairs().Select(question => (
            Median([.. test.Sources.Select(face => test.World.Render(question.Character, face))]), question.Truth)));

    /// <summary>The mean picture: each channel of each pixel averaged.</summary>
    /// <param name="pictures">At least one, all of one size; for example 500 of domain B.</param>
    /// <exception cref="ArgumentException">No pictures, or different sizes.</exception>
    public static Picture MeanImage(IEnumerable<Picture> pictures)
    {
        var all = OfOneSize(pictures);
        var mean = new byte[all[0].Rgb.Length];
        for (var i = 0; i < mean.Length; i++)
            mean[i] = (byte)Math.Round(all.Average(picture => picture.Rgb[i]));
        return new Picture(all[0].Width, all[0].Height, mean);
    }

    /// <summary>
    /// The world's own best constant: the one picture with the least mean absolute error to all, which is
    /// the median of each channel of each pixel.
    /// </summary>
    /// <param name="pictures">At least one, all of one size.</param>
    /// <exception cref="ArgumentException">No pictures, or different sizes.</exception>
    public static Picture BestConstant(IEnumerable<Picture> pictures) => Median(OfOneSize(pictures));

    private static void RequireStyles(int styles)
    {
        if (styles < 1)
            throw new ArgumentException($"Expected at least 1 style; got {styles}.", nameof(styles));
    }

    private static Picture Median(List<Picture> all)
    {
        var median = new byte[all[0].Rgb.Length];
        var values = new byte[all.Count];
        for (var i = 0; i < median.Length; i++)
        {
            for (var k = 0; k < values.Length; k++)
                values[k] = all[k].Rgb[i];
            Array.Sort(values);
            median[i] = values[values.Length / 2];
        }
        return new Picture(all[0].Width, all[0].Height, median);
    }

    private static List<Picture> OfOneSize(IEnumerable<Picture> pictures)
    {
        var all = pictures.ToList();
        if (all.Count == 0 || all.Any(p => p.Width != all[0].Width || p.Height != all[0].Height))
            throw new ArgumentException($"Expected pictures of one size; got {all.Count} pictures with "
                + $"{all.Select(p => (p.Width, p.Height)).Distinct().Count()} sizes.");
        return all;
    }
}
