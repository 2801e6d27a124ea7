using Unpaired.Detection;
using Unpaired.Layers;
using Unpaired.Worlds;

namespace Unpaired.Cli.Recipes;

/// <summary>Faster R-CNN on the streets world, or on a folder in COCO's or Pascal VOC's layout.</summary>
internal sealed class DetectorRecipe : TrainingRecipe
{
    private const int TestStreets = 64, TestPictures = 500;
    private const int Streets = 1 << 28; // drawn when asked for: practically never the same one twice

    public override string System => "detector";

    public override IReadOnlyList<string> Presets =>
        ["streets", "streets64", "resnet50", "mobilenet_v3_large", "mobilenet_v3_large_320"];

    public override IReadOnlyList<string> Worlds => ["streets"];

    public override bool Recognizes(IReadOnlySet<string> keys) =>
        keys.Contains("anchor_sizes") || keys.Contains("rpn_nms_thresh");

    public override PreparedTraining Prepare(TrainingRequest request)
    {
        if (request.Precision != Precision.Float32)
            throw new ArgumentException($"--precision: detectors are trained in float32; found {request.Precision}.");
        if (request.Accumulate is > 1)
            throw new ArgumentException($"--accumulate: detectors take a batch at once; found {request.Accumulate}.");
        var config = Config(request.Config);
        var (training, test) = Source(request, config);
        var trainer = new DetectorTrainer(config, request.Mode, seed: request.Seed);
        if (request.Original is { } weights) trainer.LoadWeights(Weights(weights));
        var evaluation = test is null ? null : new DetectionEvaluation(test, TestPictures);
        return new PreparedTraining(
            trainer, new DetectionTrainingData(training, test, config.BatchSize, request.Seed, config.MirroredPart),
            evaluation is null ? null : evaluation.Run, config.MaxIterations, config.LogInterval);
    }

    private static DetectorConfig Config(string name) => name switch
    {
        "streets" => DetectorConfig.Streets,
        "streets64" => DetectorConfig.Streets64,
        "resnet50" => DetectorConfig.ResNet50,
        "mobilenet_v3_large" => DetectorConfig.MobileNetLarge,
        "mobilenet_v3_large_320" => DetectorConfig.MobileNetLarge320,
        _ => DetectorConfig.FromYaml(name),
    };

    private (IDetectionSource Training, IDetectionSource? Test) Source(TrainingRequest request, DetectorConfig config)
    {
        if (request.Folder is { } folder)
        {
            if (request.Domains is not null) throw new ArgumentException("--domains: only the streets world has them.");
            return DetectionFolder.Open(folder, config.ClassNames);
        }
        if (request.World is null)
            throw new ArgumentException($"Expected one of --world {string.Join("|", Worlds)} and --data FOLDER.");
        if (request.World != "streets") throw NoSuchWorld(request.World);
        if (!config.ClassNames.SequenceEqual(StreetsDetections.ClassNames))
            throw new ArgumentException(
                $"class_names: expected {string.Join(", ", StreetsDetections.ClassNames)} for the streets world; "
                + $"found {string.Join(", ", config.ClassNames)}.");
        var world = new StreetsWorld(config.PictureWidth, config.PictureHeight);
        var lights = Lights(request.Domains ?? "day,night");
        return (
            StreetsDetections.Training(world, lights, Streets / lights.Count, request.Seed, config.SmallestBox),
            StreetsDetections.Test(world, lights, TestStreets, request.Seed + 1, config.SmallestBox));
    }

    private static List<StreetDomain> Lights(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries).Select(name =>
            Enum.TryParse(name, ignoreCase: true, out StreetDomain light) && Enum.IsDefined(light)
                ? light
                : throw new ArgumentException(
                    $"--domains: expected some of day, night, rain with commas between; found '{text}'.")),
    ];

    /// <summary>A file of weights, or the one in a folder of a run's checkpoint.</summary>
    private static string Weights(string path)
    {
        string inside = Path.Combine(path, "model.pth");
        return File.Exists(inside) ? inside : path;
    }
}
