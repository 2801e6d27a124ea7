using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;
using static Unpaired.Tests.Training.TwoDomainRuns;

namespace Unpaired.Tests.Training;

/// <summary>What holds for the training steps of UNIT and MUNIT alike.</summary>
public abstract class TwoDomainTrainerTests<TConfig, TDraws>(TwoDomainPaper<TConfig, TDraws> paper)
    where TConfig : TwoDomainConfig
    where TDraws : IBatchDraws<TDraws>
{
    [Theory]
    [InlineData("none", "lsgan", "reflect", true, false)]
    [InlineData("none", "nsgan", "zero", false, true)]
    [InlineData("in", "lsgan", "replicate", true, true)]
    [InlineData("ln", "lsgan", "reflect", false, false)]
    [InlineData("bn", "nsgan", "reflect", true, false)]
    [InlineData("sn", "lsgan", "zero", true, true)]
    public void Step_FastWithTheSameDraws_EqualsFaithful(string norm, string gan, string padding, bool same, bool own)
    {
        using var scope = NewDisposeScope();
        var config = paper.With(paper.Tiny, OriginalNames.Parse<PaddingKind>(padding), own) with
        {
            Discriminator = paper.Tiny.Discriminator with
            {
                Normalization = OriginalNames.Parse<Normalization>(norm),
                GanKind = OriginalNames.Parse<GanKind>(gan),
            },
        };
        using var faithful = paper.Trainer(config, TrainingMode.Faithful, dtype: ScalarType.Float64);
        using var fast = paper.Trainer(config, dtype: ScalarType.Float64);
        for (int i = 0; i < 2; i++)
        {
            var (xA, xB) = Batch(2, 24, 32);
            var draws = paper.Draw(faithful, xA, xB);
            if (same) draws = paper.Shared(draws);
            Assert.Equal(same, paper.IsShared(draws));
            AssertCloseLosses(faithful.Step(xA, xB, draws), fast.Step(xA, xB, draws));
        }
        foreach (var (name, e, a) in Pairs(faithful, fast))
            AssertClose(0, (e - a).abs().max().to(float64).item<double>(), name, 1e-10);
    }

    [Fact]
    public void Step_DomainsOfDifferentSizes_FastEqualsFaithful()
    {
        using var scope = NewDisposeScope();
        using var faithful = paper.Trainer(paper.Tiny, TrainingMode.Faithful, dtype: ScalarType.Float64);
        using var fast = paper.Trainer(paper.Tiny, dtype: ScalarType.Float64);
        var (xA, xB) = (Batch(2, 24, 24).A, Batch(2, 32, 20).B);
        var draws = paper.Draw(faithful, xA, xB);
        AssertCloseLosses(faithful.Step(xA, xB, draws), fast.Step(xA, xB, draws));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Step_Gradients_EqualFiniteDifferences(bool own)
    {
        using var scope = NewDisposeScope();
        // Rate 0 moves nothing, so that each step evaluates the same function.
        var config = paper.With(paper.Tiny, PaddingKind.Reflect, own) with { LearningRate = 0 };
        using var trainer = paper.Trainer(config, dtype: ScalarType.Float64);
        var (xA, xB) = Batch(1, 24, 24);
        var drawn = paper.Draw(trainer, xA, xB);
        foreach (var (network, total, parameter) in paper.Gradients)
            AssertGradient(
                trainer.NamedNetworks.Single(entry => entry.Name == network).Network, parameter,
                () => trainer.Step(xA, xB, drawn).Single(loss => loss.Name == total).Value);
    }

    [Theory]
    [InlineData(TrainingMode.Faithful, "none", 4)]
    [InlineData(TrainingMode.Faithful, "in", 2)]
    [InlineData(TrainingMode.Fast, "none", 2)]
    [InlineData(TrainingMode.Fast, "ln", 4)]
    public void Step_InParts_HasTheGradientOfTheWholeBatch(TrainingMode mode, string norm, int parts)
    {
        using var scope = NewDisposeScope();
        var config = paper.Tiny with
        {
            LearningRate = 0, // or rounding noise, which Adam enlarges, would move the discriminators differently
            Discriminator = paper.Tiny.Discriminator with { Normalization = OriginalNames.Parse<Normalization>(norm) },
        };
        using var whole = paper.Trainer(config, mode, dtype: ScalarType.Float64);
        using var inParts = paper.Trainer(config with { Accumulate = parts }, mode, dtype: ScalarType.Float64);
        var (xA, xB) = Batch(4, 24, 24);

        var expected = whole.Step(xA, xB); // each draws from its own source: the same numbers
        var actual = inParts.Step(xA, xB);

        AssertCloseLosses(expected, actual);
        foreach (var (w, p) in whole.NamedNetworks.Zip(inParts.NamedNetworks))
        {
            var gradients = w.Network.named_parameters().Zip(p.Network.named_parameters()).ToList();
            double largest = gradients.Max(pair => pair.First.parameter.grad!.abs().max().item<double>());
            Assert.True(largest > 1e-4, w.Name);
            foreach (var (first, second) in gradients)
            {
                var difference = (first.parameter.grad! - second.parameter.grad!).abs().max();
                Assert.True(
                    difference.item<double>() < 1e-12 * largest,
                    $"{w.Name}.{first.name}: {difference.item<double>()}, largest {largest}");
            }
        }
    }

    [Theory]
    [InlineData("bn")]
    [InlineData("sn")]
    public void Step_InPartsWithNormsOfTheBatchOrOfCalls_IsAnother(string norm)
    {
        using var scope = NewDisposeScope();
        var config = paper.Tiny with
        {
            Discriminator = paper.Tiny.Discriminator with { Normalization = OriginalNames.Parse<Normalization>(norm) },
        };
        using var whole = paper.Trainer(config, dtype: ScalarType.Float64);
        using var inParts = paper.Trainer(config with { Accumulate = 2 }, dtype: ScalarType.Float64);
        var (xA, xB) = Batch(4, 24, 24);
        var (expected, actual) = (whole.Step(xA, xB)[0], inParts.Step(xA, xB)[0]);
        Assert.NotEqual(expected.Value, actual.Value, 6);
        AssertClose(expected.Value, actual.Value, expected.Name, 0.5);
    }

    [Fact]
    public void Step_NotInEqualParts_SaysSo()
    {
        using var scope = NewDisposeScope();
        using var trainer = paper.Trainer(paper.Tiny with { Accumulate = 2 });
        var (xA, xB) = Batch(3, 24, 24, ScalarType.Float32);
        var error = Assert.Throws<ArgumentException>(() => trainer.Step(xA, xB));
        Assert.Contains("3 cannot be computed in 2 equal parts", error.Message);
        Assert.Equal(0, trainer.Iteration);
    }

    [Theory]
    [InlineData(TrainingMode.Faithful)]
    [InlineData(TrainingMode.Fast)]
    public void Step_InBFloat16_IsNearFloat32AndKeepsItsWeights(TrainingMode mode)
    {
        using var scope = NewDisposeScope();
        using var single = paper.Trainer(paper.Tiny, mode);
        using var half = paper.Trainer(paper.Tiny, mode, precision: Precision.BFloat16);
        var (xA, xB) = Batch(2, 24, 24, ScalarType.Float32);
        for (int i = 0; i < 3; i++)
        {
            var (expected, actual) = (single.Step(xA, xB), half.Step(xA, xB));
            foreach (var (e, a) in expected.Zip(actual)) AssertClose(e.Value, a.Value, e.Name, 0.05);
            Assert.NotEqual(expected, actual);
        }
        foreach (var (name, e, a) in Pairs(single, half))
        {
            Assert.Equal(ScalarType.Float32, a.dtype);
            AssertClose(0, (e - a).abs().max().to(float64).item<double>(), name, 0.02);
        }
        var gradient = half.GeneratorOptimizer.Parameters[0].grad!;
        Assert.Equal(ScalarType.Float32, gradient.dtype);
    }

    [Fact]
    public void Preview_InBFloat16_IsComputedInFloat32()
    {
        using var scope = NewDisposeScope();
        using var single = paper.Trainer(paper.Tiny);
        using var half = paper.Trainer(paper.Tiny, precision: Precision.BFloat16);
        var (xA, xB) = Batch(1, 24, 24, ScalarType.Float32);
        Tensor Shown(ITranslationTrainer trainer) => trainer.Translate(xA, xB, Direction.AtoB);
        Assert.True(Shown(single).Equals(Shown(half)));
        var error = Assert.Throws<ArgumentException>(
            () => paper.Trainer(paper.Tiny, dtype: ScalarType.Float64, precision: Precision.BFloat16));
        Assert.Contains("is for weights in float32; got Float64", error.Message);
    }

    [Theory]
    [InlineData(TrainingMode.Faithful, 1, Precision.Float32)]
    [InlineData(TrainingMode.Fast, 1, Precision.Float32)]
    [InlineData(TrainingMode.Fast, 2, Precision.BFloat16)]
    public void Step_TenTimes_LeavesNoTensorBehind(TrainingMode mode, int parts, Precision precision)
    {
        using var scope = NewDisposeScope();
        var config = paper.With(paper.Tiny, PaddingKind.Reflect, own: true) with
        {
            Accumulate = parts,
            Discriminator = paper.Tiny.Discriminator with { Normalization = Normalization.Spectral },
        };
        using var trainer = paper.Trainer(config, mode, precision: precision);
        var (xA, xB) = Batch(2, 24, 24, ScalarType.Float32);
        for (int i = 0; i < 3; i++) trainer.Step(xA, xB);
        long before = LiveTensors;
        for (int i = 0; i < 7; i++) trainer.Step(xA, xB);
        Assert.True(LiveTensors <= before, $"{before} tensors after 3 steps, {LiveTensors} after 10.");
    }

    [Fact]
    public void Trainer_Disposed_LeavesNoTensorBehind()
    {
        using var scope = NewDisposeScope();
        var (xA, xB) = Batch(2, 24, 24, ScalarType.Float32);
        long before = LiveTensors;
        using (var trainer = paper.Trainer(paper.Tiny)) trainer.Step(xA, xB);
        Assert.Equal(before, LiveTensors);
    }

    [Fact]
    public void Step_NaNPicture_StopsWithIterationAndLosses()
    {
        using var scope = NewDisposeScope();
        using var trainer = paper.Trainer(paper.Tiny);
        var (xA, xB) = Batch(1, 24, 24, ScalarType.Float32);
        trainer.Step(xA, xB);
        var first = trainer.NamedNetworks[0].Network.parameters().First();
        var before = first.clone();
        xA[0, 0, 0, 0] = float.NaN;
        var error = Assert.Throws<NonFiniteLossException>(() => trainer.Step(xA, xB));
        Assert.Equal(1, error.Iteration);
        Assert.Contains("Iteration 1: not finite: dis_a, dis_b, dis_total", error.Message);
        Assert.Contains(error.Losses, loss => loss.Name == "dis_a" && double.IsNaN(loss.Value));
        Assert.True(before.Equals(first));
        Assert.Equal(1, trainer.Iteration);
    }

    [Fact]
    public void Step_GeneratorsExplode_NamesAllOfBothUpdates()
    {
        using var scope = NewDisposeScope();
        using var trainer = paper.Trainer(paper.Tiny with { ImageReconstructionWeight = double.MaxValue });
        var (xA, xB) = Batch(1, 24, 24, ScalarType.Float32);
        var error = Assert.Throws<NonFiniteLossException>(() => trainer.Step(xA, xB));
        Assert.Contains("not finite: gen_total", error.Message);
        Assert.Contains(error.Losses, loss => loss.Name == "dis_total" && double.IsFinite(loss.Value));
        // The frozen discriminators are released again.
        Assert.All(trainer.DiscriminatorA.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Fact]
    public void Step_WrongChannels_SaysWhatIsExpected()
    {
        using var scope = NewDisposeScope();
        using var trainer = paper.Trainer(paper.Tiny);
        var x = zeros(1, 4, 24, 24);
        var error = Assert.Throws<ArgumentException>(() => trainer.Step(x, x));
        Assert.Contains("expected [N, 3, H, W]; got [1, 4, 24, 24]", error.Message);
        Assert.Throws<ArgumentException>(() => trainer.Step(zeros(3), x)); // before anything is drawn
    }

    [Fact]
    public void Trainer_SameSeed_StartsAndDrawsTheSame()
    {
        using var scope = NewDisposeScope();
        using var first = paper.Trainer(paper.Tiny, seed: 7);
        manual_seed(99); // the global source must not matter
        using var second = paper.Trainer(paper.Tiny, seed: 7);
        using var other = paper.Trainer(paper.Tiny, seed: 8);
        AssertSameNetworks(first, second);
        Assert.Contains(Pairs(first, other), pair => !pair.Expected.Equals(pair.Actual));
        var (xA, xB) = Batch(1, 24, 24, ScalarType.Float32);
        Assert.Equal(first.Step(xA, xB), second.Step(xA, xB));
    }

    [Fact]
    public void Step_PolicyStep_LowersTheRateOneIterationEarly()
    {
        using var scope = NewDisposeScope();
        using var trainer = paper.Trainer(paper.Tiny with { StepSize = 2, Gamma = 0.25, LearningRate = 0.008 });
        var (xA, xB) = Batch(1, 24, 24, ScalarType.Float32);
        var rates = Enumerable.Range(0, 4).Select(_ =>
        {
            trainer.Step(xA, xB);
            return trainer.LearningRate;
        }).ToList();
        Assert.Equal([0.008, 0.002, 0.002, 0.0005], rates);
    }

    private static void AssertCloseLosses(IReadOnlyList<LossValue> expected, IReadOnlyList<LossValue> actual)
    {
        Assert.Equal(expected.Select(loss => loss.Name), actual.Select(loss => loss.Name));
        foreach (var (e, a) in expected.Zip(actual)) AssertClose(e.Value, a.Value, e.Name, 1e-11);
    }
}
