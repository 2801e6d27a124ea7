using Unpaired.Layers;
using Unpaired.Tests.Training;
using Unpaired.Training;
using Unpaired.Unit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Unit;

public sealed class UnitTrainerTests
{
    /// <summary>Small enough for milliseconds, with every loss on and nothing shared.</summary>
    internal static readonly UnitConfig Tiny = UnitConfig.Seminar32 with
    {
        CycleWeight = 2,
        WeightSharing = 0,
        Generator = new UnitGeneratorConfig { Width = 3, ResidualBlocks = 1 },
        Discriminator = new DiscriminatorConfig { Width = 4, Layers = 2, Scales = 2 },
    };

    [Theory]
    [InlineData("none", "lsgan", "reflect", true, 0)]
    [InlineData("none", "nsgan", "zero", false, 1)]
    [InlineData("in", "lsgan", "replicate", true, 1)]
    [InlineData("ln", "lsgan", "reflect", false, 0)]
    [InlineData("bn", "nsgan", "reflect", true, 0)]
    [InlineData("sn", "lsgan", "zero", true, 1)]
    public void Step_FastWithTheSameDraws_EqualsFaithful(
        string norm, string gan, string padding, bool same, int sharing)
    {
        using var scope = NewDisposeScope();
        var config = Tiny with
        {
            WeightSharing = sharing,
            Generator = Tiny.Generator with { Padding = OriginalNames.Parse<PaddingKind>(padding) },
            Discriminator = Tiny.Discriminator with
            {
                Normalization = OriginalNames.Parse<Normalization>(norm),
                GanKind = OriginalNames.Parse<GanKind>(gan),
            },
        };
        using var faithful = new UnitTrainer(config, TrainingMode.Faithful, dtype: ScalarType.Float64);
        using var fast = new UnitTrainer(config, TrainingMode.Fast, dtype: ScalarType.Float64);
        for (int i = 0; i < 2; i++)
        {
            var (xA, xB) = TwoDomainRuns.Batch(2, 24, 32);
            var draws = faithful.DrawNoise(xA, xB);
            if (same) draws = draws with { GeneratorA = draws.DiscriminatorA, GeneratorB = draws.DiscriminatorB };
            Assert.Equal(same, draws.Shared);
            var expected = faithful.Step(xA, xB, draws);
            var actual = fast.Step(xA, xB, draws);
            Assert.Equal(expected.Select(loss => loss.Name), actual.Select(loss => loss.Name));
            foreach (var (e, a) in expected.Zip(actual)) TwoDomainRuns.AssertClose(e.Value, a.Value, e.Name, 1e-11);
        }
        foreach (var (name, e, a) in TwoDomainRuns.Pairs(faithful, fast))
            TwoDomainRuns.AssertClose(0, (e - a).abs().max().to(float64).item<double>(), name, 1e-10);
    }

    [Fact]
    public void Step_DomainsOfDifferentSizes_FastEqualsFaithful()
    {
        using var scope = NewDisposeScope();
        using var faithful = new UnitTrainer(Tiny, TrainingMode.Faithful, dtype: ScalarType.Float64);
        using var fast = new UnitTrainer(Tiny, TrainingMode.Fast, dtype: ScalarType.Float64);
        var (xA, xB) = (TwoDomainRuns.Batch(2, 24, 24).A, TwoDomainRuns.Batch(2, 32, 20).B);
        var draws = faithful.DrawNoise(xA, xB);
        foreach (var (e, a) in faithful.Step(xA, xB, draws).Zip(fast.Step(xA, xB, draws)))
            TwoDomainRuns.AssertClose(e.Value, a.Value, e.Name, 1e-11);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Step_Gradients_EqualFiniteDifferences(int sharing)
    {
        using var scope = NewDisposeScope();
        // Rate 0 moves nothing, so that each step evaluates the same function.
        using var trainer = new UnitTrainer(
            Tiny with { LearningRate = 0, WeightSharing = sharing }, dtype: ScalarType.Float64);
        var (xA, xB) = TwoDomainRuns.Batch(1, 24, 24);
        var drawn = trainer.DrawNoise(xA, xB);
        foreach (var (network, total, parameter) in new[]
        {
            ((nn.Module)trainer.GeneratorA, "gen_total", "enc.model.1.conv.weight"),
            (trainer.GeneratorA, "gen_total", "enc.model.3.model.0.model.1.conv.weight"), // can be shared
            (trainer.GeneratorB, "gen_total", "dec.model.0.model.0.model.0.conv.weight"),
            (trainer.GeneratorB, "gen_total", "dec.model.4.norm.gamma"),
            (trainer.DiscriminatorB, "dis_total", "cnns.1.0.conv.weight"),
        })
            TwoDomainRuns.AssertGradient(
                network, parameter, () => trainer.Step(xA, xB, drawn).Single(loss => loss.Name == total).Value);
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
    public void Step_TenTimes_LeavesNoTensorBehind()
    {
        foreach (var mode in Enum.GetValues<TrainingMode>())
        {
            using var scope = NewDisposeScope();
            using var trainer = new UnitTrainer(Tiny with { WeightSharing = 1 }, mode);
            var (xA, xB) = TwoDomainRuns.Batch(2, 24, 24, ScalarType.Float32);
            for (int i = 0; i < 3; i++) trainer.Step(xA, xB);
            long before = TwoDomainRuns.LiveTensors;
            for (int i = 0; i < 7; i++) trainer.Step(xA, xB);
            Assert.True(TwoDomainRuns.LiveTensors <= before,
                $"{mode}: {before} tensors after 3 steps, {TwoDomainRuns.LiveTensors} after 10.");
        }
    }

    [Fact]
    public void Step_NaNPicture_StopsWithIterationAndLosses()
    {
        using var scope = NewDisposeScope();
        using var trainer = new UnitTrainer(Tiny);
        var (xA, xB) = TwoDomainRuns.Batch(1, 24, 24, ScalarType.Float32);
        trainer.Step(xA, xB);
        var before = trainer.GeneratorA.parameters().First().clone();
        xA[0, 0, 0, 0] = float.NaN;
        var error = Assert.Throws<NonFiniteLossException>(() => trainer.Step(xA, xB));
        Assert.Contains("Iteration 1: not finite: dis_a, dis_b, dis_total", error.Message);
        Assert.True(before.Equals(trainer.GeneratorA.parameters().First()));
        Assert.Equal(1, trainer.Iteration);
    }

    [Theory]
    [InlineData(4, 24, 24, "expected [N, 3, H, W]; got [1, 4, 24, 24]")]
    [InlineData(3, 3, 24, "reflects 3 pixels")]
    public void Step_WrongPictures_SaysWhatIsExpected(int channels, int height, int width, string message)
    {
        using var scope = NewDisposeScope();
        using var trainer = new UnitTrainer(Tiny);
        var x = zeros(1, channels, height, width);
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => trainer.Step(x, x)).Message);
        Assert.Throws<ArgumentException>(() => trainer.Step(zeros(3), x)); // before anything is drawn
    }

    [Fact]
    public void Trainer_SameSeed_StartsAndDrawsTheSame()
    {
        using var scope = NewDisposeScope();
        using var first = new UnitTrainer(Tiny, seed: 7);
        manual_seed(99); // the global source must not matter
        using var second = new UnitTrainer(Tiny, seed: 7);
        using var other = new UnitTrainer(Tiny, seed: 8);
        TwoDomainRuns.AssertSameNetworks(first, second);
        var (xA, xB) = TwoDomainRuns.Batch(1, 24, 24, ScalarType.Float32);
        Assert.True(first.DrawNoise(xA, xB).AgainA.Equals(second.DrawNoise(xA, xB).AgainA));
        Assert.False(first.DrawNoise(xA, xB).AgainA.Equals(other.DrawNoise(xA, xB).AgainA));
        Assert.False(first.GeneratorA.parameters().First().Equals(other.GeneratorA.parameters().First()));
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
