using Unpaired.Data;
using Unpaired.Detection;
using Unpaired.Dunit;
using Unpaired.Layers;
using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Cli.Recipes;

/// <summary>DUNIT, and DRIT without its instances: two domains, of which one or both have boxes.</summary>
internal sealed class DunitRecipe : TrainingRecipe
{
    private const int TestPairs = 64;
    private const int Streets = 1 << 28; // drawn when asked for: practically never the same one twice

    public override string System => "dunit";

    public override IReadOnlyList<string> Presets { get; } = [.. DunitConfig.Presets.Select(preset => preset.Name)];

    public override IReadOnlyList<string> Worlds => ["streets"];

    public override bool TakesDetector => true;

    public override bool Recognizes(IReadOnlySet<string> keys) =>
        keys.Contains("dis_scale") || keys.Contains("d_iter") || keys.Contains("instance_size");

    public override PresetCost Cost(string preset) =>
        DunitCost.Of(preset, DunitConfig.Presets.Single(entry => entry.Name == preset).Config);

    public override PreparedTraining Prepare(TrainingRequest request)
    {
        if (request.Precision != Precision.Float32)
            throw new ArgumentException("--precision: DUNIT is trained in float32 only; leave it out.");
        if (request.Accumulate is > 1)
            throw new ArgumentException("--accumulate: DUNIT takes whole batches only; leave it out.");
        var config = DunitConfig.Presets.FirstOrDefault(preset => preset.Name == request.Config).Config
            ?? DunitConfig.FromYaml(request.Config);
        if (request.Detector is { } file) config = config.LookingWith(file);
        config.Validated();
        var (data, evaluate) = Source(request, config);
        var trainer = new DunitTrainer(config, request.Mode, seed: request.Seed);
        if (request.Detector is { } detector) trainer.LoadDetector(detector);
        if (request.Original is { } original) trainer.ResumeOriginal(Checkpoint(original));
        return new PreparedTraining(trainer, data, evaluate, config.AllIterations, config.LogInterval);
    }

    private (ITrainingData Data, Func<ITranslationTrainer, Evaluation?>? Evaluate) Source(
        TrainingRequest request, DunitConfig config)
    {
        switch (request.World, request.Folder)
        {
            case ("streets", null):
                return FromStreets(config, request.Domains ?? "day,night", request.Seed);
            case (not null, null):
                throw NoSuchWorld(request.World);
            case (null, { } folder):
                return (FromFolder(folder, config, request.Seed), null);
            case (null, null) when config.DataRoot.Length > 0:
                return (FromFolder(config.DataRoot, config, request.Seed), null);
            default:
                throw new ArgumentException(
                    $"Expected one of --world {string.Join("|", Worlds)} and --data FOLDER (with trainA and trainB).");
        }
    }

    private static (ITrainingData Data, Func<ITranslationTrainer, Evaluation?>? Evaluate) FromStreets(
        DunitConfig config, string domains, long seed)
    {
        if (config.HasInstances && !config.Detector.ClassNames.SequenceEqual(StreetsDetections.ClassNames))
            throw new ArgumentException(
                $"detector.class_names: expected {string.Join(", ", StreetsDetections.ClassNames)} for the streets "
                + $"world; found {string.Join(", ", config.Detector.ClassNames)}.");
        var (from, to) = StreetLights.Pair(domains);
        // Streets too small to be drawn are drawn a whole number of times larger and reduced.
        int size = Math.Max(config.ResizeSize, StreetsWorld.SmallestSide);
        var world = new StreetsWorld(size);
        double smallest = config.HasInstances ? config.Detector.SmallestBox : 1;
        StreetsDetections Set(StreetDomain domain) =>
            StreetsDetections.Training(world, [domain], Streets, seed, smallest);
        Picture Sized(Picture picture) => PictureResize.Resize(picture, config.CropSize, config.CropSize);
        var evaluation = new Lazy<TruthEvaluation>(() => new TruthEvaluation(
            [.. new StreetsTestSet(world, TestPairs, seed + 1).Pairs().Select(pair => new TruthQuestion(
                Sized(pair.Render(from)), Sized(pair.StyleExample(to)), Sized(pair.Render(to))))]));
        return (new DunitTrainingData(Set(from), Set(to), config, seed), trainer => evaluation.Value.Run(trainer));
    }

    private static DunitTrainingData FromFolder(string folder, DunitConfig config, long seed)
    {
        var (a, b) = DunitFolder.Open(folder, config.Detector.ClassNames);
        return new DunitTrainingData(a, b, config, seed);
    }

    /// <summary>A file, or the one in a folder of a run's checkpoint.</summary>
    private static string Checkpoint(string path)
    {
        string inside = Path.Combine(path, "last.pth");
        return File.Exists(inside) ? inside : path;
    }
}
