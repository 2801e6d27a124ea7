using Unpaired.Data;
using Unpaired.Metrics;
using Unpaired.Training;
using Unpaired.Unit;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Tests.Unit;

/// <summary>What notebook 01 shows of UNIT: the parity ladder, strips, directions in the latent space, scores.</summary>
public sealed class UnitTeachingTests
{
    private static readonly StreetsWorld World = new(64);

    private static IReadOnlyList<StreetsQuestion> Questions(int count) => StreetsQuestion.Of(
        new StreetsTestSet(World, count, 3), StreetDomain.Day, StreetDomain.Night, side: 16);

    [Fact]
    public void Ladder_GoldenCheckpoint_AgreesInBothPrecisions()
    {
        var exact = UnitLadder.Climb(UnitGoldens.Folder);
        Assert.Equal(["encoder", "decoder"], exact.Select(layer => layer.Network).Distinct());
        Assert.Equal(10, exact.Count); // 4 of the encoder and 6 of the decoder
        Assert.All(exact, layer => Assert.InRange(layer.Relative, 0, 1e-9));
        var rounded = UnitLadder.Climb(UnitGoldens.Folder, ScalarType.Float32);
        Assert.All(rounded, layer => Assert.InRange(layer.Relative, 0, 1e-4));
        Assert.True(rounded.Max(layer => layer.Relative) > exact.Max(layer => layer.Relative));
        Assert.Contains("10 layers", UnitLadder.Draw(UnitGoldens.Folder).Text);
    }

    [Fact]
    public void Run_StripAndHistory_SeeEveryMoment()
    {
        using var trainer = new UnitTrainer(UnitTrainerTests.Tiny, seed: 4);
        var pictures = Questions(2).Select(q => PictureResize.Resize(q.Input, 24, 24)).ToList();
        using var data = new SequentialTrainingData(new PictureList(pictures), new PictureList(pictures), 1, "two streets");
        var strip = new TrainingStrip(pictures, () =>
            [.. UnitTranslator.Of(trainer).TranslateMany(pictures, Direction.AtoB)], moments: 2);
        var history = new LossHistory();
        new TrainingRun(trainer, data, new TrainingOptions { Iterations = 4 }, strip, history)
            .Run(TestContext.Current.CancellationToken);
        var grid = strip.ToGrid();
        Assert.Equal(["input", "step 0", "step 2", "step 4"], grid.ColumnLabels!);
        Assert.Equal(2, grid.RowCount);
        Assert.NotEqual(grid[0, 1]!.Rgb.ToArray(), grid[0, 3]!.Rgb.ToArray()); // it has learnt in between
        var losses = history.Of("gen_recon_kl_b");
        Assert.Equal(4, losses.Count);
        Assert.Equal(losses[0], history.Mean("gen_recon_kl_b", 1));
        Assert.Equal((losses[2] + losses[3]) / 2, history.Mean("gen_recon_kl_b", -2), 12);
        Assert.Contains("No loss 'gone'", Assert.Throws<ArgumentException>(() => history.Of("gone")).Message);
        Assert.Contains("got none", Assert.Throws<ArgumentException>(() => history.Mean("dis_a", 0)).Message);
    }

    [Fact]
    public void Strip_WrongNumbers_SaysWhatCame()
    {
        var picture = Questions(1)[0].Input;
        Assert.Contains("got none", Assert.Throws<ArgumentException>(() => new TrainingStrip([], () => [])).Message);
        Assert.Contains("got 0", Assert.Throws<ArgumentException>(
            () => new TrainingStrip([picture], () => [], moments: 0)).Message);
        Assert.Contains("as many translations; got 0", Assert.Throws<ArgumentException>(
            () => new TrainingStrip([picture], () => []).Sample(1)).Message);
    }

    [Fact]
    public void Traversal_Shift_MovesByTheDeviationAlongOrderedDirections()
    {
        using var scope = NewDisposeScope();
        using var trainer = new UnitTrainer(UnitTrainerTests.Tiny, seed: 4);
        using var translator = UnitTranslator.Of(trainer);
        var days = Questions(6).Select(q => q.Input).ToList();
        using var traversal = UnitTraversal.Of(translator, days, Domain.A, count: 3);
        Assert.Equal(3, traversal.Count);
        Assert.Equal(translator.Translate(days[0], Direction.AtoB).Rgb.ToArray(),
            traversal.Shift(days[0], Domain.A, Domain.B, 0, 0).Rgb.ToArray());
        Assert.NotEqual(translator.Redraw(days[0], Domain.A, Domain.A).Rgb.ToArray(),
            traversal.Shift(days[0], Domain.A, Domain.A, 0, 30).Rgb.ToArray());
        Assert.Contains("0 to 2", Assert.Throws<ArgumentOutOfRangeException>(
            () => traversal.Shift(days[0], Domain.A, Domain.A, 3, 1)).Message);
        Assert.Contains("got [", Assert.Throws<ArgumentException>(
            () => traversal.Shift(PictureResize.Resize(days[0], 20, 20), Domain.A, Domain.A, 0, 1)).Message);
        Assert.Contains("2 pictures and 2 directions", Assert.Throws<ArgumentException>(
            () => UnitTraversal.Of(translator, days.Take(2), Domain.A, count: 2)).Message);
    }

    [Fact]
    public void Scores_OfATranslator_AreThoseOfItsParts()
    {
        using var scope = NewDisposeScope();
        using var trainer = new UnitTrainer(UnitTrainerTests.Tiny, seed: 4);
        using var translator = UnitTranslator.Of(trainer);
        var questions = Questions(5);
        var mean = CounterfactualBaselines.MeanImage(questions.Select(q => q.Truth));
        var scores = UnitScores.Of(translator, questions, mean);
        var first = questions.Select(q => (translator.Translate(q.Input, Direction.AtoB), q.Truth)).ToList();
        Assert.Equal(CounterfactualError.Evaluate(first).Mean, scores.Error, 12);
        Assert.Equal(new DeviationCorrelation(mean).Of(first), scores.Correlation, 12);
        Assert.Equal(questions.Zip(first, (q, pair) => CounterfactualError.Between(
            translator.Translate(pair.Item1, Direction.BtoA), q.Input)).Average(), scores.Cycle, 12);
        Assert.Equal(UnitScores.Codes(translator, questions).Found, scores.FoundByCode);
        Assert.True(scores.MeanSquare > 0);
    }

    [Fact]
    public void Diagram_OfAPair_SaysWhatFlowsWhere()
    {
        var question = Questions(1)[0];
        var diagram = UnitDiagram.Draw(question.Input, question.Truth);
        Assert.Contains("noise is added to the code", diagram.Text);
        Assert.NotEmpty(diagram.ToPng());
    }
}
