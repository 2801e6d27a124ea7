using Unpaired.Layers;
using Unpaired.Munit;
using Unpaired.Training;
using static TorchSharp.torch;
using static Unpaired.Tests.Training.TwoDomainRuns;

namespace Unpaired.Tests.Munit;

public sealed class MunitTrainerTests
{
    /// <summary>Small enough for milliseconds, with every loss on.</summary>
    internal static readonly MunitConfig Tiny = MunitConfig.Seminar32 with
    {
        CycleWeight = 2,
        DisplaySize = 2,
        Generator = new GeneratorConfig { Width = 3, MlpWidth = 6, StyleSize = 4, ResidualBlocks = 1 },
        Discriminator = new DiscriminatorConfig { Width = 4, Layers = 2, Scales = 2 },
    };

    [Theory]
    [InlineData("none", "lsgan", "reflect", true)]
    [InlineData("none", "nsgan", "zero", false)]
    [InlineData("in", "lsgan", "replicate", true)]
    [InlineData("ln", "lsgan", "reflect", false)]
    [InlineData("bn", "nsgan", "reflect", true)]
    [InlineData("sn", "lsgan", "zero", true)]
    public void Step_FastWithTheSameDraws_EqualsFaithful(string norm, string gan, string padding, bool shared)
    {
        using var scope = NewDisposeScope();
        var config = Tiny with
        {
            Generator = Tiny.Generator with { Padding = OriginalNames.Parse<PaddingKind>(padding) },
            Discriminator = Tiny.Discriminator with
            {
                Normalization = OriginalNames.Parse<Normalization>(norm),
                GanKind = OriginalNames.Parse<GanKind>(gan),
            },
        };
        using var faithful = new MunitTrainer(config, TrainingMode.Faithful, dtype: ScalarType.Float64);
        using var fast = new MunitTrainer(config, TrainingMode.Fast, dtype: ScalarType.Float64);
        for (int i = 0; i < 2; i++)
        {
            var (xA, xB) = Batch(2, 24, 32);
            var draws = faithful.DrawStyles(2, 2);
            if (shared) draws = draws with { GeneratorA = draws.DiscriminatorA, GeneratorB = draws.DiscriminatorB };
            Assert.Equal(shared, draws.Shared);
            var expected = faithful.Step(xA, xB, draws);
            var actual = fast.Step(xA, xB, draws);
            Assert.Equal(expected.Select(loss => loss.Name), actual.Select(loss => loss.Name));
            foreach (var (e, a) in expected.Zip(actual)) AssertClose(e.Value, a.Value, e.Name, 1e-11);
        }
        foreach (var (name, e, a) in Pairs(faithful, fast))
            AssertClose(0, (e - a).abs().max().to(float64).item<double>(), name, 1e-10);
    }

    [Fact]
    public void Step_DomainsOfDifferentSizes_FastEqualsFaithful()
    {
        using var scope = NewDisposeScope();
        using var faithful = new MunitTrainer(Tiny, TrainingMode.Faithful, dtype: ScalarType.Float64);
        using var fast = new MunitTrainer(Tiny, TrainingMode.Fast, dtype: ScalarType.Float64);
        var (xA, xB) = (Batch(2, 24, 24).A, Batch(2, 32, 20).B);
        var draws = faithful.DrawStyles(2, 2);
        foreach (var (e, a) in faithful.Step(xA, xB, draws).Zip(fast.Step(xA, xB, draws)))
            AssertClose(e.Value, a.Value, e.Name, 1e-11);
    }

    [Fact]
    public void Step_Gradients_EqualFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        // Rate 0 moves nothing, so that each step evaluates the same function.
        using var trainer = new MunitTrainer(Tiny with { LearningRate = 0 }, dtype: ScalarType.Float64);
        var (xA, xB) = Batch(1, 24, 24);
        var drawn = trainer.DrawStyles(1, 1);
        double Total(string name) => trainer.Step(xA, xB, drawn).Single(loss => loss.Name == name).Value;
        foreach (var (network, total, parameter) in new[]
        {
            ((nn.Module)trainer.GeneratorA, "gen_total", "enc_style.model.6.weight"),
            (trainer.GeneratorA, "gen_total", "mlp.model.2.fc.weight"),
            (trainer.GeneratorB, "gen_total", "dec.model.2.conv.weight"),
            (trainer.GeneratorB, "gen_total", "enc_content.model.1.conv.weight"),
            (trainer.GeneratorA, "gen_total", "dec.model.4.norm.gamma"),
            (trainer.DiscriminatorB, "dis_total", "cnns.1.0.conv.weight"),
        })
            AssertGradient(network, parameter, () => Total(total));
    }

    [Fact]
    public void Step_NaNPicture_StopsWithIterationAndLosses()
    {
        using var scope = NewDisposeScope();
        using var trainer = new MunitTrainer(Tiny);
        var (xA, xB) = Batch(1, 24, 24, ScalarType.Float32);
        trainer.Step(xA, xB);
        var before = trainer.GeneratorA.parameters().First().clone();
        xA[0, 0, 0, 0] = float.NaN;
        var error = Assert.Throws<NonFiniteLossException>(() => trainer.Step(xA, xB));
        Assert.Equal(1, error.Iteration);
        Assert.Contains("Iteration 1: not finite: dis_a, dis_b, dis_total", error.Message);
        Assert.Contains(error.Losses, loss => loss.Name == "dis_a" && double.IsNaN(loss.Value));
        Assert.True(before.eq(trainer.GeneratorA.parameters().First()).all().item<bool>());
        Assert.Equal(1, trainer.Iteration);
    }

    [Fact]
    public void Step_LossesExplode_NamesAllOfBothUpdates()
    {
        using var scope = NewDisposeScope();
        using var trainer = new MunitTrainer(Tiny);
        var (xA, xB) = Batch(1, 24, 24, ScalarType.Float32);
        var bias = trainer.GeneratorA.named_parameters().Single(p => p.name == "enc_style.model.6.bias").parameter;
        using (no_grad()) bias.fill_(double.PositiveInfinity);
        var error = Assert.Throws<NonFiniteLossException>(() => trainer.Step(xA, xB));
        Assert.Contains("gen_recon_x_a", error.Message);
        Assert.Contains(error.Losses, loss => loss.Name == "dis_total" && double.IsFinite(loss.Value));
        // The frozen discriminators are released again.
        Assert.All(trainer.DiscriminatorA.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Theory]
    [InlineData(4, 24, 24, "expected [N, 3, H, W]; got [1, 4, 24, 24]")]
    [InlineData(3, 8, 24, "too small for the style encoder's four halvings")]
    public void Step_WrongPictures_SaysWhatIsExpected(int channels, int height, int width, string message)
    {
        using var scope = NewDisposeScope();
        using var trainer = new MunitTrainer(Tiny);
        var x = zeros(1, channels, height, width);
        var error = Assert.Throws<ArgumentException>(() => trainer.Step(x, x));
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Trainer_SameSeed_StartsAndDrawsTheSame()
    {
        using var scope = NewDisposeScope();
        using var first = new MunitTrainer(Tiny, seed: 7);
        manual_seed(99); // the global source must not matter
        using var second = new MunitTrainer(Tiny, seed: 7);
        using var other = new MunitTrainer(Tiny, seed: 8);
        AssertSameNetworks(first, second);
        Assert.True(first.DisplayStylesA.eq(second.DisplayStylesA).all().item<bool>());
        Assert.True(first.DrawStyles(2, 2).GeneratorB.eq(second.DrawStyles(2, 2).GeneratorB).all().item<bool>());
        Assert.False(first.DisplayStylesA.eq(other.DisplayStylesA).all().item<bool>());
    }

    [Fact]
    public void DrawStyles_Faithful_DrawsFourCodesAndFastTwo()
    {
        using var scope = NewDisposeScope();
        using var faithful = new MunitTrainer(Tiny, TrainingMode.Faithful);
        using var fast = new MunitTrainer(Tiny);
        var four = faithful.DrawStyles(2, 3);
        Assert.False(four.Shared);
        Assert.Equal([2, 4, 1, 1], four.GeneratorA.shape);
        Assert.Equal([3, 4, 1, 1], four.DiscriminatorB.shape);
        Assert.False(four.DiscriminatorA.eq(four.GeneratorA).all().item<bool>());
        Assert.True(fast.DrawStyles(2, 3).Shared);
    }

    [Fact]
    public void Step_PolicyStep_LowersTheRateOneIterationEarly()
    {
        using var scope = NewDisposeScope();
        using var trainer = new MunitTrainer(Tiny with { StepSize = 2, Gamma = 0.25, LearningRate = 0.008 });
        var (xA, xB) = Batch(1, 24, 24, ScalarType.Float32);
        var rates = Enumerable.Range(0, 4).Select(_ =>
        {
            trainer.Step(xA, xB);
            return trainer.LearningRate;
        }).ToList();
        Assert.Equal([0.008, 0.002, 0.002, 0.0005], rates);
    }
}
