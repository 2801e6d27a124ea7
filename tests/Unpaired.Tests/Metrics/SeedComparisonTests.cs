using Unpaired.Data;
using Unpaired.Metrics;
using Unpaired.Worlds;

namespace Unpaired.Tests.Metrics;

public sealed class SeedComparisonTests
{
    private static readonly SeedComparison Two = new(["A", "B"], 3);

    private static double Number(string model) => model switch
    {
        "A 1" => 1,
        "A 2" => 2,
        "A 3" => 6,
        _ => 5,
    };

    [Fact]
    public void Of_ThreeTrainings_HasMeanAndDeviation()
    {
        Assert.Equal(["A 1", "A 2", "A 3", "B 1", "B 2", "B 3"], Two.Models);
        var (mean, deviation) = Two.Of("A", Number);
        Assert.Equal(3, mean, 12);
        Assert.Equal(Math.Sqrt(7), deviation, 12);   // (4 + 1 + 9) / 2
        Assert.Equal((5, 0), Two.Of("B", Number));
    }

    [Fact]
    public void ToChart_EachMeasure_IsAPanelAndInTheWords()
    {
        var chart = Two.ToChart("A claim", ("first", "unit", Number), ("second", "unit", model => 2 * Number(model)));
        Assert.Equal(["first", "second"], chart.Panels.Select(panel => panel.Title));
        Assert.Contains("second: A 6.000 ± 5.292, B 10.000 ± 0.000", chart.Text);
        Assert.NotEmpty(chart.ToPng());
        Assert.Contains("one training", chart.ToPlotlyJson());
    }

    [Fact]
    public void ToCurves_Sweep_HasALineForEachSystem()
    {
        var world = new SpeciesWorld(32) { Studio = true };
        using var recognizer = ClassRecognizer.Train(
            new SpeciesDataset(world, SpeciesWorld.Unseen, picturesPerSpecies: 10, seed: 1),
            new RecognizerOptions { Iterations = 5, BatchSize = 8, Width = 4 },
            cancellation: TestContext.Current.CancellationToken);
        var sweep = FewShotSweep.Run(
            [new SpeciesTestSet(world, SpeciesWorld.Seen, SpeciesWorld.Unseen, count: 3, shots: 2, seed: 1)], recognizer, [1, 2],
            [.. Two.Models.Select(model => (model, (Func<SpeciesQuestion, Picture>)(q =>
                model.StartsWith('A') ? q.Truth : q.Examples[^1])))]);
        var chart = Two.ToCurves("A claim", sweep);
        Assert.Equal(3, chart.Panels.Count);
        Assert.Contains("error on the creature: A 0.000 ± 0.000", chart.Text);
        Assert.NotEmpty(chart.ToPng());
    }

    [Fact]
    public void Construct_Wrong_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new SeedComparison([], 3));
        Assert.Throws<ArgumentException>(() => new SeedComparison(["A", "A"], 3));
        Assert.Throws<ArgumentException>(() => new SeedComparison(["A"], 1));
    }
}
