using Unpaired.Layers;
using Unpaired.Tests.Training;
using Unpaired.Training;
using Unpaired.Unit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Unit;

public sealed class UnitTrainerTests() : TwoDomainTrainerTests<UnitConfig, NoiseDraws>(new UnitPaper())
{
    /// <summary>Small enough for milliseconds, with every loss on and nothing shared.</summary>
    internal static readonly UnitConfig Tiny = UnitConfig.Seminar32 with
    {
        CycleWeight = 2,
        WeightSharing = 0,
        Generator = new UnitGeneratorConfig { Width = 3, ResidualBlocks = 1 },
        Discriminator = new DiscriminatorConfig { Width = 4, Layers = 2, Scales = 2 },
    };

    [Fact]
    public void Step_SmallPictures_NamesTheFirstConvolution()
    {
        using var scope = NewDisposeScope();
        using var trainer = new UnitTrainer(Tiny);
        var x = zeros(1, 3, 3, 24);
        Assert.Contains("reflects 3 pixels", Assert.Throws<ArgumentException>(() => trainer.Step(x, x)).Message);
    }

    [Fact]
    public void Step_ThirtyTimes_LearnsToReconstruct()
    {
        using var scope = NewDisposeScope();
        using var trainer = new UnitTrainer(Tiny with { LearningRate = 3e-3, WeightSharing = 1 }, seed: 2);
        var (xA, xB) = TwoDomainRuns.Batch(1, 24, 24, ScalarType.Float32);
        (xA, xB) = (xA * 0.1 + 0.6, xB * 0.1 - 0.6);
        double Error(IReadOnlyList<LossValue> losses) =>
            losses.Where(loss => loss.Name.StartsWith("gen_recon_x", StringComparison.Ordinal)).Sum(loss => loss.Value);
        double first = Error(trainer.Step(xA, xB));
        for (int i = 0; i < 28; i++) trainer.Step(xA, xB);
        double last = Error(trainer.Step(xA, xB));
        Assert.True(last < 0.6 * first, $"reconstruction {first:F3} at first, {last:F3} after 30 steps");
    }

    [Fact]
    public void DrawNoise_Modes_DrawSixOrFourInTheOriginalsOrder()
    {
        using var scope = NewDisposeScope();
        using var faithful = new UnitTrainer(Tiny, TrainingMode.Faithful, seed: 3);
        using var fast = new UnitTrainer(Tiny, seed: 3);
        var (xA, xB) = (zeros(2, 3, 24, 25), zeros(3, 3, 16, 32));
        var (six, four) = (faithful.DrawNoise(xA, xB), fast.DrawNoise(xA, xB));
        Assert.False(six.Shared);
        Assert.True(four.Shared);
        Assert.Equal([2, 12, 6, 6], six.GeneratorA.shape);
        Assert.Equal([3, 12, 4, 8], six.AgainB.shape);
        // Both modes have the same weights and the same source: the third draw of Fast is AgainB.
        Assert.True(six.DiscriminatorB.Equals(four.DiscriminatorB));
        Tensor[] drawn = [six.DiscriminatorA, six.GeneratorA, six.AgainA];
        Assert.All(new[] { (0, 1), (0, 2), (1, 2) }, pair => Assert.False(drawn[pair.Item1].Equals(drawn[pair.Item2])));
    }

    [Fact]
    public void Step_WithoutCycle_LeavesItOut()
    {
        using var scope = NewDisposeScope();
        using var trainer = new UnitTrainer(Tiny with { CycleWeight = 0 });
        var (xA, xB) = TwoDomainRuns.Batch(1, 24, 24, ScalarType.Float32);
        var losses = trainer.Step(xA, xB).ToDictionary(loss => loss.Name, loss => loss.Value);
        Assert.Equal((0, 0), (losses["gen_cyc_x_a"], losses["gen_cyc_x_b"]));
        Assert.True(losses["gen_recon_kl_cyc_aba"] > 0);
    }

    [Fact]
    public void Preview_AndTranslate_AgreeAndAreWithoutNoise()
    {
        using var scope = NewDisposeScope();
        using var trainer = new UnitTrainer(Tiny);
        var (xA, xB) = TwoDomainRuns.Batch(2, 24, 24, ScalarType.Float32);
        var (preview, again) = (trainer.Preview(xA, xB), trainer.Preview(xA, xB));
        var (atoB, btoA) = trainer.Translate(xA, xB);
        Assert.True(atoB.Equals(preview.AtoB));
        Assert.True(btoA.Equals(again.BtoA));
        Assert.Equal(xB.shape, preview.ReconstructionB.shape);
        Assert.False(preview.ReconstructionA.Equals(preview.BtoA));
    }
}
