using Unpaired.Training;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>Recomputes what the original MUNIT code computed: every case of the golden data, for any
/// configuration.</summary>
public sealed partial class MunitVerifier : TwoDomainVerifier<MunitTrainer, StyleDraws>
{
    /// <summary>Checks the faithful mode, whose order of operations is the original's.</summary>
    public MunitVerifier() : this(TrainingMode.Faithful)
    {
    }

    /// <summary>Checks a mode: both compute the same numbers.</summary>
    public MunitVerifier(TrainingMode mode) : base(mode) => Add("metrics", Metrics);

    /// <inheritdoc/>
    public override string System => MunitFiles.System;

    private protected override TwoDomainConfig ReadConfig(string json, string source) =>
        MunitConfig.Read(json, source, ignoreUnknown: true);

    private protected override MunitTrainer NewTrainer(TwoDomainConfig config, ScalarType type) =>
        new((MunitConfig)config, Mode, dtype: type);

    private protected override (nn.Module A, nn.Module B) NewGenerators(TwoDomainConfig config) =>
        MunitGenerator.Pair((MunitConfig)config);

    private protected override StyleDraws DrawsOf(Func<string, Tensor> input) =>
        new(input("dis.s_a"), input("dis.s_b"), input("gen.s_a"), input("gen.s_b"));

    private protected override BlockCases Blocks(GoldenCase golden, GoldenComparison compare) =>
        new MunitBlockCases(golden, compare);
}
