using System.Text.Json;
using System.Text.RegularExpressions;
using Unpaired.Checkpoints;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Verification;

/// <summary>Recomputes what the original code of UNIT or MUNIT computed: every case of the golden data, for any
/// configuration.</summary>
/// <typeparam name="TTrainer">The paper's trainer.</typeparam>
/// <typeparam name="TDraws">What it draws for an iteration.</typeparam>
public abstract partial class TwoDomainVerifier<TTrainer, TDraws> : IGoldenVerifier
    where TTrainer : TwoDomainTrainer<TDraws>
    where TDraws : IBatchDraws<TDraws>
{
    private readonly Dictionary<string, Action<GoldenCase, GoldenComparison>> checks;

    private protected TwoDomainVerifier(TrainingMode mode)
    {
        Mode = mode;
        checks = new Dictionary<string, Action<GoldenCase, GoldenComparison>>
        {
            ["blocks"] = (golden, compare) => Blocks(golden, compare).Verify(),
            ["nets"] = Networks,
            ["step"] = OneIteration,
            ["vgg_step"] = PerceptualIteration,
            ["vgg_full"] = PerceptualCases.Verify,
            ["step.trajectory"] = (golden, compare) => Trajectory(golden, compare, golden.Main),
            ["resume"] = (golden, compare) => Resume(golden, compare, golden.Main),
            ["lr"] = ScheduleCases.Verify,
            ["infer"] = Inference,
            ["data"] = DataCases.Verify,
        };
    }

    /// <inheritdoc/>
    public abstract string System { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Cases => checks.Keys;

    /// <summary>How the trainer computes its steps: every mode gives the same numbers.</summary>
    private protected TrainingMode Mode { get; }

    /// <inheritdoc/>
    public IEnumerable<GroupResult> Verify(GoldenCase golden)
    {
        var compare = new GoldenComparison(golden);
        checks[golden.Case](golden, compare);
        return compare.Results();
    }

    /// <summary>Reads a configuration; extra keys are no error, since the original looks only at those it
    /// knows.</summary>
    private protected abstract TwoDomainConfig ReadConfig(string json, string source);

    /// <summary>A trainer with weights of its own.</summary>
    private protected abstract TTrainer NewTrainer(TwoDomainConfig config, ScalarType type);

    /// <summary>The generators of both domains, with weights of their own.</summary>
    private protected abstract (nn.Module A, nn.Module B) NewGenerators(TwoDomainConfig config);

    /// <summary>The draws of an iteration, by the names of the golden data such as dis.s_a.</summary>
    private protected abstract TDraws DrawsOf(Func<string, Tensor> input);

    /// <summary>The case blocks, with what only this paper has.</summary>
    private protected virtual BlockCases Blocks(GoldenCase golden, GoldenComparison compare) => new(golden, compare);

    /// <summary>Compares a generator and its stages with out.{tag}.gen_{domain}.*.</summary>
    private protected abstract void CheckGenerator(
        GoldenCase golden, GoldenComparison compare, nn.Module generator, string tag, string domain, Tensor x);

    /// <summary>What the trainer shows of a batch, by the names of the golden data such as sample.x_ab.</summary>
    private protected abstract Dictionary<string, Tensor> Previews(GoldenCase golden, TTrainer trainer, string tag);

    /// <summary>Compares the translations of one picture with out.{name}.*.</summary>
    private protected abstract void CheckTranslation(
        GoldenCase golden, GoldenComparison compare, nn.Module source, nn.Module target, string name, Tensor image);

    /// <summary>The translation of the case's picture by generators of a file of PyTorch 0.3.</summary>
    private protected abstract Tensor TranslateOld(GoldenCase golden, nn.Module source, nn.Module target, Tensor image);

    /// <summary>Adds a case that only this paper has.</summary>
    private protected void Add(string name, Action<GoldenCase, GoldenComparison> check) => checks.Add(name, check);

    /// <summary>The configuration of a case.</summary>
    private protected TwoDomainConfig ConfigOf(GoldenCase golden) =>
        ReadConfig(golden.Config.GetRawText(), golden.JsonPath);

    /// <summary>The generators of a case's checkpoint, in the case's precision.</summary>
    private protected (nn.Module A, nn.Module B) Generators(GoldenCase golden, TwoDomainConfig config, string path)
    {
        var (a, b) = NewGenerators(config);
        PairWeights.Load(path, a, b);
        TorchSharp.ModuleExtensionMethods.to(a, golden.Type);
        TorchSharp.ModuleExtensionMethods.to(b, golden.Type);
        return (a, b);
    }

    /// <summary>The checkpoint that the JSON file's "start" names, else the last one in ckpt.</summary>
    private protected static string Checkpoint(GoldenCase golden, string kind)
    {
        var named = Regex.Match(StartOf(golden), $@"[\w./-]*{kind}_\d+\.pt");
        if (named.Success) return golden.PathOf(named.Value);
        return Directory.EnumerateFiles(golden.PathOf("ckpt"), $"{kind}_*.pt").Max(StringComparer.Ordinal)
            ?? throw new CheckpointFormatException(golden.JsonPath, null, $"there is no ckpt/{kind}_*.pt beside it.");
    }

    private protected static string[] Texts(JsonElement array) =>
        [.. array.EnumerateArray().Select(item => item.GetString()!)];

    private static string StartOf(GoldenCase golden) =>
        golden.Json.TryGetProperty("start", out var text) ? text.GetString() ?? "" : "";

    /// <summary>A trainer with the weights that the case starts from.</summary>
    private TTrainer Start(GoldenCase golden, TwoDomainConfig config)
    {
        var trainer = NewTrainer(config, golden.Type);
        trainer.LoadWeights(Checkpoint(golden, "gen"));
        PairWeights.Load(Checkpoint(golden, "dis"), trainer.DiscriminatorA, trainer.DiscriminatorB);
        return trainer;
    }

    /// <summary>All parameters and buffers of a trainer by their original names, such as
    /// gen_a.mlp.model.0.fc.bias.</summary>
    private static Dictionary<string, Tensor> State(TTrainer trainer) => trainer.NamedNetworks
        .SelectMany(entry => PairWeights.Named(entry.Network, $"{entry.Name}."))
        .ToDictionary(entry => entry.Key, entry => entry.Value);
}
