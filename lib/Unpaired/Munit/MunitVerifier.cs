using System.Text.Json;
using System.Text.RegularExpressions;
using Unpaired.Checkpoints;
using Unpaired.Training;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>Recomputes what the original MUNIT code computed: every case of the golden data, for any configuration.</summary>
public sealed partial class MunitVerifier : IGoldenVerifier
{
    private static readonly Dictionary<string, Action<MunitVerifier, GoldenCase, GoldenComparison>> Checks = new()
    {
        ["blocks"] = (_, golden, compare) => MunitBlockCases.Verify(golden, compare),
        ["nets"] = (verifier, golden, compare) => verifier.Networks(golden, compare),
        ["step"] = (verifier, golden, compare) => verifier.OneIteration(golden, compare),
        ["vgg_step"] = (verifier, golden, compare) => verifier.PerceptualIteration(golden, compare),
        ["step.trajectory"] = (verifier, golden, compare) => verifier.Trajectory(golden, compare, golden.Main),
        ["resume"] = (verifier, golden, compare) => verifier.Resume(golden, compare, golden.Main),
        ["lr"] = (_, golden, compare) => LearningRates(golden, compare),
        ["infer"] = (_, golden, compare) => Inference(golden, compare),
        ["data"] = (_, golden, compare) => MunitDataCases.Verify(golden, compare),
        ["metrics"] = (_, golden, compare) => Metrics(golden, compare),
    };

    private readonly TrainingMode mode;

    /// <summary>Checks the faithful mode, whose order of operations is the original's.</summary>
    public MunitVerifier() : this(TrainingMode.Faithful)
    {
    }

    /// <summary>Checks a mode: both compute the same numbers.</summary>
    public MunitVerifier(TrainingMode mode) => this.mode = mode;

    /// <inheritdoc/>
    public string System => "munit";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Cases => Checks.Keys;

    /// <inheritdoc/>
    public IEnumerable<GroupResult> Verify(GoldenCase golden)
    {
        var compare = new GoldenComparison(golden);
        Checks[golden.Case](this, golden, compare);
        return compare.Results();
    }

    /// <summary>The configuration of a case; extra keys are no error, since the original looks only at those it knows.</summary>
    internal static MunitConfig ConfigOf(GoldenCase golden) =>
        MunitConfig.Read(golden.Config.GetRawText(), golden.JsonPath, ignoreUnknown: true);

    /// <summary>A trainer with the weights that the case starts from.</summary>
    private MunitTrainer Start(GoldenCase golden, MunitConfig config)
    {
        var trainer = new MunitTrainer(config, mode, dtype: golden.Type);
        MunitWeights.Load(Checkpoint(golden, "gen"), trainer.GeneratorA, trainer.GeneratorB);
        MunitWeights.Load(Checkpoint(golden, "dis"), trainer.DiscriminatorA, trainer.DiscriminatorB);
        return trainer;
    }

    /// <summary>The checkpoint that the JSON file's "start" names, else the last one in ckpt.</summary>
    private static string Checkpoint(GoldenCase golden, string kind)
    {
        string start = golden.Json.TryGetProperty("start", out var text) ? text.GetString() ?? "" : "";
        var named = Regex.Match(start, $@"[\w./-]*{kind}_\d+\.pt");
        if (named.Success) return golden.PathOf(named.Value);
        return Directory.EnumerateFiles(golden.PathOf("ckpt"), $"{kind}_*.pt").Max(StringComparer.Ordinal)
            ?? throw new CheckpointFormatException(golden.JsonPath, null, $"there is no ckpt/{kind}_*.pt beside it.");
    }

    /// <summary>A network by the name of the trainer's attribute, such as gen_a.</summary>
    private static nn.Module Network(MunitTrainer trainer, string name) => name switch
    {
        "gen_a" => trainer.GeneratorA,
        "gen_b" => trainer.GeneratorB,
        "dis_a" => trainer.DiscriminatorA,
        "dis_b" => trainer.DiscriminatorB,
        _ => throw new ArgumentException($"Unknown network '{name}'."),
    };

    /// <summary>All parameters and buffers of a trainer by their original names, such as gen_a.mlp.model.0.fc.bias.</summary>
    private static Dictionary<string, Tensor> State(MunitTrainer trainer) => new[] { "gen_a", "gen_b", "dis_a", "dis_b" }
        .SelectMany(name => MunitWeights.Named(Network(trainer, name), $"{name}."))
        .ToDictionary(entry => entry.Key, entry => entry.Value);

    private static string[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetString()!)];

    /// <summary>(x + 1) / 2: what the original hands to its picture writer.</summary>
    private static Tensor UnitRange(Tensor x) => (x + 1) / 2;
}
