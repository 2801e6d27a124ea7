using System.Globalization;
using System.Text.RegularExpressions;
using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Layers;
using Unpaired.Metrics;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>The cases that look at networks and pictures: outputs, previews, inference, scores.</summary>
public sealed partial class MunitVerifier
{
    private void Networks(GoldenCase golden, GoldenComparison compare)
    {
        var config = ConfigOf(golden);
        using var trainer = Start(golden, config);
        using var quiet = no_grad();
        var tags = golden.Main.All.Keys.Select(name => Regex.Match(name, @"^in\.(.+)\.x_[ab]$"))
            .Where(match => match.Success).Select(match => match.Groups[1].Value).Distinct().ToList();
        var judges = new MunitJudgeCases(golden, compare, config);
        foreach (string tag in tags)
        {
            using var scope = NewDisposeScope();
            foreach (string domain in new[] { "a", "b" })
            {
                if (!golden.HasInput($"{tag}.x_{domain}")) continue;
                var x = golden.In($"{tag}.x_{domain}");
                CheckGenerator(golden, compare, (MunitGenerator)Network(trainer, $"gen_{domain}"), $"out.{tag}.gen_{domain}.", x);
                judges.Verify((MultiScaleDiscriminator)Network(trainer, $"dis_{domain}"), tag, domain, x);
            }
            CheckPreviews(golden, compare, trainer, tag);
        }
    }

    private static void CheckGenerator(
        GoldenCase golden, GoldenComparison compare, MunitGenerator generator, string prefix, Tensor x)
    {
        var (content, style) = generator.Encode(x);
        var parameters = generator.Mlp.Stages(style).ToList();
        var drawn = generator.Decoder.Stages(content, generator.StyleParameters(parameters[^1])).ToList();
        var stages = new Dictionary<string, IReadOnlyList<Tensor>>
        {
            ["enc_style"] = [.. generator.StyleEncoder.Stages(x)],
            ["enc_content"] = [.. generator.ContentEncoder.Stages(x)],
            ["mlp"] = parameters,
            ["dec"] = drawn,
        };
        foreach (string name in golden.Main.Below(prefix))
        {
            var stage = Regex.Match(name[prefix.Length..], @"^(\w+)\.model\.(\d+)$");
            if (stage.Success && stages.TryGetValue(stage.Groups[1].Value, out var outputs)
                && int.Parse(stage.Groups[2].Value, CultureInfo.InvariantCulture) is var i && i < outputs.Count)
                compare.Check(name, outputs[i]);
        }
        foreach (var (name, value) in new[] { ("content", content), ("style", style) })
        {
            if (golden.Main.Has(prefix + name)) compare.Check(prefix + name, value);
        }
        // Through Decode, so that the fused decoder of the fast mode is compared too.
        if (golden.Main.Has(prefix + "recon")) compare.Check(prefix + "recon", generator.Decode(content, style));
    }

    private static void CheckPreviews(GoldenCase golden, GoldenComparison compare, MunitTrainer trainer, string tag)
    {
        if (!golden.HasInput($"{tag}.display_s_a")) return;
        trainer.UseDisplayStyles(golden.In($"{tag}.display_s_a"), golden.In($"{tag}.display_s_b"));
        var (xA, xB) = (golden.In($"{tag}.x_a"), golden.In($"{tag}.x_b"));
        var values = new Dictionary<string, Tensor>();
        if (golden.Main.Below($"out.{tag}.forward.").Any())
            (values["forward.x_ab"], values["forward.x_ba"]) = trainer.Translate(xA, xB);
        if (golden.HasInput($"{tag}.sample.s_a2"))
        {
            var preview = trainer.Preview(xA, xB, golden.In($"{tag}.sample.s_a2"), golden.In($"{tag}.sample.s_b2"));
            values["sample.x_a_recon"] = preview.ReconstructionA;
            values["sample.x_ab1"] = preview.AtoBFixed;
            values["sample.x_ab2"] = preview.AtoBDrawn;
            values["sample.x_b_recon"] = preview.ReconstructionB;
            values["sample.x_ba1"] = preview.BtoAFixed;
            values["sample.x_ba2"] = preview.BtoADrawn;
        }
        foreach (var (name, value) in values)
        {
            if (golden.Main.Has($"out.{tag}.{name}")) compare.Check($"out.{tag}.{name}", value);
        }
    }

    private static void Inference(GoldenCase golden, GoldenComparison compare)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var config = ConfigOf(golden);
        var (genA, genB) = Generators(config.InputChannelsA, config.InputChannelsB, config.Generator, Checkpoint(golden, "gen"), golden.Type);
        var image = golden.In("image");
        CheckInput(golden, compare, "in.image", "infer/input.png", image, config);
        foreach (string name in Texts(golden.Property("cases")))
        {
            bool forward = name.StartsWith("a2b", StringComparison.Ordinal);
            var (source, target) = forward ? (genA, genB) : (genB, genA);
            var (content, ownStyle) = source.Encode(image);
            CheckIfThere(golden, compare, $"out.{name}.content", content);
            Tensor styles;
            if (golden.HasInput($"{name}.style_image"))
            {
                var example = golden.In($"{name}.style_image");
                CheckInput(golden, compare, $"in.{name}.style_image", "infer/style.png", example, config);
                styles = target.EncodeStyle(example);
                CheckIfThere(golden, compare, $"out.{name}.style", styles);
            }
            else styles = golden.HasInput($"{name}.style") ? golden.In($"{name}.style") : ownStyle;
            for (long i = 0; i < styles.shape[0]; i++)
            {
                var output = UnitRange(target.Decode(content, styles.narrow(0, i, 1)));
                foreach (string key in new[] { $"out.{name}.output{i:D3}" }.Concat(i == 0 ? [$"out.{name}.output"] : []))
                {
                    CheckIfThere(golden, compare, key, output);
                    CheckIfThere(golden, compare, $"{key}.u8", Stretched(output), Levels(golden));
                }
            }
        }
        CheckIfThere(golden, compare, "out.input.u8", Stretched(UnitRange(image)), Levels(golden));
        if (golden.Main.Has("out.pt03.output")) CheckOldFile(golden, compare, config, image);
    }

    /// <summary>A file of PyTorch 0.3, whose instance norms stored statistics that nothing used.</summary>
    private static void CheckOldFile(GoldenCase golden, GoldenComparison compare, MunitConfig config, Tensor image)
    {
        string path = Directory.EnumerateFiles(golden.PathOf("ckpt_pt03"), "gen_*.pt").Max(StringComparer.Ordinal)!;
        var old = MunitConfig.Read($"{{\"gen\": {golden.Property("pt03_gen").GetRawText()}}}", golden.JsonPath, ignoreUnknown: true);
        var (genA, genB) = Generators(config.InputChannelsA, config.InputChannelsB, old.Generator, path, golden.Type);
        compare.Check("out.pt03.output", UnitRange(genB.Decode(genA.EncodeContent(image), golden.In("pt03.style"))));
        if (!golden.Json.TryGetProperty("pt03_removed_keys_per_generator", out var removed)) return;
        using var checkpoint = TorchFile.Load(path);
        var report = StateDict.LoadInto(genA, checkpoint["a"].AsStateDict(), path, dropLegacyNormBuffers: true);
        compare.CheckThat("out.pt03.removed_keys", report.Dropped.Order().SequenceEqual(Texts(removed).Order()),
            $"expected {removed.GetArrayLength()} keys to be dropped, got {report.Dropped.Count}");
    }

    private static void Metrics(GoldenCase golden, GoldenComparison compare)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var config = ConfigOf(golden);
        var (genA, genB) = Generators(config.InputChannelsA, config.InputChannelsB, config.Generator, Checkpoint(golden, "gen"), golden.Type);
        var folder = new ImageFolder(golden.PathOf("metrics_images"));
        var transform = MunitTransform.Inference(config.NewSizeA ?? config.NewSize ?? 256);
        foreach (string mode in new[] { "independent", "synchronized" }.Where(mode => golden.HasInput($"{mode}.styles")))
        {
            var styles = golden.In($"{mode}.styles");
            var all = new List<Tensor>();
            for (int i = 0; i < styles.shape[0]; i++)
            {
                var content = genA.EncodeContent(MunitDataCases.Exact(transform.Apply(folder[i], default), golden.Type).unsqueeze(0));
                var predictions = new List<Tensor>();
                for (long j = 0; j < styles.shape[1]; j++)
                {
                    var output = UnitRange(genB.Decode(content, styles[i][j].unsqueeze(0)));
                    CheckIfThere(golden, compare, $"out.{mode}.image{i}.style{j}", output);
                    predictions.Add(StandIn(output, golden.In("stub_weight")));
                }
                all.Add(stack(predictions));
            }
            var probabilities = stack(all);
            CheckIfThere(golden, compare, $"out.{mode}.pred", probabilities);
            var (free, conditional) = (InceptionScore.Unconditional(probabilities), InceptionScore.Conditional(probabilities));
            foreach (var (name, value) in new[]
            {
                ("IS", free.Exponential), ("CIS", conditional.Exponential),
                ("IS_mean_kl", free.MeanDivergence), ("CIS_mean_kl", conditional.MeanDivergence),
            })
            {
                if (golden.Main.Has($"loss.{mode}.{name}")) compare.Check($"loss.{mode}.{name}", value, Nats(golden));
            }
        }
    }

    /// <summary>The golden data's stand-in for Inception: resized to 299 × 299, pooled to 2 × 2, one matrix, softmax.</summary>
    private static Tensor StandIn(Tensor picture, Tensor weight)
    {
        var resized = nn.functional.interpolate(picture, [299, 299], mode: InterpolationMode.Bilinear, align_corners: false);
        return nn.functional.adaptive_avg_pool2d(resized, [2, 2]).flatten(1).mm(weight.t()).softmax(1).squeeze(0);
    }

    private static (MunitGenerator A, MunitGenerator B) Generators(
        int channelsA, int channelsB, GeneratorConfig config, string path, ScalarType dtype)
    {
        var (a, b) = (new MunitGenerator(channelsA, config), new MunitGenerator(channelsB, config));
        MunitWeights.Load(path, a, b);
        TorchSharp.ModuleExtensionMethods.to(a, dtype);
        TorchSharp.ModuleExtensionMethods.to(b, dtype);
        return (a, b);
    }

    /// <summary>The picture file beside the case, prepared by us, is the input that the original saw.</summary>
    private static void CheckInput(
        GoldenCase golden, GoldenComparison compare, string name, string file, Tensor expected, MunitConfig config)
    {
        string path = Path.Combine(golden.Folder, file);
        if (!File.Exists(path) || expected.shape[1] != 3) return;
        var transform = MunitTransform.Inference(config.NewSize ?? config.NewSizeA ?? 256);
        var x = MunitDataCases.Exact(transform.Apply(PictureFile.Load(path), default), golden.Type).unsqueeze(0);
        double difference = x.shape.SequenceEqual(expected.shape)
            ? (x - expected).abs().max().to(float64).item<double>()
            : double.PositiveInfinity;
        compare.CheckThat($"preprocessing.{name}", difference < 1e-6, $"{file}: largest difference {difference:E2}");
    }

    private static Tensor Stretched(Tensor unitRange)
    {
        var picture = PictureFile.FromUnitRangeStretched(unitRange);
        return tensor(picture.Rgb.ToArray(), [picture.Height, picture.Width, 3]).permute(2, 0, 1).to(float64);
    }

    /// <summary>In float32 a value on the border between two grey levels may fall on either side.</summary>
    private static GoldenTolerance? Levels(GoldenCase golden) =>
        golden.Type == ScalarType.Float32 ? new GoldenTolerance(1.01 / 255, 1, 1.01) : null;

    /// <summary>In float32 a divergence near 0 is as exact as its exponential, which is near 1.</summary>
    private static GoldenTolerance? Nats(GoldenCase golden) =>
        golden.Type == ScalarType.Float32 ? new GoldenTolerance(1e-4, 1, 1e-4) : null;

    private static void CheckIfThere(
        GoldenCase golden, GoldenComparison compare, string name, Tensor value, GoldenTolerance? tolerance = null)
    {
        if (golden.Main.Has(name)) compare.Check(name, value, tolerance);
    }
}
