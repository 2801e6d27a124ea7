using Unpaired.Data;
using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Cli.Recipes;

/// <summary>What UNIT and MUNIT are trained on: two unpaired sets of pictures.</summary>
internal abstract class TwoDomainRecipe : TrainingRecipe
{
    private const int TestPairs = 64;
    private const int Pictures = 1 << 30; // drawn when asked for: practically never the same one twice

    public override IReadOnlyList<string> Worlds => ["objects", "streets"];

    public override PresetCost Cost(string preset) => PresetCost.Of(preset, Config(preset));

    public override PreparedTraining Prepare(TrainingRequest request)
    {
        var config = Config(request.Config);
        if (request.Accumulate is { } accumulate) config = config with { Accumulate = accumulate };
        var (data, questions, direction) = Source(request, config);
        var trainer = Trainer(config, request);
        if (request.Original is { } original) trainer.ResumeOriginal(original);
        var evaluation = questions is null ? null
            : new Lazy<TruthEvaluation>(() => new TruthEvaluation([.. questions], direction));
        return new PreparedTraining(
            trainer, data, evaluation is null ? null : running => evaluation.Value.Run(running), config.MaxIterations,
            config.LogInterval);
    }

    /// <summary>Reads a file or names a preset.</summary>
    protected abstract TwoDomainConfig Config(string name);

    /// <summary>Fresh networks.</summary>
    protected abstract TwoDomainTrainer Trainer(TwoDomainConfig config, TrainingRequest request);

    private (ITrainingData Data, IEnumerable<TruthQuestion>? Questions, Direction Direction) Source(
        TrainingRequest request, TwoDomainConfig config)
    {
        if (request.Domains is not null && request.World != "streets")
            throw new ArgumentException("--domains: only the streets world has more than two.");
        return (request.World, request.Folder) switch
        {
            ("objects", null) => Objects(config, request.Seed),
            ("streets", null) => Streets(config, request.Domains ?? "day,night", request.Seed),
            (not null, null) => throw NoSuchWorld(request.World),
            (null, not null) => (Folder(request.Folder, config, request.Seed), null, Direction.AtoB),
            (null, null) when config.DataPaths.TryGetValue("data_root", out string? root) =>
                (Folder(root, config, request.Seed), null, Direction.AtoB),
            _ => throw new ArgumentException(
                $"Expected one of --world {string.Join("|", Worlds)} and --data FOLDER."),
        };
    }

    /// <summary>Outlines and coloured objects, drawn as they are needed: iteration i always sees the same
    /// ones.</summary>
    private static (ITrainingData, IEnumerable<TruthQuestion>, Direction) Objects(TwoDomainConfig config, long seed)
    {
        var world = new ObjectsWorld(config.NewSize ?? config.CropHeight);
        var data = new SequentialTrainingData(
            new ObjectsDataset(world, Domain.A, Pictures, seed), new ObjectsDataset(world, Domain.B, Pictures, seed),
            config.PicturesPerStep, $"objects world, {world.Size} px, seed {seed}");
        return (data, new ObjectsTestSet(world, TestPairs, seed + 1).Pairs()
            .Select(pair => new TruthQuestion(pair.Outline, pair.StyleExample, pair.Truth)), Direction.AtoB);
    }

    /// <summary>Streets in two lights, drawn as they are needed.</summary>
    private static (ITrainingData, IEnumerable<TruthQuestion>, Direction) Streets(
        TwoDomainConfig config, string domains, long seed)
    {
        var (from, to) = StreetLights.Pair(domains);
        var (width, height) = (config.CropWidth, config.CropHeight);
        // Streets too small to be drawn are drawn a whole number of times larger and reduced.
        int reduction = (int)Math.Ceiling((double)StreetsWorld.SmallestSide / Math.Min(width, height));
        var world = new StreetsWorld(reduction * width, reduction * height);
        Picture Sized(Picture picture) => reduction == 1 ? picture : PictureResize.Resize(picture, width, height);
        IPictureSource Set(StreetDomain domain)
        {
            var drawn = new StreetsDataset(world, domain, Pictures, seed);
            return reduction == 1 ? drawn : new ResizedPictures(drawn, width, height);
        }
        var data = new SequentialTrainingData(
            Set(from), Set(to), config.PicturesPerStep,
            FormattableString.Invariant($"streets world, {from} and {to}, {width} x {height} px, seed {seed}"));
        return (data, new StreetsTestSet(world, TestPairs, seed + 1).Pairs().Select(pair => new TruthQuestion(
            Sized(pair.Render(from)), Sized(pair.StyleExample(to)), Sized(pair.Render(to)))), Direction.AtoB);
    }

    /// <summary>The original's folder layout with its transforms.</summary>
    private static LoaderTrainingData Folder(string folder, TwoDomainConfig config, long seed)
    {
        MunitTransform Transform(int? shorterSide) =>
            MunitTransform.Train(shorterSide, config.CropHeight, config.CropWidth);
        var options = new LoaderOptions
        {
            BatchSize = config.PicturesPerStep,
            Seed = seed,
            Workers = Math.Clamp(config.LoaderWorkers, 1, Environment.ProcessorCount),
        };
        return new LoaderTrainingData(
            DomainPairDataset.FromFolder(folder), Transform(config.NewSizeA ?? config.NewSize),
            Transform(config.NewSizeB ?? config.NewSize), options,
            $"folder {Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))}");
    }
}
