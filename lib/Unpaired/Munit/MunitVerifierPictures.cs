using Unpaired.Data;
using Unpaired.Metrics;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>What only MUNIT has in the cases that look at networks and pictures: styles, and the scores of the case
/// metrics.</summary>
public sealed partial class MunitVerifier
{
    private protected override void CheckGenerator(
        GoldenCase golden, GoldenComparison compare, nn.Module generator, string tag, string domain, Tensor x)
    {
        var network = (MunitGenerator)generator;
        string prefix = $"out.{tag}.gen_{domain}.";
        var (content, style) = network.Encode(x);
        var parameters = network.Mlp.Stages(style).ToList();
        CheckStages(golden, compare, prefix, new Dictionary<string, IReadOnlyList<Tensor>>
        {
            ["enc_style"] = [.. network.StyleEncoder.Stages(x)],
            ["enc_content"] = [.. network.ContentEncoder.Stages(x)],
            ["mlp"] = parameters,
            ["dec"] = [.. network.Decoder.Stages(content, network.StyleParameters(parameters[^1]))],
        });
        compare.CheckIfThere(prefix + "content", content);
        compare.CheckIfThere(prefix + "style", style);
        // Through Decode, so that the fused decoder of the fast mode is compared too.
        if (golden.Main.Has(prefix + "recon")) compare.Check(prefix + "recon", network.Decode(content, style));
    }

    private protected override Dictionary<string, Tensor> Previews(GoldenCase golden, MunitTrainer trainer, string tag)
    {
        var values = new Dictionary<string, Tensor>();
        if (!golden.HasInput($"{tag}.display_s_a")) return values;
        trainer.UseDisplayStyles(golden.In($"{tag}.display_s_a"), golden.In($"{tag}.display_s_b"));
        var (xA, xB) = (golden.In($"{tag}.x_a"), golden.In($"{tag}.x_b"));
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
        return values;
    }

    private protected override void CheckTranslation(
        GoldenCase golden, GoldenComparison compare, nn.Module source, nn.Module target, string name, Tensor image)
    {
        var (from, to) = ((MunitGenerator)source, (MunitGenerator)target);
        var (content, ownStyle) = from.Encode(image);
        compare.CheckIfThere($"out.{name}.content", content);
        Tensor styles;
        if (golden.HasInput($"{name}.style_image"))
        {
            var example = golden.In($"{name}.style_image");
            CheckInput(golden, compare, $"in.{name}.style_image", "infer/style.png", example);
            styles = to.EncodeStyle(example);
            compare.CheckIfThere($"out.{name}.style", styles);
        }
        else styles = golden.HasInput($"{name}.style") ? golden.In($"{name}.style") : ownStyle;
        for (long i = 0; i < styles.shape[0]; i++)
        {
            var output = UnitRange(to.Decode(content, styles.narrow(0, i, 1)));
            CheckOutput(golden, compare, $"out.{name}.output{i:D3}", output);
            if (i == 0) CheckOutput(golden, compare, $"out.{name}.output", output);
        }
    }

    private protected override Tensor TranslateOld(
        GoldenCase golden, nn.Module source, nn.Module target, Tensor image) =>
        ((MunitGenerator)target).Decode(((MunitGenerator)source).EncodeContent(image), golden.In("pt03.style"));

    private void Metrics(GoldenCase golden, GoldenComparison compare)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var config = ConfigOf(golden);
        var (a, b) = Generators(golden, config, Checkpoint(golden, "gen"));
        var folder = new ImageFolder(golden.PathOf("metrics_images"));
        var transform = MunitTransform.Inference(config.ShorterSideA);
        string[] modes = ["independent", "synchronized"];
        foreach (string mode in modes.Where(mode => golden.HasInput($"{mode}.styles")))
        {
            var styles = golden.In($"{mode}.styles");
            var all = new List<Tensor>();
            for (int i = 0; i < styles.shape[0]; i++)
            {
                var x = DataCases.Exact(transform.Apply(folder[i], default), golden.Type).unsqueeze(0);
                var content = ((MunitGenerator)a).EncodeContent(x);
                var predictions = new List<Tensor>();
                for (long j = 0; j < styles.shape[1]; j++)
                {
                    var output = UnitRange(((MunitGenerator)b).Decode(content, styles[i][j].unsqueeze(0)));
                    compare.CheckIfThere($"out.{mode}.image{i}.style{j}", output);
                    predictions.Add(StandIn(output, golden.In("stub_weight")));
                }
                all.Add(stack(predictions));
            }
            var probabilities = stack(all);
            compare.CheckIfThere($"out.{mode}.pred", probabilities);
            var free = InceptionScore.Unconditional(probabilities);
            var conditional = InceptionScore.Conditional(probabilities);
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

    /// <summary>The golden data's stand-in for Inception: resized to 299 × 299, pooled to 2 × 2, one matrix,
    /// softmax.</summary>
    private static Tensor StandIn(Tensor picture, Tensor weight)
    {
        var resized = nn.functional.interpolate(
            picture, [299, 299], mode: InterpolationMode.Bilinear, align_corners: false);
        return nn.functional.adaptive_avg_pool2d(resized, [2, 2]).flatten(1).mm(weight.t()).softmax(1).squeeze(0);
    }

    /// <summary>In float32 a divergence near 0 is as exact as its exponential, which is near 1.</summary>
    private static GoldenTolerance? Nats(GoldenCase golden) =>
        golden.Type == ScalarType.Float32 ? new GoldenTolerance(1e-4, 1, 1e-4) : null;
}
