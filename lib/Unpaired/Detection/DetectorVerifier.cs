using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Unpaired.Checkpoints;
using Unpaired.Layers;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>Recomputes what torchvision's detectors computed: every case of the golden data, for any
/// configuration.</summary>
public sealed partial class DetectorVerifier : IGoldenVerifier
{
    private readonly Dictionary<string, Action<GoldenCase, GoldenComparison>> checks = new()
    {
        ["ops"] = (golden, compare) => new DetectorOperationCases(golden, compare).Verify(),
        ["fasterrcnn"] = Detector,
        ["state_dict_names"] = Names,
    };

    /// <inheritdoc/>
    public string System => DetectorFiles.System;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Cases => checks.Keys;

    /// <inheritdoc/>
    public IEnumerable<GroupResult> Verify(GoldenCase golden)
    {
        var compare = new GoldenComparison(golden);
        checks[golden.Case](golden, compare);
        return compare.Results();
    }

    private static void Detector(GoldenCase golden, GoldenComparison compare)
    {
        using var scope = NewDisposeScope();
        var config = ConfigOf(golden);
        string weights = Weights(golden);
        Evaluate(golden, compare, Network(golden, config, weights));
        CheckLegacy(golden, compare, config, weights);
        using var trainer = Trainer(golden, config, weights);
        Train(golden, compare, trainer);
        if (golden.Main.Below("loss.empty.").Any()) TrainWithEmpty(golden, compare, config, weights);
        if (golden.Files.Any(file => file.Part == "trajectory")) Trajectory(golden, compare, config, weights);
    }

    private static void Names(GoldenCase golden, GoldenComparison compare)
    {
        var configs = new Dictionary<string, DetectorConfig>
        {
            ["fasterrcnn_resnet50_fpn"] = DetectorConfig.ResNet50,
            ["fasterrcnn_mobilenet_v3_large_fpn"] = DetectorConfig.MobileNetLarge,
            ["fasterrcnn_mobilenet_v3_large_320_fpn"] = DetectorConfig.MobileNetLarge320,
        };
        foreach (var property in golden.Json.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Object))
        {
            if (property.Name == "golden") continue;
            bool known = configs.TryGetValue(property.Name, out var config);
            if (!compare.CheckThat($"names.{property.Name}", known, "no such network is known here")) continue;
            using var network = new FasterRcnn(config!);
            var own = StateDict.Of(network).ToDictionary(entry => entry.Key, entry => entry.Value.shape);
            foreach (var entry in property.Value.EnumerateObject())
            {
                long[] expected = [.. entry.Value.EnumerateArray().Select(side => side.GetInt64())];
                compare.CheckThat(
                    $"names.{property.Name}.{entry.Name}",
                    own.Remove(entry.Name, out long[]? shape) && shape.SequenceEqual(expected),
                    $"expected [{string.Join(", ", expected)}]; "
                    + $"got {(shape is null ? "none" : string.Join(", ", shape))}");
            }
            compare.CheckThat(
                $"names.{property.Name}.others", own.Count == 0, $"not in the file: {string.Join(", ", own.Keys)}");
        }
    }

    /// <summary>The configuration: keys as they are, lists as text, the arguments below <c>kw</c> at the top.</summary>
    private static DetectorConfig ConfigOf(GoldenCase golden) => WithOptimizer(golden, ConfigOf(golden.Config));

    /// <summary>The network of a configuration.</summary>
    internal static DetectorConfig ConfigOf(JsonElement json)
    {
        var config = new DetectorConfig();
        var entries = json.EnumerateObject().AsEnumerable();
        if (json.TryGetProperty("kw", out var arguments))
            entries = entries.Concat(arguments.EnumerateObject());
        if (json.TryGetProperty("kind", out var kind) && kind.GetString() == "mobilenet")
            config = DetectorConfig.MobileNetLarge with { ProposalScoreThreshold = 0, ClassNames = [] };
        // Other keys say how the case was made; one that mattered would show in the numbers.
        foreach (var entry in entries.Where(entry => DetectorConfig.Knows(entry.Name)))
        {
            if (entry.Value.ValueKind != JsonValueKind.Null) // None stands for the default
                config = config.With(entry.Name, Words(entry.Value));
        }
        return config;
    }

    private static string Words(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return value.ToString();
        bool nested = value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Array);
        return string.Join(nested ? "; " : ", ", value.EnumerateArray().Select(Words));
    }

    /// <summary>Reads the sentence that says how the case's parameters are moved.</summary>
    private static DetectorConfig WithOptimizer(GoldenCase golden, DetectorConfig config)
    {
        string text =
            golden.Json.TryGetProperty("optimizer", out var sentence) ? sentence.ToString() : "Adam lr 0.0002";
        double Number(string pattern, double otherwise) => Regex.Match(text, pattern) is { Success: true } match
            ? double.Parse(match.Groups[1].Value.TrimEnd('.'), CultureInfo.InvariantCulture)
            : otherwise;
        const string number = @"[\s=:]+([\d.eE+-]+)";
        return config with
        {
            Optimizer = text.StartsWith("SGD", StringComparison.OrdinalIgnoreCase)
                ? DetectorOptimizerKind.Sgd
                : DetectorOptimizerKind.Adam,
            LearningRate = Number(@"\blr" + number, 2e-4),
            Beta1 = Number(@"betas[\s=:]*\(([\d.]+)", 0.9),
            Beta2 = Number(@"betas[\s=:]*\([\d.]+[,\s]+([\d.]+)", 0.999),
            Momentum = Number("momentum" + number, 0),
            WeightDecay = Number("weight.decay" + number, 0),
            WarmupIterations = 0,
            RateSteps = [],
        };
    }

    /// <summary>The case's weights: NAME.pt or NAME.pth.</summary>
    private static string Weights(GoldenCase golden)
    {
        string stem = Path.GetFileNameWithoutExtension(golden.JsonPath);
        string[] names = [$"{stem}.pt", $"{stem}.pth"];
        return names.Select(name => Path.Combine(golden.Folder, name)).FirstOrDefault(File.Exists)
            ?? golden.PathOf(names[0]);
    }

    private static FasterRcnn Network(GoldenCase golden, DetectorConfig config, string weights)
    {
        var network = new FasterRcnn(config);
        DetectorFiles.Load(weights, network);
        TorchSharp.ModuleExtensionMethods.to(network, golden.Type);
        network.KeepState();
        return network;
    }

    private static DetectorTrainer Trainer(GoldenCase golden, DetectorConfig config, string weights)
    {
        var trainer = new DetectorTrainer(config, dtype: golden.Type);
        trainer.LoadWeights(weights);
        return trainer;
    }

    /// <summary>The same weights as a file of 2019: other names, other container.</summary>
    private static void CheckLegacy(
        GoldenCase golden, GoldenComparison compare, DetectorConfig config, string weights)
    {
        string stem = Path.GetFileNameWithoutExtension(golden.JsonPath);
        string? legacy = Directory.EnumerateFiles(golden.Folder, $"{stem}_legacy.pt*").FirstOrDefault();
        if (legacy is null) return;
        using var network = Network(golden, config, weights);
        using var other = Network(golden, config, legacy);
        var state = StateDict.Of(other);
        var different = StateDict.Of(network).Where(entry => !entry.Value.Equals(state[entry.Key]))
            .Select(entry => entry.Key).ToList();
        compare.CheckThat("legacy.values", different.Count == 0, $"differ: {string.Join(", ", different)}");
    }
}
