using System.Text.Json;
using Unpaired.Checkpoints;
using Unpaired.Layers;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>The case blocks: single layers and small networks, with objective Σ y·w, gradients and buffers.</summary>
internal static class MunitBlockCases
{
    internal static void Verify(GoldenCase golden, GoldenComparison compare)
    {
        foreach (var property in golden.Property("cases").EnumerateObject())
        {
            using var scope = NewDisposeScope();
            var options = new BlockOptions(property.Value);
            string kind = options.Text("kind");
            if (kind == "AdaptiveInstanceNorm2d") VerifyAdaptive(golden, compare, property.Name, options);
            else if (kind.StartsWith("AdaINGen.decode", StringComparison.Ordinal)) VerifyDecode(golden, compare, property.Name, options);
            else if (kind.StartsWith("MsImageDis.downsample", StringComparison.Ordinal)) VerifyDownsample(golden, compare, property.Name);
            else if (kind.StartsWith("decoder upsampling", StringComparison.Ordinal))
                CheckIfThere(golden, compare, $"out.{property.Name}.y",
                    golden.In($"{property.Name}.x").repeat_interleave(2, 2).repeat_interleave(2, 3));
            else if (kind.StartsWith("calc_gen_loss", StringComparison.Ordinal)) VerifyGanLoss(golden, compare, property.Name);
            else if (Build(kind, options) is { } block) VerifyBlock(golden, compare, property.Name, block);
        }
    }

    /// <summary>A block with one input, or null for a kind that is not known: its tensors are then reported as such.</summary>
    private static Block? Build(string kind, BlockOptions o) => kind switch
    {
        "Conv2dBlock" => Block.Of(new Conv2dBlock(
            o.Whole("input_dim"), o.Whole("output_dim"), o.Whole("kernel_size"), o.Whole("stride"), o.Whole("padding", 0),
            o.Norm("norm", "none"), o.Activation("activation"), o.Padding())),
        "LinearBlock" => Block.Of(new LinearBlock(o.Whole("input_dim"), o.Whole("output_dim"), o.Norm("norm", "none"), o.Activation("activation"))),
        "LayerNorm" => Block.Of(new SampleLayerNorm(o.Whole("num_features"))),
        "ResBlock" => Block.Of(new ResidualBlock(o.Whole("dim"), o.Norm("norm", "in"), o.Activation("activation"), o.Padding())),
        "ResBlocks" => Block.Of(new ResidualBlocks(
            o.Whole("num_blocks"), o.Whole("dim"), o.Norm("norm", "in"), o.Activation("activation"), o.Padding())),
        "MLP" => Block.Of(new Mlp(
            o.Whole("input_dim"), o.Whole("output_dim"), o.Whole("dim"), o.Whole("n_blk", 3), o.Norm("norm", "none"), o.Activation("activ"))),
        "StyleEncoder" => Block.Of(new StyleEncoder(
            o.Whole("n_downsample"), o.Whole("input_dim"), o.Whole("dim"), o.Whole("style_dim"),
            o.Norm("norm", "none"), o.Activation("activ"), o.Padding())),
        "ContentEncoder" => Block.Of(new ContentEncoder(
            o.Whole("n_downsample"), o.Whole("n_res"), o.Whole("input_dim"), o.Whole("dim"),
            o.Norm("norm", "none"), o.Activation("activ"), o.Padding())),
        "Decoder" => Block.Of(new Decoder(
            o.Whole("n_upsample"), o.Whole("n_res"), o.Whole("dim"), o.Whole("output_dim"),
            o.Norm("res_norm", "adain"), o.Activation("activ"), o.Padding())),
        "MsImageDis" => JudgeBlock(o, o.Section("params")),
        _ => null,
    };

    private static Block JudgeBlock(BlockOptions o, BlockOptions p)
    {
        var judge = new MultiScaleDiscriminator(
            o.Whole("input_dim"), p.Whole("dim"), p.Whole("n_layer"), p.Whole("num_scales"),
            p.Norm("norm", "none"), p.Activation("activ"), p.Padding());
        return new Block(judge, "d.", x => cat([.. judge.Scores(x).Select(score => score.flatten(1))], 1));
    }

    private static void VerifyBlock(GoldenCase golden, GoldenComparison compare, string name, Block block)
    {
        Load(golden, name, block);
        var x = golden.In($"{name}.x").detach().requires_grad_(true);
        var y = block.Forward(x);
        var objective = (y * golden.In($"{name}.w")).sum();
        if (golden.HasInput($"{name}.x2"))
        {
            var y2 = block.Forward(golden.In($"{name}.x2"));
            objective += (y2 * golden.In($"{name}.w2")).sum();
            compare.Check($"out.{name}.y2", y2);
        }
        objective.backward();
        compare.Check($"out.{name}.y", y);
        CheckIfThere(golden, compare, $"loss.{name}.objective", objective);
        CheckIfThere(golden, compare, $"grad.{name}.x", x.grad!);
        CheckState(golden, compare, name, block);
        CheckEvaluation(golden, compare, name, block, () => block.Forward(x));
    }

    private static void VerifyDecode(GoldenCase golden, GoldenComparison compare, string name, BlockOptions options)
    {
        var config = MunitConfig.Read($"{{\"gen\": {options.Section("params").Raw}}}", golden.JsonPath, ignoreUnknown: true);
        var generator = new MunitGenerator(options.Whole("input_dim"), config.Generator);
        var content = golden.In($"{name}.content").detach().requires_grad_(true);
        var block = new Block(generator, "g.", style => generator.Decode(content, style));
        VerifyBlock(golden, compare, name, block);
        CheckIfThere(golden, compare, $"grad.{name}.content", content.grad!);
        var parameters = generator.Mlp.call(golden.In($"{name}.x"));
        CheckIfThere(golden, compare, $"out.{name}.mlp", parameters);
        var styles = generator.StyleParameters(parameters);
        for (int i = 0; i < styles.Count; i++)
        {
            CheckIfThere(golden, compare, $"out.{name}.layer{i}.weight", styles[i].Weight);
            CheckIfThere(golden, compare, $"out.{name}.layer{i}.bias", styles[i].Bias);
        }
    }

    private static void VerifyAdaptive(GoldenCase golden, GoldenComparison compare, string name, BlockOptions options)
    {
        var norm = new AdaptiveInstanceNorm2d(options.Whole("num_features"));
        var weight = golden.In($"{name}.weight").detach().requires_grad_(true);
        var bias = golden.In($"{name}.bias").detach().requires_grad_(true);
        VerifyBlock(golden, compare, name, new Block(norm, "", x => norm.Normalize(x, new AdaptiveStyle(bias, weight))));
        CheckIfThere(golden, compare, $"grad.{name}.weight", weight.grad!);
        CheckIfThere(golden, compare, $"grad.{name}.bias", bias.grad!);
    }

    private static void VerifyDownsample(GoldenCase golden, GoldenComparison compare, string name)
    {
        var once = MultiScaleDiscriminator.Downsample(golden.In($"{name}.x"));
        CheckIfThere(golden, compare, $"out.{name}.y", once);
        CheckIfThere(golden, compare, $"out.{name}.y2", MultiScaleDiscriminator.Downsample(once));
    }

    private static void VerifyGanLoss(GoldenCase golden, GoldenComparison compare, string name)
    {
        Tensor[] scores = [.. Enumerable.Range(0, 100).TakeWhile(i => golden.HasInput($"{name}.scale{i}")).Select(i => golden.In($"{name}.scale{i}"))];
        foreach (var kind in Enum.GetValues<GanKind>())
        {
            CheckIfThere(golden, compare, $"loss.{name}.{OriginalNames.Of(kind)}.gen", GanLoss.Generator(kind, scores));
            CheckIfThere(golden, compare, $"loss.{name}.{OriginalNames.Of(kind)}.dis", GanLoss.Discriminator(kind, scores, scores));
        }
    }

    /// <summary>Puts the case's parameters into the block; what the case does not give keeps its start.</summary>
    private static void Load(GoldenCase golden, string name, Block block)
    {
        string prefix = $"in.{name}.param.";
        var state = golden.Main.Below(prefix).ToDictionary(
            key => Stripped(key[prefix.Length..], block.Prefix), key => golden.Main[key]);
        TorchSharp.ModuleExtensionMethods.to(block.Module, golden.Type);
        var report = StateDict.LoadInto(block.Module, state, $"{golden.Main.Path} ({name})", strict: false);
        var parameters = block.Module.named_parameters().Select(entry => entry.name).ToHashSet();
        if (report.Unexpected.Count > 0 || report.WrongShapes.Count > 0 || report.Missing.Any(parameters.Contains))
            throw new StateDictException(report);
        block.Module.train();
    }

    private static void CheckState(GoldenCase golden, GoldenComparison compare, string name, Block block)
    {
        var state = StateDict.Of(block.Module);
        foreach (string key in golden.Main.Below($"grad.{name}.param."))
        {
            if (state.TryGetValue(Stripped(key[$"grad.{name}.param.".Length..], block.Prefix), out var parameter))
                compare.Check(key, parameter.grad ?? zeros_like(parameter));
        }
        foreach (string kind in new[] { "buffer", "param" })
        {
            string prefix = $"after1.{name}.{kind}.";
            foreach (string key in golden.Main.Below(prefix))
            {
                if (state.TryGetValue(Stripped(key[prefix.Length..], block.Prefix), out var value)) compare.Check(key, value);
            }
        }
    }

    private static void CheckEvaluation(
        GoldenCase golden, GoldenComparison compare, string name, Block block, Func<Tensor> forward)
    {
        if (!golden.Main.Has($"out.{name}.y_eval")) return;
        block.Module.eval();
        compare.Check($"out.{name}.y_eval", forward());
    }

    private static string Stripped(string key, string prefix) =>
        key.StartsWith(prefix, StringComparison.Ordinal) ? key[prefix.Length..] : key;

    private static void CheckIfThere(GoldenCase golden, GoldenComparison compare, string name, Tensor value)
    {
        if (golden.Main.Has(name)) compare.Check(name, value);
    }

    /// <summary>A module with the call under test; names in the case may carry a prefix.</summary>
    private sealed record Block(nn.Module Module, string Prefix, Func<Tensor, Tensor> Forward)
    {
        internal static Block Of(nn.Module<Tensor, Tensor> module) => new(module, "", module.call);
    }

    /// <summary>The options of a case under the names, and with the defaults, of the original's constructors.</summary>
    private sealed class BlockOptions(JsonElement json)
    {
        internal string Raw => json.GetRawText();

        internal string Text(string name) => json.GetProperty(name).GetString()!;

        private string Text(string name, string otherwise) => json.TryGetProperty(name, out _) ? Text(name) : otherwise;

        internal int Whole(string name) => json.GetProperty(name).GetInt32();

        internal int Whole(string name, int otherwise) => json.TryGetProperty(name, out _) ? Whole(name) : otherwise;

        internal Normalization Norm(string name, string otherwise) => OriginalNames.Parse<Normalization>(Text(name, otherwise));

        internal Activation Activation(string name) => OriginalNames.Parse<Activation>(Text(name, "relu"));

        internal PaddingKind Padding() => OriginalNames.Parse<PaddingKind>(Text("pad_type", "zero"));

        internal BlockOptions Section(string name) => new(json.GetProperty(name));
    }
}
