using Unpaired.Metrics;
using static TorchSharp.torch;

namespace Unpaired.Tests.Metrics;

public sealed class CodeVariationTests
{
    // Classes 3, contents 4, examples 5, numbers 6.
    private static Tensor Draw(Generator random, params long[] shape) =>
        randn([.. shape, 6], dtype: float64, generator: random).expand(3, 4, 5, 6);

    [Fact]
    public void Of_OneSourceAtATime_GivesItAll()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        Assert.Equal(1, CodeVariation.Of(Draw(random, 3, 1, 1)).Class, 9);
        var example = CodeVariation.Of(Draw(random, 3, 1, 5) - Draw(random, 3, 1, 5).mean([2], keepdim: true));
        Assert.Equal(0, example.Content, 9);
        Assert.Equal(0, example.Interaction, 9);
        Assert.Equal(1, example.Class + example.Example, 9);
        var content = CodeVariation.Of(Draw(random, 1, 4, 1));
        Assert.Equal(1, content.Content, 9);
    }

    [Fact]
    public void Of_SumOfAllSources_HasTheirShares()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        var codes = Draw(random, 3, 1, 1) * 2 + Draw(random, 3, 1, 5) + Draw(random, 3, 4, 1) * 0.5
            + Draw(random, 3, 4, 5) * 0.25;
        var found = CodeVariation.Of(codes);
        Assert.Equal(1, found.Class + found.Example + found.Content + found.Interaction, 9);
        Assert.True(found.Class > found.Example && found.Example > found.Content && found.Content > found.Interaction);
        Assert.Equal(Math.Sqrt(found.Example / found.Class), found.Leak, 12);
    }

    [Fact]
    public void Of_WrongShapesAndConstants_AreRefused()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => CodeVariation.Of(zeros(3, 4, 5)));
        Assert.Throws<ArgumentException>(() => CodeVariation.Of(randn(1, 4, 5, 6)));
        Assert.Contains("that vary", Assert.Throws<ArgumentException>(() => CodeVariation.Of(ones(3, 4, 5, 6))).Message);
        Assert.Throws<ArgumentException>(() => CodeVariation.MainDirection(zeros(3, 4, 5, 6)));
    }

    [Fact]
    public void MainDirection_OfOneDirection_GivesItsNumbers()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        var along = randn([1, 5], dtype: float64, generator: random).expand(4, 5);   // from example to example only
        var direction = randn([6], dtype: float64, generator: random);
        double[,] found = CodeVariation.MainDirection(along.unsqueeze(2) * direction + 7);
        var wanted = (along - along.mean()) / (along - along.mean()).square().mean().sqrt();
        double sign = Math.Sign(found[0, 0]) * Math.Sign(wanted[0, 0].item<double>());
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 5; j++) Assert.Equal(wanted[i, j].item<double>(), sign * found[i, j], 9);
        }
        Assert.Equal(0, CodeVariation.MainDirection(ones(2, 2, 3))[1, 1]);
    }

    [Fact]
    public void Draw_TwoSystems_IsTwoPanels()
    {
        using var scope = NewDisposeScope();
        var chart = CodeVariation.Draw(("first", randn(3, 4, 2)), ("second", randn(3, 4, 5)));
        Assert.Equal(["first", "second"], chart.Panels.Select(panel => panel.Title));
        Assert.NotEmpty(chart.ToPng());
    }
}
