using Unpaired.Layers;
using Unpaired.Munit;
using Unpaired.Tests.Training;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.Munit;

/// <summary>MUNIT, for the tests that it has in common with UNIT.</summary>
public sealed class MunitPaper : TwoDomainPaper<MunitConfig, StyleDraws>
{
    public override string System => "munit";

    public override MunitConfig Tiny => MunitTrainerTests.Tiny;

    public override MunitConfig Golden { get; } = MunitConfig.Read(
        "gen: {dim: 3, mlp_dim: 8, style_dim: 4, n_res: 2}\ndis: {dim: 4, n_layer: 3, num_scales: 2}", "golden");

    public override IReadOnlyList<(string, string, string)> Gradients { get; } =
    [
        ("gen_a", "gen_total", "enc_style.model.6.weight"), ("gen_a", "gen_total", "mlp.model.2.fc.weight"),
        ("gen_b", "gen_total", "dec.model.2.conv.weight"), ("gen_b", "gen_total", "enc_content.model.1.conv.weight"),
        ("gen_a", "gen_total", "dec.model.4.norm.gamma"), ("dis_b", "dis_total", "cnns.1.0.conv.weight"),
    ];

    public override string FirstConvolution => "enc_style.model.0.conv.weight";

    public override TwoDomainTrainer<StyleDraws> Trainer(
        MunitConfig config, TrainingMode mode, long seed, ScalarType dtype, Precision precision) =>
        new MunitTrainer(config, mode, seed: seed, dtype: dtype, precision: precision);

    public override StyleDraws Draw(TwoDomainTrainer<StyleDraws> trainer, Tensor xA, Tensor xB) =>
        ((MunitTrainer)trainer).DrawStyles(xA.shape[0], xB.shape[0]);

    public override StyleDraws Shared(StyleDraws draws) =>
        draws with { GeneratorA = draws.DiscriminatorA, GeneratorB = draws.DiscriminatorB };

    public override bool IsShared(StyleDraws draws) => draws.Shared;

    public override MunitConfig With(MunitConfig config, PaddingKind padding, bool own) =>
        config with { Generator = config.Generator with { Padding = padding } };

    public override MunitConfig Wider(MunitConfig config) =>
        config with { Generator = config.Generator with { Width = config.Generator.Width + 1 } };

    public override MunitConfig Parse(string yaml) => MunitConfig.Parse(yaml, "test");

    public override string GoldenFile(string name) => MunitGoldens.File(name);
}
