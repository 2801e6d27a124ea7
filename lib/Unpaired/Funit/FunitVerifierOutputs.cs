using System.Globalization;
using System.Text.RegularExpressions;
using TorchSharp;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Funit;

/// <summary>Outputs and taps of the networks, at the small size of the case main and at the published one.</summary>
public sealed partial class FunitVerifier
{
    private static void CheckNetworks(GoldenCase golden, GoldenComparison compare, FunitTrainer trainer)
    {
        using var quiet = no_grad();
        CheckGenerator(golden, compare, trainer.Generator, "gen");
        CheckGenerator(golden, compare, trainer.AveragedGenerator, "gen_test");
        CheckShots(golden, compare, trainer);
        CheckDiscriminator(golden, compare, trainer.Discriminator);
    }

    private static void CheckGenerator(
        GoldenCase golden, GoldenComparison compare, FunitGenerator generator, string tag)
    {
        using var scope = NewDisposeScope();
        string prefix = $"out.{tag}.";
        var (xA, xB) = (golden.In("xa"), golden.In("xb"));
        var content = generator.EncodeContent(xA);
        var code = generator.EncodeClass(xB);
        var parameters = generator.Mlp.call(code);
        compare.CheckIfThere(prefix + "content", content);
        compare.CheckIfThere(prefix + "class_code", code);
        compare.CheckIfThere(prefix + "adain_params", parameters);
        // Through Decode, so that the fused decoder of the fast mode is compared too.
        compare.CheckIfThere(prefix + "translation", generator.Decode(content, code));
        void Taps(string part, IEnumerable<Tensor> stages)
        {
            foreach (var (i, stage) in stages.Index())
                compare.CheckIfThere(
                    string.Create(CultureInfo.InvariantCulture, $"{prefix}{part}.model.{i}.sum"), stage.sum([2, 3]));
        }
        Taps("enc_content", generator.ContentEncoder.Stages(xA));
        Taps("enc_class_model", generator.ClassEncoder.Stages(xB));
        Taps("dec", generator.Decoder.Stages(content, generator.StyleParameters(parameters)));
        if (!golden.HasInput("one_image") || !golden.HasInput("k_images")) return;
        var one = generator.EncodeContent(golden.In("one_image"));
        var set = generator.EncodeSet(golden.In("k_images").narrow(0, 0, Shots(golden)));
        compare.CheckIfThere(prefix + "encode.content", one);
        compare.CheckIfThere(prefix + "encode.class_code", set);
        compare.CheckIfThere(prefix + "forward", generator.Decode(one, set));
    }

    private static int Shots(GoldenCase golden) => golden.Property("k_shot").GetInt32();

    /// <summary>Class codes of several pictures, and the sheet of the trainer.</summary>
    private static void CheckShots(GoldenCase golden, GoldenComparison compare, FunitTrainer trainer)
    {
        using var scope = NewDisposeScope();
        var (now, average) = (trainer.Generator, trainer.AveragedGenerator);
        var (xA, xB) = (golden.In("xa"), golden.In("xb"));
        compare.CheckIfThere("out.test.xr_current", FunitTrainer.Drawn(now, xA, xA));
        compare.CheckIfThere("out.test.xt_current", FunitTrainer.Drawn(now, xA, xB));
        compare.CheckIfThere("out.test.xr", FunitTrainer.Drawn(average, xA, xA));
        compare.CheckIfThere("out.test.xt", FunitTrainer.Drawn(average, xA, xB));
        if (!golden.HasInput("k_images")) return;
        int shots = Shots(golden);
        var pictures = golden.In("k_images");
        var content = average.EncodeContent(xA);
        var codes = average.EncodeSets(pictures, shots);
        compare.CheckIfThere("out.k_style", codes);
        compare.CheckIfThere("out.translate_k_shot", average.Decode(content, codes));
        compare.CheckIfThere("out.translate_k_shot_k1", average.Decode(content, average.EncodeSets(xB, 1)));
        if (!golden.HasInput("one_image")) return;
        // The demo: one at a time, summed and divided.
        var single = Enumerable.Range(0, shots).Select(i => average.EncodeClass(pictures.narrow(0, i, 1)))
            .Aggregate((sum, code) => sum + code) / shots;
        var drawn = average.Decode(average.EncodeContent(golden.In("one_image")), single);
        compare.CheckIfThere("out.test_k_shot.class_code", single);
        compare.CheckIfThere("out.test_k_shot.image", drawn);
        if (!golden.Main.Has("out.test_k_shot.uint8")) return;
        var bytes = FunitTranslator.Truncated(drawn);
        compare.Check(
            "out.test_k_shot.uint8", tensor(bytes.Rgb.ToArray(), [bytes.Height, bytes.Width, 3]).to(float64),
            // In float32 a value next to a whole number may fall on either side of it.
            golden.Type == ScalarType.Float32 ? new GoldenTolerance(1.01 / 255, 1, 1.01) : null);
    }

    private static void CheckDiscriminator(GoldenCase golden, GoldenComparison compare, FunitDiscriminator judge)
    {
        using var scope = NewDisposeScope();
        foreach (string side in new[] { "a", "b" })
        {
            string prefix = $"out.dis.real_{side}.";
            var judged = judge.Judge(golden.In($"x{side}"), golden.In($"l{side}"));
            compare.CheckIfThere(prefix + "resp", judged.Response);
            compare.CheckIfThere(prefix + "feat", judged.Features);
            var stages = judge.Stages(golden.In($"x{side}")).ToList();
            compare.CheckIfThere(prefix + "feat_before_head", stages[^1]);
            compare.CheckIfThere(prefix + "all_classes", judge.Scores(judged.Features));
            if (side != "b") continue;
            foreach (var (i, stage) in stages.Index())
                compare.CheckIfThere(
                    string.Create(CultureInfo.InvariantCulture, $"out.dis.cnn_f.{i}.sum"), stage.sum([2, 3]));
        }
    }

    /// <summary>The published width, with weights and pictures from the formulas in the JSON file.</summary>
    private static void FullSize(GoldenCase golden, GoldenComparison compare)
    {
        using var quiet = no_grad();
        var config = ConfigOf(golden);
        long[] shape = [.. Regex.Match(golden.Property("image").GetString()!, @"\[(\d+),(\d+),(\d+),(\d+)\]")
            .Groups.Values.Skip(1).Select(group => long.Parse(group.Value, CultureInfo.InvariantCulture))];
        using (var generator = new FunitGenerator(config.Generator))
        {
            using var scope = NewDisposeScope();
            Prepare(generator, golden.Type);
            var pictures = FormulaPictures(shape).to(golden.Type);
            var content = generator.EncodeContent(pictures.narrow(0, 0, 1));
            compare.CheckIfThere("out.content.mean_per_channel", content.mean([2, 3]));
            compare.CheckIfThere("out.content.absmax_per_channel", content.abs().amax([2, 3]));
            var code = generator.EncodeClass(pictures.narrow(0, 1, 1));
            compare.CheckIfThere("out.class_code", code);
            var parameters = generator.Mlp.call(code);
            compare.CheckIfThere("out.adain_params.l2", parameters.norm());
            compare.CheckIfThere("out.adain_params.head", parameters.narrow(1, 0, Math.Min(64, parameters.shape[1])));
            var translation = generator.Decode(content, code);
            compare.CheckIfThere("out.translation.sum", translation.sum());
            var every = TensorIndex.Slice(null, null, 4);
            compare.CheckIfThere(
                "out.translation.16x16", translation[TensorIndex.Ellipsis, every, every]);
        }
        using (var discriminator = new FunitDiscriminator(config.Discriminator))
        {
            using var scope = NewDisposeScope();
            Prepare(discriminator, golden.Type);
            string words = golden.Property("outputs").GetProperty("out.dis.resp").GetString()!;
            var label = Regex.Match(words, @"label (\d+)");
            var judged = discriminator.Judge(
                FormulaPictures(shape).to(golden.Type).narrow(0, 1, 1),
                tensor(new[] { long.Parse(label.Groups[1].Value, CultureInfo.InvariantCulture) }));
            compare.CheckIfThere("out.dis.resp", judged.Response);
            compare.CheckIfThere("out.dis.feat.mean", judged.Features.mean([2, 3]));
        }
    }

    /// <summary>((i · i · 17 + i · 101 + 7) mod 2003) / 2002 · 2 − 1 at flat index i.</summary>
    private static Tensor FormulaPictures(long[] shape)
    {
        using var scope = NewDisposeScope();
        var i = arange(shape.Aggregate((a, b) => a * b), dtype: int64);
        return (((i * i * 17 + i * 101 + 7) % 2003).to(float64) / 2002 * 2 - 1).view(shape).MoveToOuterDisposeScope();
    }

    /// <summary>Fills parameter number t with (((i · i · 31 + i · 7919 + t · 104729) mod 1000003) / 1000003 − ½) · s at
    /// flat index i, s = √(12 / fan in), or 0.2 for vectors.</summary>
    private static void Prepare(nn.Module network, ScalarType type)
    {
        network.to(type);
        foreach (var (t, parameter) in network.parameters().Index())
        {
            using var scope = NewDisposeScope();
            var i = arange(parameter.numel(), dtype: int64);
            var hash = (i * i).mul_(31).add_(i.mul_(7919)).add_(t * 104729L).remainder_(1000003);
            double scale = parameter.dim() > 1
                ? Math.Sqrt(12.0 / ((double)parameter.numel() / parameter.shape[0]))
                : 0.2;
            parameter.copy_(hash.to(float64).div_(1000003).sub_(0.5).mul_(scale).view(parameter.shape));
        }
    }
}
