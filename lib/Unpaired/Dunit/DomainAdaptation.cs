using Unpaired.Data;
using Unpaired.Detection;
using Unpaired.Worlds;

namespace Unpaired.Dunit;

/// <summary>How a detector is carried over to another domain.</summary>
public sealed record AdaptationOptions
{
    /// <summary>Steps of fine-tuning.</summary>
    public int Iterations { get; init; } = 300;

    /// <summary>Adam's rate; a tenth of it in the last third.</summary>
    public double LearningRate { get; init; } = 5e-4;

    /// <summary>Training pictures, made once; the same streets for every method.</summary>
    public int Pictures { get; init; } = 600;

    /// <summary>Streets to test on, which no training has seen.</summary>
    public int TestStreets { get; init; } = 300;

    /// <summary>One fine-tuning for each: other samples, another order.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [1, 2, 3];

    /// <summary>Decides the streets of training and test.</summary>
    public long WorldSeed { get; init; } = 77;

    /// <summary>Refuses what cannot be run.</summary>
    /// <exception cref="ArgumentException">A number below 1, or no seeds.</exception>
    public AdaptationOptions Validated()
    {
        foreach (var (name, value) in new[]
        {
            (nameof(Iterations), Iterations), (nameof(Pictures), Pictures), (nameof(TestStreets), TestStreets),
            (nameof(Seeds), Seeds.Count),
        })
        {
            if (value < 1) throw new ArgumentException($"{name}: expected at least 1; got {value}.");
        }
        if (!(LearningRate > 0))
            throw new ArgumentException(FormattableString.Invariant(
                $"{nameof(LearningRate)}: expected a number above 0; got {LearningRate}."));
        return this;
    }
}

/// <summary>A street by day with what is in it, and another street at night for the style.</summary>
/// <param name="Day">The picture to translate.</param>
/// <param name="StyleExample">Any picture of the other domain.</param>
/// <param name="Boxes">Its objects, as annotators of the source domain would give them.</param>
public sealed record AnnotatedStreet(Picture Day, Picture StyleExample, IReadOnlyList<PictureBox> Boxes);

/// <summary>Makes training pictures of the target domain out of annotated ones of the source.</summary>
public delegate Picture StreetTranslation(AnnotatedStreet street);

/// <summary>A detector trained by day, fine-tuned on translations of annotated days, and used at night.</summary>
/// <remarks>
/// DUNIT's use for unsupervised domain adaptation: boxes are known in the source domain only, and a translation must not
/// move them. That the day's detector is fine-tuned for a few hundred steps, rather than trained from nothing, is a decision
/// of this project.
/// </remarks>
public sealed class DomainAdaptation
{
    private const double RateFall = 2 / 3.0;
    private readonly string detector;
    private readonly DetectorConfig config;
    private readonly StreetsWorld world;
    private readonly AdaptationOptions options;
    private readonly Lazy<IReadOnlyList<AnnotatedStreet>> streets;
    private readonly Lazy<IReadOnlyList<Picture>> nights;
    private readonly Lazy<DetectionEvaluation> atNight, byDay;

    /// <summary>Describes the experiment; nothing is drawn or trained yet.</summary>
    /// <param name="detector">Weights of a detector that was trained on days: our safetensors file.</param>
    /// <param name="options">Numbers; null for the defaults.</param>
    /// <exception cref="ArgumentException">Impossible options, a file of another system, or other classes.</exception>
    public DomainAdaptation(string detector, AdaptationOptions? options = null)
    {
        (this.detector, this.options) = (detector, (options ?? new AdaptationOptions()).Validated());
        var stored = DetectorFiles.StoredConfig(detector);
        if (!stored.ClassNames.SequenceEqual(StreetsDetections.ClassNames))
            throw new ArgumentException(
                $"'{detector}': expected the classes {string.Join(", ", StreetsDetections.ClassNames)}; "
                + $"found {string.Join(", ", stored.ClassNames)}.");
        int steps = this.options.Iterations;
        config = stored with
        {
            Optimizer = DetectorOptimizerKind.Adam,
            LearningRate = this.options.LearningRate,
            WarmupIterations = Math.Min(20, steps),
            RateSteps = [Math.Max(1, (int)(steps * RateFall))],
            MaxIterations = steps,
        };
        world = new StreetsWorld(config.PictureWidth, config.PictureHeight);
        streets = new Lazy<IReadOnlyList<AnnotatedStreet>>(DrawStreets);
        nights = new Lazy<IReadOnlyList<Picture>>(() => DrawAs(StreetDomain.Night));
        atNight = new Lazy<DetectionEvaluation>(() => Test(StreetDomain.Night));
        byDay = new Lazy<DetectionEvaluation>(() => Test(StreetDomain.Day));
    }

    /// <summary>The annotated days to translate, all of the size that the detector was trained on.</summary>
    public IReadOnlyList<AnnotatedStreet> Streets => streets.Value;

    /// <summary>The day's detector as it is.</summary>
    /// <param name="night">Tested at night; else by day.</param>
    public DetectionScores Untouched(bool night)
    {
        using var trained = ObjectDetector.Load(detector);
        return (night ? atNight : byDay).Value.Measure(trained.Network);
    }

    /// <summary>Translates all days, fine-tunes on the translations with the days' boxes, and tests at night.</summary>
    /// <param name="translation">From day to night; it must keep the size.</param>
    /// <returns>A result for each seed.</returns>
    /// <exception cref="ArgumentException">A translation of another size.</exception>
    public IReadOnlyList<DetectionScores> After(StreetTranslation translation)
    {
        List<Picture> pictures = [.. Streets.Select(street =>
        {
            var picture = translation(street);
            return picture.Width == street.Day.Width && picture.Height == street.Day.Height ? picture
                : throw new ArgumentException(
                    $"Expected translations of {street.Day.Width} x {street.Day.Height} pixels; got {picture.Width} x "
                    + $"{picture.Height}.");
        })];
        return After(pictures);
    }

    /// <summary>The same with the true nights of the same streets: what perfect translations would give.</summary>
    public IReadOnlyList<DetectionScores> AfterTrueNights() => After(nights.Value);

    private IReadOnlyList<DetectionScores> After(IReadOnlyList<Picture> pictures) =>
        [.. options.Seeds.Select(seed => After(pictures, seed))];

    private DetectionScores After(IReadOnlyList<Picture> pictures, long seed)
    {
        using var trainer = new DetectorTrainer(config, seed: seed);
        trainer.LoadWeights(detector);
        var source = new DetectionList(pictures, [.. Streets.Select(street => street.Boxes)]);
        using var data = new DetectionTrainingData(source, null, config.BatchSize, seed, config.MirroredPart);
        data.MoveTo(0);
        for (int step = 0; step < options.Iterations; step++)
        {
            using var batch = data.Next(CancellationToken.None);
            trainer.Step(batch);
        }
        trainer.Network.eval();
        return atNight.Value.Measure(trainer.Network);
    }

    private IReadOnlyList<AnnotatedStreet> DrawStreets()
    {
        var source = StreetsDetections.Training(
            world, [StreetDomain.Day], options.Pictures, options.WorldSeed, config.SmallestBox);
        var examples = new StreetsDataset(world, StreetDomain.Night, options.Pictures, options.WorldSeed);
        return
        [
            .. Enumerable.Range(0, options.Pictures)
                .Select(i => new AnnotatedStreet(source[i], examples[i], source.Boxes(i))),
        ];
    }

    /// <summary>The training streets themselves in another light.</summary>
    private IReadOnlyList<Picture> DrawAs(StreetDomain light)
    {
        var days = new StreetsDataset(world, StreetDomain.Day, options.Pictures, options.WorldSeed);
        var random = new SplitMixRandom(options.WorldSeed, (long)light);
        return
        [
            .. Enumerable.Range(0, options.Pictures)
                .Select(i => world.Render(days.Content(i), world.SampleStyle(random, light))),
        ];
    }

    private DetectionEvaluation Test(StreetDomain light) => new(
        StreetsDetections.Test(world, [light], options.TestStreets, options.WorldSeed + 1, config.SmallestBox),
        options.TestStreets);
}
