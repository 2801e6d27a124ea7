using Unpaired.Metrics;
using static TorchSharp.torch;

namespace Unpaired.Tests.Metrics;

public sealed class InceptionScoreTests
{
    [Fact]
    public void Scores_SureAndEvenPredictions_AreLogOfTheClasses()
    {
        using var scope = NewDisposeScope();
        // Two inputs, two styles: each style is a class of its own, the same for both inputs.
        var predictions = tensor(new[] { 1.0, 0, 0, 1, 1, 0, 0, 1 }, [2, 2, 2]);
        Assert.Equal(Math.Log(2), InceptionScore.Unconditional(predictions).MeanDivergence, 1e-12);
        Assert.Equal(2, InceptionScore.Conditional(predictions).Exponential, 1e-12);
    }

    [Fact]
    public void Scores_StyleChangesNothing_ConditionalIsZero()
    {
        using var scope = NewDisposeScope();
        var predictions = tensor(new[] { 1.0, 0, 1, 0, 0, 1, 0, 1 }, [2, 2, 2]);
        Assert.Equal(Math.Log(2), InceptionScore.Unconditional(predictions).MeanDivergence, 1e-12);
        Assert.Equal(0, InceptionScore.Conditional(predictions).MeanDivergence, 1e-12);
    }

    [Fact]
    public void Scores_HandWorkedPredictions_UseNaturalLogarithms()
    {
        using var scope = NewDisposeScope();
        var predictions = tensor(new[] { 0.9, 0.1, 0.5, 0.5 }, [1, 2, 2]); // q = (0.7, 0.3)
        double expected =
            ((0.9 * Math.Log(0.9 / 0.7)) + (0.1 * Math.Log(0.1 / 0.3)) + (0.5 * Math.Log(0.5 / 0.7))
            + (0.5 * Math.Log(0.5 / 0.3))) / 2;
        Assert.Equal(expected, InceptionScore.Conditional(predictions).MeanDivergence, 1e-12);
        Assert.Throws<ArgumentException>(() => InceptionScore.Conditional(zeros(2, 2)));
    }

    [Fact]
    public void OverParts_TwoSurePredictionsEach_CountsTheClasses()
    {
        using var scope = NewDisposeScope();
        // Parts: {0, 1}, {0, 0}, and a row that equal parts drop.
        var predictions = tensor(new[] { 1.0, 0, 0, 1, 1, 0, 1, 0, 0, 1 }, [5, 2]);
        var (mean, deviation) = InceptionScore.OverParts(predictions, parts: 2, equalParts: true);
        Assert.Equal(1.5, mean, 1e-12);
        Assert.Equal(0.5, deviation, 1e-12);
        var all = InceptionScore.OverParts(predictions, parts: 2);
        Assert.NotEqual(mean, all.Mean);
        Assert.Throws<ArgumentException>(() => InceptionScore.OverParts(predictions, parts: 6));
    }
}
