using Unpaired.Layers;
using Unpaired.Verification;

namespace Unpaired.Munit;

/// <summary>The case blocks, with the networks that only MUNIT has.</summary>
internal sealed class MunitBlockCases(GoldenCase golden, GoldenComparison compare) : BlockCases(golden, compare)
{
    private readonly GoldenCase golden = golden;

    private protected override Block? Build(string kind, BlockOptions o) => kind == "StyleEncoder"
        ? Block.Of(new StyleEncoder(
            o.Whole("n_downsample"), o.Whole("input_dim"), o.Whole("dim"), o.Whole("style_dim"),
            o.Norm("norm", "none"), o.Activation("activ"), o.Padding()))
        : base.Build(kind, o);

    private protected override bool VerifyOther(string name, string kind, BlockOptions options)
    {
        if (!kind.StartsWith("AdaINGen.decode", StringComparison.Ordinal)) return base.VerifyOther(name, kind, options);
        var config = MunitConfig.Read(
            $"{{\"gen\": {options.Section("params").Raw}}}", golden.JsonPath, ignoreUnknown: true);
        var generator = new MunitGenerator(options.Whole("input_dim"), config.Generator);
        var content = golden.In($"{name}.content").detach().requires_grad_(true);
        VerifyBlock(name, new Block(generator, "g.", style => generator.Decode(content, style)));
        CheckIfThere($"grad.{name}.content", content.grad!);
        var parameters = generator.Mlp.call(golden.In($"{name}.x"));
        CheckIfThere($"out.{name}.mlp", parameters);
        var styles = generator.StyleParameters(parameters);
        for (int i = 0; i < styles.Count; i++)
        {
            CheckIfThere($"out.{name}.layer{i}.weight", styles[i].Weight);
            CheckIfThere($"out.{name}.layer{i}.bias", styles[i].Bias);
        }
        return true;
    }
}
