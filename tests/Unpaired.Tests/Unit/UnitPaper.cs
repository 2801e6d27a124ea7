using Unpaired.Layers;
using Unpaired.Tests.Training;
using Unpaired.Training;
using Unpaired.Unit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Unit;

/// <summary>UNIT, for the tests that it has in common with MUNIT; its own option is sharing of weights.</summary>
public sealed class UnitPaper : TwoDomainPaper<UnitConfig, NoiseDraws>
{
    public override string System => "unit";

    public override UnitConfig Tiny => UnitTrainerTests.Tiny;

    public override UnitConfig Golden { get; } = UnitConfig.Read(
        "gen: {dim: 3, n_res: 2}\ndis: {dim: 4, n_layer: 3, num_scales: 2}", "golden");

    public override IReadOnlyList<(string, string, string)> Gradients { get; } =
    [
        ("gen_a", "gen_total", "enc.model.1.conv.weight"),
        ("gen_a", "gen_total", "enc.model.3.model.0.model.1.conv.weight"), // can be shared
        ("gen_b", "gen_total", "dec.model.0.model.0.model.0.conv.weight"),
        ("gen_b", "gen_total", "dec.model.4.norm.gamma"), ("dis_b", "dis_total", "cnns.1.0.conv.weight"),
    ];

    public override string FirstConvolution => "enc.model.0.conv.weight";

    public override TwoDomainTrainer<NoiseDraws> Trainer(
        UnitConfig config, TrainingMode mode, long seed, ScalarType dtype, Precision precision) =>
        new UnitTrainer(config, mode, seed: seed, dtype: dtype, precision: precision);

    public override NoiseDraws Draw(TwoDomainTrainer<NoiseDraws> trainer, Tensor xA, Tensor xB) =>
        ((UnitTrainer)trainer).DrawNoise(xA, xB);

    public override NoiseDraws Shared(NoiseDraws draws) =>
        draws with { GeneratorA = draws.DiscriminatorA, GeneratorB = draws.DiscriminatorB };

    public override bool IsShared(NoiseDraws draws) => draws.Shared;

    public override UnitConfig With(UnitConfig config, PaddingKind padding, bool own) => config with
    {
        WeightSharing = own ? 1 : 0,
        Generator = config.Generator with { Padding = padding },
    };

    public override UnitConfig Wider(UnitConfig config) =>
        config with { Generator = config.Generator with { Width = config.Generator.Width + 1 } };

    public override UnitConfig Parse(string yaml) => UnitConfig.Parse(yaml, "test");

    public override string GoldenFile(string name) => UnitGoldens.File(name);
}
