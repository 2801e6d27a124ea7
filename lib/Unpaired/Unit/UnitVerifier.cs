using Unpaired.Training;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Unit;

/// <summary>Recomputes what the original UNIT code computed: every case of the golden data, for any
/// configuration.</summary>
public sealed class UnitVerifier : TwoDomainVerifier<UnitTrainer, NoiseDraws>
{
    /// <summary>Checks the faithful mode, whose order of operations is the original's.</summary>
    public UnitVerifier() : this(TrainingMode.Faithful)
    {
    }

    /// <summary>Checks a mode: both compute the same numbers.</summary>
    public UnitVerifier(TrainingMode mode) : base(mode)
    {
    }

    /// <inheritdoc/>
    public override string System => UnitFiles.System;

    private protected override TwoDomainConfig ReadConfig(string json, string source) =>
        UnitConfig.Read(json, source, ignoreUnknown: true);

    private protected override UnitTrainer NewTrainer(TwoDomainConfig config, ScalarType type) =>
        new((UnitConfig)config, Mode, dtype: type);

    private protected override (nn.Module A, nn.Module B) NewGenerators(TwoDomainConfig config) =>
        UnitGenerator.Pair((UnitConfig)config);

    private protected override NoiseDraws DrawsOf(Func<string, Tensor> input) => new(
        input("dis.noise_a"), input("dis.noise_b"), input("gen.noise_a"), input("gen.noise_b"),
        input("gen.noise_b_recon"), input("gen.noise_a_recon"));

    private protected override void CheckGenerator(
        GoldenCase golden, GoldenComparison compare, nn.Module generator, string tag, string domain, Tensor x)
    {
        var network = (UnitGenerator)generator;
        string prefix = $"out.{tag}.gen_{domain}.";
        var latent = network.EncodeMean(x);
        CheckStages(golden, compare, prefix, new Dictionary<string, IReadOnlyList<Tensor>>
        {
            ["enc"] = [.. network.Encoder.Stages(x)],
            ["dec"] = [.. network.Decoder.Stages(latent, null)],
        });
        compare.CheckIfThere(prefix + "hiddens", latent);
        compare.CheckIfThere(prefix + "recon", network.Decode(latent));
        if (golden.HasInput($"{tag}.gen_{domain}.noise"))
            compare.CheckIfThere(
                prefix + "recon_noisy", network.Decode(latent + golden.In($"{tag}.gen_{domain}.noise")));
    }

    private protected override Dictionary<string, Tensor> Previews(GoldenCase golden, UnitTrainer trainer, string tag)
    {
        if (!golden.HasInput($"{tag}.x_a") || !golden.HasInput($"{tag}.x_b")) return [];
        var (xA, xB) = (golden.In($"{tag}.x_a"), golden.In($"{tag}.x_b"));
        var (translationAtoB, translationBtoA) = trainer.Translate(xA, xB);
        var preview = trainer.Preview(xA, xB);
        return new Dictionary<string, Tensor>
        {
            ["forward.x_ab"] = translationAtoB,
            ["forward.x_ba"] = translationBtoA,
            ["sample.x_a_recon"] = preview.ReconstructionA,
            ["sample.x_ab"] = preview.AtoB,
            ["sample.x_b_recon"] = preview.ReconstructionB,
            ["sample.x_ba"] = preview.BtoA,
        };
    }

    private protected override void CheckTranslation(
        GoldenCase golden, GoldenComparison compare, nn.Module source, nn.Module target, string name, Tensor image)
    {
        var latent = ((UnitGenerator)source).EncodeMean(image);
        compare.CheckIfThere($"out.{name}.content", latent);
        CheckOutput(golden, compare, $"out.{name}.output", UnitRange(((UnitGenerator)target).Decode(latent)));
    }

    private protected override Tensor TranslateOld(
        GoldenCase golden, nn.Module source, nn.Module target, Tensor image) =>
        ((UnitGenerator)target).Decode(((UnitGenerator)source).EncodeMean(image));
}
