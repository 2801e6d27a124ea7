using Unpaired.Layers;
using Unpaired.Munit;
using Unpaired.Tests.Training;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.Munit;

public sealed class MunitTrainerTests() : TwoDomainTrainerTests<MunitConfig, StyleDraws>(new MunitPaper())
{
    /// <summary>Small enough for milliseconds, with every loss on.</summary>
    internal static readonly MunitConfig Tiny = MunitConfig.Seminar32 with
    {
        CycleWeight = 2,
        DisplaySize = 2,
        Generator = new GeneratorConfig { Width = 3, MlpWidth = 6, StyleSize = 4, ResidualBlocks = 1 },
        Discriminator = new DiscriminatorConfig { Width = 4, Layers = 2, Scales = 2 },
    };

    [Fact]
    public void Step_SmallPictures_NamesTheStyleEncoder()
    {
        using var scope = NewDisposeScope();
        using var trainer = new MunitTrainer(Tiny);
        var x = zeros(1, 3, 8, 24);
        var error = Assert.Throws<ArgumentException>(() => trainer.Step(x, x));
        Assert.Contains("too small for the style encoder's four halvings", error.Message);
    }

    [Fact]
    public void Trainer_SameSeed_HasTheSameDisplayStyles()
    {
        using var scope = NewDisposeScope();
        using var first = new MunitTrainer(Tiny, seed: 7);
        using var second = new MunitTrainer(Tiny, seed: 7);
        using var other = new MunitTrainer(Tiny, seed: 8);
        Assert.True(first.DisplayStylesA.Equals(second.DisplayStylesA));
        Assert.False(first.DisplayStylesA.Equals(other.DisplayStylesA));
        Assert.False(first.DisplayStylesA.Equals(first.DisplayStylesB));
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
}
