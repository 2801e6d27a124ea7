using System.Text.Json;
using System.Text.RegularExpressions;
using Unpaired.Checkpoints;
using Unpaired.Layers;
using Unpaired.Training;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>Recomputes what the original TUNIT code computed: every case of the golden data, for any
/// configuration.</summary>
public sealed partial class TunitVerifier : IGoldenVerifier
{
    private const double Noise = 1e-6;
    private readonly TrainingMode mode;
    private readonly Dictionary<string, Action<GoldenCase, GoldenComparison>> checks;

    /// <summary>Checks the faithful mode, whose order of operations is the original's.</summary>
    public TunitVerifier() : this(TrainingMode.Faithful)
    {
    }

    /// <summary>Checks a mode: both compute the same numbers, batch statistics in training excepted.</summary>
    public TunitVerifier(TrainingMode mode)
    {
        this.mode = mode;
        checks = new Dictionary<string, Action<GoldenCase, GoldenComparison>>
        {
            ["guidingnet"] = CheckGuide,
            ["generator"] = CheckPainter,
            ["discriminator"] = CheckJudge,
            ["losses"] = CheckLosses,
            ["train_inputs"] = CheckStart,
            ["train_unsup"] = CheckTraining,
            ["train_unsup_guiding"] = CheckTraining,
            ["train_unsup_resume"] = CheckTraining,
            ["train_semi"] = CheckTraining,
            ["train_semi_early"] = CheckTraining,
            ["train_sup"] = CheckTraining,
            ["train_unsup.trajectory"] = CheckTraining,
            ["published"] = CheckPublished,
            ["augment"] = CheckViews,
            ["eval_clustering"] = CheckClustering,
            ["eval_fid"] = CheckFid,
            ["eval_fid_two_class"] = CheckFid,
        };
    }

    /// <inheritdoc/>
    public string System => TunitWeights.System;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Cases => checks.Keys;

    /// <inheritdoc/>
    public IEnumerable<GroupResult> Verify(GoldenCase golden)
    {
        var compare = new GoldenComparison(golden);
        checks[golden.Case](golden, compare);
        return compare.Results();
    }

    /// <summary>The configuration of a case: the original's names, and lists for the guiding network's
    /// widths.</summary>
    internal static TunitConfig ConfigOf(GoldenCase golden) => Read(Entries(golden), golden);

    private static Dictionary<string, string> Entries(GoldenCase golden)
    {
        var entries = new Dictionary<string, string>();
        foreach (var property in golden.Config.EnumerateObject())
        {
            string key = property.Name == "batch" ? "batch_size" : property.Name;
            entries[key] = property.Value.ValueKind == JsonValueKind.Array
                ? $"'{string.Join(",", property.Value.EnumerateArray().Select(item => item.ToString()))}'"
                : property.Value.ToString();
        }
        if (golden.Json.TryGetProperty("hyper", out var hyper)
            && hyper.TryGetProperty("queue_capacity", out var capacity))
            entries["queue_capacity"] = capacity.ToString();
        return entries;
    }

    private static TunitConfig Read(Dictionary<string, string> entries, GoldenCase golden) => TunitConfig.Form.Read(
        string.Join('\n', entries.Select(entry => $"{entry.Key}: {entry.Value}")), golden.JsonPath,
        ignoreUnknown: true);

    /// <summary>The checkpoint that a case names.</summary>
    private static string CheckpointOf(GoldenCase golden)
    {
        string text = golden.Property("checkpoint").GetString() ?? "";
        return golden.PathOf(Regex.Match(text, @"[\w./-]+\.ckpt").Value);
    }

    /// <summary>A network of the case's checkpoint, in the case's precision.</summary>
    internal static TNetwork Loaded<TNetwork>(GoldenCase golden, TNetwork network, string name)
        where TNetwork : nn.Module
    {
        using var root = TorchFile.Load(CheckpointOf(golden));
        TunitWeights.Load(root, name, network);
        TorchSharp.ModuleExtensionMethods.to(network, golden.Type);
        network.KeepState();
        return network;
    }

    /// <remarks>
    /// Biases in front of a normalisation have true gradient 0; in float32 they hold rounding noise, which grows with
    /// the network's other gradients.
    /// </remarks>
    private static void CheckGradients(GoldenCase golden, GoldenComparison compare, nn.Module network, string prefix)
    {
        var all = network.named_parameters().Where(entry => golden.Main.Has(prefix + entry.name)).ToList();
        if (all.Count == 0) return;
        double largest = all.Max(entry => golden.Main[prefix + entry.name].abs().max().item<double>());
        var tolerance = golden.Type != ScalarType.Float32 ? null : GoldenTolerance.Single with
        {
            Absolute = Math.Max(GoldenTolerance.Single.Absolute, Noise * largest),
        };
        foreach (var (name, parameter) in all)
            compare.Check(prefix + name, parameter.grad ?? zeros_like(parameter), tolerance);
    }

    private static void CheckGuide(GoldenCase golden, GoldenComparison compare)
    {
        using var scope = NewDisposeScope();
        using var guide = Loaded(golden, TunitNetworks.NewGuide(ConfigOf(golden)), "C");
        guide.eval();
        using (no_grad())
        {
            foreach (var (tag, input) in new[] { ("", "x"), ("_rect", "x_rect") })
            {
                if (!golden.HasInput(input)) continue;
                var seen = guide.Look(golden.In(input));
                compare.CheckIfThere($"out.eval.cont{tag}", seen.Style);
                compare.CheckIfThere($"out.eval.disc{tag}", seen.Logits);
            }
            int index = 0;
            Tensor last = golden.In("x");
            foreach (var stage in guide.Stages(golden.In("x")))
            {
                compare.CheckIfThere($"out.eval.features.{index++}", stage.narrow(0, 0, 1));
                last = stage;
            }
            compare.CheckIfThere("out.eval.features_last", last);
        }
        guide.train();
        var x = golden.In("x").requires_grad_(true);
        var trained = guide.Look(x);
        compare.CheckIfThere("out.train.cont", trained.Style);
        compare.CheckIfThere("out.train.disc", trained.Logits);
        var loss = (trained.Style * golden.In("cotangent_cont")).sum()
            + (trained.Logits * golden.In("cotangent_disc")).sum();
        compare.CheckIfThere("loss.train", loss);
        loss.backward();
        compare.CheckIfThere("grad.in.x", x.grad!);
        CheckGradients(golden, compare, guide, "grad.");
        foreach (var (name, buffer) in guide.named_buffers()) compare.CheckIfThere($"after_forward.{name}", buffer);
    }

    private static void CheckPainter(GoldenCase golden, GoldenComparison compare)
    {
        using var scope = NewDisposeScope();
        using var painter = Loaded(golden, new TunitGenerator(ConfigOf(golden)), "G");
        var (x, style) = (golden.In("x").requires_grad_(true), golden.In("style").requires_grad_(true));
        var content = painter.Encode(x);
        var parameters = painter.Mlp.call(style);
        compare.CheckIfThere("out.content", content);
        compare.CheckIfThere("out.adain_params", parameters);
        int index = 0;
        var styles = AdaptiveStyle.Deal(parameters, painter.Decoder.AdaptiveWidths);
        using (no_grad())
        {
            foreach (var stage in painter.Decoder.Stages(content, styles))
                compare.CheckIfThere($"out.decoder.model.{index++}", stage.narrow(0, 0, 1));
        }
        var image = painter.Decode(content, style);
        compare.CheckIfThere("out.image", image);
        if (golden.HasInput("x_rect"))
            compare.CheckIfThere("out.image_rect", painter.Translate(golden.In("x_rect"), style.narrow(0, 0, 1)));
        if (!golden.HasInput("cotangent_image")) return;
        var loss = (image * golden.In("cotangent_image")).mean();
        compare.CheckIfThere("loss.total", loss);
        loss.backward();
        compare.CheckIfThere("grad.in.x", x.grad!);
        compare.CheckIfThere("grad.in.style", style.grad!);
        CheckGradients(golden, compare, painter, "grad.");
    }

    private static void CheckJudge(GoldenCase golden, GoldenComparison compare)
    {
        using var scope = NewDisposeScope();
        using var judge = Loaded(golden, new TunitDiscriminator(ConfigOf(golden)), "D");
        var x = golden.In("x_real").requires_grad_(true);
        var domains = golden.In("y");
        int index = 0;
        using (no_grad())
        {
            foreach (var stage in judge.Stages(golden.In("x_real")))
                compare.CheckIfThere($"out.main.{index++}", stage.narrow(0, 0, 1));
        }
        var map = judge.Map(x);
        var real = TunitDiscriminator.Select(map, domains);
        var fake = judge.Logits(golden.In("x_fake"), domains);
        compare.CheckIfThere("out.feat_real", map);
        compare.CheckIfThere("out.logit_real", real);
        compare.CheckIfThere("out.logit_fake", fake);
        compare.CheckIfThere("out.grad_x_real", autograd.grad([real.sum()], [x], retain_graph: true)[0]);
        var penalty = TunitLosses.Penalty(real, x);
        compare.CheckIfThere("loss.gp", penalty);
        // The mean of the logits instead of their sum.
        compare.CheckIfThere("loss.gp_patch", TunitLosses.Penalty(real / real.numel(), x));
        var (onReal, onFake) = (TunitLosses.HingeReal(real), TunitLosses.HingeFake(fake));
        compare.CheckIfThere("loss.adv_real", onReal);
        compare.CheckIfThere("loss.adv_fake", onFake);
        double weight = golden.Property("hyper").GetProperty("w_gp").GetDouble();
        (penalty * weight).backward(retain_graph: true);
        CheckGradients(golden, compare, judge, "grad_gp.");
        foreach (var parameter in judge.parameters()) parameter.grad = null;
        var total = onReal + onFake + penalty * weight;
        compare.CheckIfThere("loss.total", total);
        total.backward();
        CheckGradients(golden, compare, judge, "grad.");
    }
}
