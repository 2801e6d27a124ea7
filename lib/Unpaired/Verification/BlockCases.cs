using Unpaired.Checkpoints;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Verification;

/// <summary>The case blocks: single layers and small networks, with objective Σ y·w, gradients and buffers.</summary>
/// <param name="golden">The case.</param>
/// <param name="compare">Takes the results.</param>
internal class BlockCases(GoldenCase golden, GoldenComparison compare)
{
    /// <summary>Compares all blocks of the case; what is of a kind that is not known is reported as not
    /// compared.</summary>
    internal void Verify()
    {
        foreach (var property in golden.Property("cases").EnumerateObject())
        {
            using var scope = NewDisposeScope();
            var options = new BlockOptions(property.Value);
            string kind = options.Text("kind");
            if (!VerifyOther(property.Name, kind, options) && Build(kind, options) is { } block)
                VerifyBlock(property.Name, block);
        }
    }

    /// <summary>A block with one input, or null for a kind that is not known.</summary>
    private protected virtual Block? Build(string kind, BlockOptions o) => kind switch
    {
        "Conv2dBlock" => Block.Of(new Conv2dBlock(
            o.Whole("input_dim"), o.Whole("output_dim"),
            o.Whole("kernel_size"), o.Whole("stride"), o.Whole("padding", 0),
            o.Norm("norm", "none"), o.Activation("activation"), o.Padding())),
        "LinearBlock" => Block.Of(new LinearBlock(
            o.Whole("input_dim"), o.Whole("output_dim"), o.Norm("norm", "none"), o.Activation("activation"))),
        "LayerNorm" => Block.Of(new SampleLayerNorm(o.Whole("num_features"))),
        "ResBlock" => Block.Of(new ResidualBlock(
            o.Whole("dim"), o.Norm("norm", "in"), o.Activation("activation"), o.Padding())),
        "ResBlocks" => Block.Of(new ResidualBlocks(
            o.Whole("num_blocks"), o.Whole("dim"), o.Norm("norm", "in"), o.Activation("activation"), o.Padding())),
        "MLP" => Block.Of(new Mlp(
            o.Whole("input_dim"), o.Whole("output_dim"), o.Whole("dim"), o.Whole("n_blk", 3),
            o.Norm("norm", "none"), o.Activation("activ"))),
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

    /// <summary>Compares what is no block with one input; false for other kinds.</summary>
    private protected virtual bool VerifyOther(string name, string kind, BlockOptions options)
    {
        bool Is(string start) => kind.StartsWith(start, StringComparison.Ordinal);
        if (kind == "AdaptiveInstanceNorm2d") VerifyAdaptive(name, options);
        else if (Is("MsImageDis.downsample")) VerifyDownsample(name);
        else if (Is("decoder upsampling"))
            CheckIfThere($"out.{name}.y", golden.In($"{name}.x").repeat_interleave(2, 2).repeat_interleave(2, 3));
        else if (Is("calc_gen_loss")) VerifyGanLoss(name);
        else return false;
        return true;
    }

    private protected void VerifyBlock(string name, Block block)
    {
        Load(name, block);
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
        CheckIfThere($"loss.{name}.objective", objective);
        CheckIfThere($"grad.{name}.x", x.grad!);
        CheckState(name, block);
        CheckEvaluation(name, block, () => block.Forward(x));
    }

    private void VerifyAdaptive(string name, BlockOptions options)
    {
        var norm = new AdaptiveInstanceNorm2d(options.Whole("num_features"));
        var weight = golden.In($"{name}.weight").detach().requires_grad_(true);
        var bias = golden.In($"{name}.bias").detach().requires_grad_(true);
        VerifyBlock(name, new Block(norm, "", x => norm.Normalize(x, new AdaptiveStyle(bias, weight))));
        CheckIfThere($"grad.{name}.weight", weight.grad!);
        CheckIfThere($"grad.{name}.bias", bias.grad!);
    }

    private void VerifyDownsample(string name)
    {
        var once = MultiScaleDiscriminator.Downsample(golden.In($"{name}.x"));
        CheckIfThere($"out.{name}.y", once);
        CheckIfThere($"out.{name}.y2", MultiScaleDiscriminator.Downsample(once));
    }

    private void VerifyGanLoss(string name)
    {
        Tensor[] scores =
        [
            .. Enumerable.Range(0, 100).Select(i => $"{name}.scale{i}").TakeWhile(golden.HasInput).Select(golden.In),
        ];
        foreach (var kind in Enum.GetValues<GanKind>())
        {
            CheckIfThere($"loss.{name}.{OriginalNames.Of(kind)}.gen", GanLoss.Generator(kind, scores));
            CheckIfThere($"loss.{name}.{OriginalNames.Of(kind)}.dis", GanLoss.Discriminator(kind, scores, scores));
        }
    }

    /// <summary>Puts the case's parameters into the block; what the case does not give keeps its start.</summary>
    private void Load(string name, Block block)
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

    private void CheckState(string name, Block block)
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
                if (state.TryGetValue(Stripped(key[prefix.Length..], block.Prefix), out var value))
                    compare.Check(key, value);
            }
        }
    }

    private void CheckEvaluation(string name, Block block, Func<Tensor> forward)
    {
        if (!golden.Main.Has($"out.{name}.y_eval")) return;
        block.Module.eval();
        compare.Check($"out.{name}.y_eval", forward());
    }

    private static string Stripped(string key, string prefix) =>
        key.StartsWith(prefix, StringComparison.Ordinal) ? key[prefix.Length..] : key;

    private protected void CheckIfThere(string name, Tensor value) => compare.CheckIfThere(name, value);
}
