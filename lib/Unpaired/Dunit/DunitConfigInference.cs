using Unpaired.Checkpoints;
using Unpaired.Detection;

namespace Unpaired.Dunit;

public sealed partial record DunitConfig
{
    /// <summary>The networks' configuration, read off the shapes in a checkpoint, which does not hold it.</summary>
    /// <param name="path">A checkpoint in DRIT's layout. Without <c>ins</c> and <c>detector</c> it is DRIT's.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">Not a checkpoint of DRIT.</exception>
    public static DunitConfig OfCheckpoint(string path)
    {
        using var root = TorchFile.Load(path);
        return OfCheckpoint(root);
    }

    /// <summary>The same of a file that is open.</summary>
    internal static DunitConfig OfCheckpoint(CheckpointNode root)
    {
        foreach (string name in new[] { "enc_c", "enc_a", "gen" }) DunitFiles.RequireNetwork(root, name);
        CheckpointNode content = root["enc_c"], attribute = root["enc_a"], painter = root["gen"];
        bool concatenates = painter.TryGet("mlpA.0.weight") is null;
        var first = content["convA.0.model.1.weight"].Shape;
        var judge = root.TryGet("disA");
        int layers = root.TryGet("disContent") is { } contentJudge
            ? contentJudge.Keys.Count(key => key.EndsWith(".model.1.weight", StringComparison.Ordinal)) - 1
            : Drit.ContentLayers;
        return Drit with
        {
            Width = (int)first[0],
            ChannelsA = (int)first[1],
            ChannelsB = (int)content["convB.0.model.1.weight"].Shape[1],
            Concatenates = concatenates,
            StyleSize = (int)(concatenates ? attribute["fc_A.0.weight"] : attribute["model_a.16.weight"]).Shape[0],
            MlpWidth = concatenates ? Drit.MlpWidth : (int)painter["mlpA.0.weight"].Shape[0],
            DiscriminatorScales = judge is null ? Drit.DiscriminatorScales : Scales(judge),
            SpectralNorm = judge?.Keys.Any(key => key.EndsWith("weight_orig", StringComparison.Ordinal)) ?? false,
            ContentLayers = layers,
            HasInstances = root.TryGet("ins") is not null,
        };
    }

    /// <summary>The same experiment with a trained detector: its configuration, and no iterations of its own.</summary>
    /// <param name="detector">Our safetensors file, of a detector or of DUNIT, which holds its configuration; or a
    /// state_dict of torchvision, of the configuration that stands here.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="ArgumentException">Without instances nothing looks; or a file of another system.</exception>
    public DunitConfig LookingWith(string detector)
    {
        if (!HasInstances) throw new ArgumentException($"instances: DRIT has no detector; found '{detector}'.");
        if (!File.Exists(detector))
            throw new FileNotFoundException($"Detector '{detector}': there is no such file.", detector);
        var config = detector.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)
            ? DunitFiles.DetectorConfigOf(detector)
            : Detector;
        return this with { DetectorIterations = 0, Detector = config with { Optimizer = DetectorOptimizerKind.Adam } };
    }

    private static int Scales(CheckpointNode judge)
    {
        int scales = judge.Keys.Where(key => key.StartsWith("Diss.", StringComparison.Ordinal))
            .Select(key => key.Split('.')[1]).Distinct().Count();
        return Math.Max(1, scales);
    }
}
