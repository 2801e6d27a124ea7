using Unpaired.Checkpoints;
using Unpaired.Training;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.CocoFunit;

/// <summary>Recomputes what imaginaire's COCO-FUNIT computed: every case of the golden data, for any
/// configuration.</summary>
public sealed class CocoFunitVerifier : ImaginaireVerifier
{
    /// <summary>Faithful mode.</summary>
    public CocoFunitVerifier() : this(TrainingMode.Faithful)
    {
    }

    /// <param name="mode">How the trainer computes its steps; both must agree.</param>
    public CocoFunitVerifier(TrainingMode mode) : base(mode)
    {
    }

    /// <inheritdoc/>
    public override string System => "coco-funit";
}

/// <summary>The same for FUNIT as imaginaire has it.</summary>
public sealed class ImaginaireFunitVerifier : ImaginaireVerifier
{
    /// <summary>Faithful mode.</summary>
    public ImaginaireFunitVerifier() : this(TrainingMode.Faithful)
    {
    }

    /// <param name="mode">How the trainer computes its steps; both must agree.</param>
    public ImaginaireFunitVerifier(TrainingMode mode) : base(mode)
    {
    }

    /// <inheritdoc/>
    public override string System => "imaginaire-funit";
}

/// <summary>The golden cases of imaginaire's two few-shot systems.</summary>
public abstract partial class ImaginaireVerifier : IGoldenVerifier
{
    private const string NetG = "net_G.", NetD = "net_D.";
    private readonly TrainingMode mode;
    private readonly Dictionary<string, Action<GoldenCase, GoldenComparison>> checks;

    private protected ImaginaireVerifier(TrainingMode mode)
    {
        this.mode = mode;
        checks = new Dictionary<string, Action<GoldenCase, GoldenComparison>>
        {
            ["main"] = Main,
            ["trajectory"] = (golden, compare) => Trajectory(golden, compare, golden.Main),
            ["resume"] = (golden, compare) => Resume(golden, compare, golden.Main),
            ["default.state_dict"] = PublishedState,
            ["default.full-size"] = PublishedSize,
        };
    }

    /// <inheritdoc/>
    public abstract string System { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Cases => checks.Keys;

    /// <inheritdoc/>
    public IEnumerable<GroupResult> Verify(GoldenCase golden)
    {
        var compare = new GoldenComparison(golden);
        checks[golden.Case](golden, compare);
        return compare.Results();
    }

    private void Main(GoldenCase golden, GoldenComparison compare)
    {
        Networks(golden, compare);
        OneIteration(golden, compare);
        if (golden.Files.Any(file => file.Part == "trajectory")) Trajectory(golden, compare, golden.Trajectory);
        if (golden.Files.Any(file => file.Part == "resume")) Resume(golden, compare, golden.Resume);
    }

    /// <summary>Extra keys are no error, since the original looks only at those it knows.</summary>
    private static CocoFunitConfig ConfigOf(GoldenCase golden) =>
        CocoFunitConfig.Read(golden.Config.GetRawText(), golden.JsonPath, ignoreUnknown: true);

    private static string Checkpoint(GoldenCase golden) =>
        golden.PathOf(golden.Property("checkpoint").GetString()!);

    /// <summary>A trainer with the weights that the case starts from.</summary>
    private CocoFunitTrainer Start(GoldenCase golden)
    {
        var trainer = new CocoFunitTrainer(ConfigOf(golden), mode, dtype: golden.Type);
        trainer.LoadWeights(Checkpoint(golden));
        return trainer;
    }

    /// <summary>Outputs in evaluation mode, the discriminator's power iterations, and the files.</summary>
    private void Networks(GoldenCase golden, GoldenComparison compare)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var trainer = Start(golden);
        CheckFiles(golden, compare, trainer);
        var (xA, xB, labelsB) = (golden.In("xa"), golden.In("xb"), golden.In("lb"));
        trainer.Generator.eval();
        CheckGenerator(golden, compare, trainer.Generator, "out.net.", xA, xB);
        if (trainer.Average is { } average) CheckGenerator(golden, compare, average.Generator, "out.avg.", xA, xB);
        if (golden.Main.Has("out.inference.resized"))
        {
            var (height, width) = ((int)xA.shape[2] + 8, (int)xA.shape[3] + 4);
            using var translator = new CocoFunitTranslator(trainer.Config, trainer.Translating);
            compare.Check("out.inference.resized", translator.TranslateAsOriginal(
                xA.narrow(0, 0, 1), xB.narrow(0, 0, 1), (height, width), (height, width)));
        }
        CheckVectors(golden, compare, trainer, "uv.before.");
        trainer.Discriminator.eval();
        CheckStages(golden, compare, "out.dis.eval.model.", trainer.Discriminator.Stages(xB));
        CheckScores(compare, "out.dis.eval.", trainer.Discriminator.Judge(xB, labelsB));
        trainer.Discriminator.train();
        CheckScores(compare, "out.dis.train1.", trainer.Discriminator.Judge(xB, labelsB));
        CheckVectors(golden, compare, trainer, "uv.train1.");
        CheckScores(compare, "out.dis.train2.", trainer.Discriminator.Judge(xB, labelsB));
    }

    private static void CheckGenerator(
        GoldenCase golden, GoldenComparison compare, CocoFunitGenerator network, string prefix, Tensor xA, Tensor xB)
    {
        var content = network.ContentEncoder.call(xA);
        var (ownStyle, style) = (network.StyleEncoder.call(xA), network.StyleEncoder.call(xB));
        var prepared = network.PrepareStyle(style);
        var vector = network.Condition(content, prepared);
        compare.CheckIfThere(prefix + "content", content);
        compare.CheckIfThere(prefix + "style_a", ownStyle);
        compare.CheckIfThere(prefix + "style_b", style);
        if (network.PrepareContent(content) is { } fromContent)
        {
            compare.CheckIfThere(prefix + "mlp_content", fromContent);
            compare.CheckIfThere(prefix + "mlp_style", prepared);
        }
        compare.CheckIfThere(prefix + "coco_style", vector);
        compare.CheckIfThere(prefix + "mlp", vector);
        CheckStages(golden, compare, prefix + "content_encoder.model.", network.ContentEncoder.Stages(xA));
        CheckStages(golden, compare, prefix + "style_encoder.model.", network.StyleEncoder.Stages(xB));
        CheckStages(golden, compare, prefix + "decoder.", network.Decoder.Stages(content, vector));
        compare.CheckIfThere(prefix + "images_trans", network.Decode(content, style));
        compare.CheckIfThere(prefix + "images_recon", network.Decode(content, ownStyle));
    }

    private static void CheckStages(
        GoldenCase golden, GoldenComparison compare, string prefix, IEnumerable<Tensor> stages)
    {
        if (!golden.Main.Below(prefix).Any()) return;
        foreach (var (index, stage) in stages.Index()) compare.CheckIfThere($"{prefix}{index}.sum", stage.sum([2, 3]));
    }

    private static void CheckScores(GoldenComparison compare, string prefix, PatchScores judged)
    {
        compare.CheckIfThere(prefix + "out", judged.Scores);
        compare.CheckIfThere(prefix + "features", judged.Features);
    }

    /// <summary>u and v of spectrally normalised layers, wherever the case has some.</summary>
    private static void CheckVectors(
        GoldenCase golden, GoldenComparison compare, CocoFunitTrainer trainer, string prefix)
    {
        var state = State(trainer);
        foreach (string name in golden.Main.Below(prefix))
        {
            if (state.TryGetValue(name[prefix.Length..], out var vector)) compare.Check(name, vector);
        }
    }

    /// <summary>Our checkpoint has the names, the order and the optimizer entries of the original's; an old container
    /// holds the same.</summary>
    private static void CheckFiles(GoldenCase golden, GoldenComparison compare, CocoFunitTrainer trainer)
    {
        using var file = TorchFile.Load(Checkpoint(golden));
        string[] own = [.. trainer.GeneratorState().Keys];
        string[] stored = [.. file["net_G"].Keys];
        compare.CheckThat("order.net_G", own.SequenceEqual(stored), FirstDifference(stored, own));
        own = [.. CocoFunitFiles.Named(trainer.Discriminator, CocoFunitFiles.Judge).Select(entry => entry.Key)];
        stored = [.. file["net_D"].Keys];
        compare.CheckThat("order.net_D", own.SequenceEqual(stored), FirstDifference(stored, own));
        if (!golden.Json.TryGetProperty("legacy", out var legacy) || legacy.GetString() is not { } old) return;
        using var oldFile = TorchFile.Load(golden.PathOf(old));
        foreach (string network in new[] { "net_G", "net_D" })
        {
            if (oldFile.TryGet(network) is not { } node) continue;
            var (before, now) = (node.AsStateDict(), file[network].AsStateDict());
            compare.CheckThat($"legacy.{network}",
                before.Count == now.Count && before.All(entry => now[entry.Key].Equals(entry.Value)),
                "expected the same names and numbers in both containers");
        }
    }

    private static string FirstDifference(string[] expected, string[] found)
    {
        int same = expected.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"expected {expected.Length} names in the original's order, found {found.Length}; the first difference "
            + $"is at {same}: {expected.ElementAtOrDefault(same)} against {found.ElementAtOrDefault(same)}";
    }

    /// <summary>All parameters and buffers as in a checkpoint, behind net_G. and net_D.</summary>
    private static Dictionary<string, Tensor> State(CocoFunitTrainer trainer) => trainer.GeneratorState()
        .Select(entry => KeyValuePair.Create(NetG + entry.Key, entry.Value))
        .Concat(CocoFunitFiles.Named(trainer.Discriminator, NetD + CocoFunitFiles.Judge))
        .ToDictionary(entry => entry.Key, entry => entry.Value);
}
