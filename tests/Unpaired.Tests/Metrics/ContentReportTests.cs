using Unpaired.Data;
using Unpaired.Metrics;
using Unpaired.Worlds;

namespace Unpaired.Tests.Metrics;

public sealed class ContentReportTests
{
    private static readonly SpeciesWorld World = new(32) { Studio = true };
    private static readonly SpeciesTestSet[] Sets = [.. new long[] { 5, 6 }.Select(seed =>
        new SpeciesTestSet(World, SpeciesWorld.Seen, SpeciesWorld.Unseen, count: 6, shots: 4, seed))];
    private static readonly Picture Stain = new(32, 32, [.. Enumerable.Repeat((byte)20, 3 * 32 * 32)]);
    private static readonly Lazy<ContentReport> Report = new(() => ContentReport.Run(Sets, null,
        ("truth", (question, _) => question.Truth),
        ("example", (_, example) => example),
        ("input", (question, _) => question.Input),
        ("nothing", (question, _) => World.RenderScene(question.Content)),
        ("stain", (_, _) => Stain)));

    [Fact]
    public void Run_Truth_IsPerfectAndLeaksNothing()
    {
        var truth = Report.Value["truth"];
        Assert.Equal(1, truth.Agreement.Mean, 12);
        Assert.InRange(truth.Overlap.Mean, 0.9, 1);
        Assert.InRange(truth.Place.Mean, 0, 0.01);
        Assert.InRange(truth.Size.Mean, 0, 0.06);
        Assert.InRange(truth.Turn.Mean, 0, 4);
        Assert.Equal(0, truth.PlaceLeak.Mean, 9);
        Assert.Equal(0, truth.SizeLeak.Mean, 9);
        Assert.Equal(0, truth.Empty);
    }

    [Fact]
    public void Run_Example_LeaksAllOfItsPlaceAndSize()
    {
        var example = Report.Value["example"];
        Assert.InRange(example.PlaceLeak.Mean, 0.9, 1.1);
        Assert.InRange(example.SizeLeak.Mean, 0.8, 1.1);
        Assert.InRange(example.Agreement.Mean, 0.1, 0.7);
        Assert.True(example.Place.Mean > 5 * Report.Value["truth"].Place.Mean);
        Assert.True(example.PlaceLeak.LowestSet <= example.PlaceLeak.Mean);
        Assert.True(example.PlaceLeak.Mean <= example.PlaceLeak.HighestSet);
    }

    [Fact]
    public void Run_Input_AgreesWithItselfAndHasAnotherSpeciesOutline()
    {
        var input = Report.Value["input"];
        Assert.Equal(1, input.Agreement.Mean, 12);
        Assert.Equal(0, input.PlaceLeak.Mean, 9);
        Assert.InRange(input.Overlap.Mean, 0.2, 0.8);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("stain")]
    public void Run_AnswersWithoutCreature_AreCountedAndLeftOut(string method)
    {
        var nothing = Report.Value[method];
        Assert.Equal((1, 0), (nothing.Empty, nothing.Overlap.Mean));
        Assert.True(double.IsNaN(nothing.Place.Mean));
        Assert.Contains("100", Report.Value.ToTable().ToMarkdown());
    }

    [Fact]
    public void Run_WithRecognizer_AsksItOfEveryAnswer()
    {
        using var recognizer = ClassRecognizer.Train(
            new SpeciesDataset(World, SpeciesWorld.Unseen, picturesPerSpecies: 50, seed: 1),
            new RecognizerOptions { Iterations = 60, BatchSize = 16, Width = 8 },
            cancellation: TestContext.Current.CancellationToken);
        SpeciesTestSet[] set = [new(World, SpeciesWorld.Seen, SpeciesWorld.Unseen, count: 8, shots: 3, seed: 9)];
        var report = ContentReport.Run(set, recognizer, ("example", (_, x) => x), ("input", (q, _) => q.Input));
        var asked = set[0].Pairs().SelectMany(q => q.Examples.Select(x => (x, SpeciesWorld.Unseen.IndexOf(q.Target))));
        Assert.Equal(recognizer.Accuracy([.. asked]).Value, report["example"].Recognition.Mean, 12);
        Assert.True(report["example"].Recognition.Mean > report["input"].Recognition.Mean);
        Assert.True(double.IsNaN(Report.Value["truth"].Recognition.Mean));
    }

    [Fact]
    public void Run_WrongCalls_SayWhat()
    {
        var one = new SpeciesTestSet(World, SpeciesWorld.Seen, SpeciesWorld.Unseen, count: 1, shots: 1, seed: 1);
        Assert.Contains("at least 2 examples", Assert.Throws<ArgumentException>(() =>
            ContentReport.Run([one], null, ("truth", (question, _) => question.Truth))).Message);
        Assert.Contains("'small': expected a picture of 32 x 32", Assert.Throws<ArgumentException>(() =>
            ContentReport.Run(Sets, null, ("small", (_, _) => new Picture(2, 2, new byte[12])))).Message);
        Assert.Contains("truth, example", Assert.Throws<KeyNotFoundException>(() => Report.Value["truht"]).Message);
    }

    [Fact]
    public void Agreement_OfTwoHalves_IsTheirOverlap()
    {
        bool[] left = [true, true, false, false], middle = [false, true, true, false];
        Assert.Equal(1.0 / 3, SilhouetteAgreement.Of([left, middle]), 12);
        Assert.Equal((1 + 1.0 / 3 + 1.0 / 3) / 3, SilhouetteAgreement.Of([left, left, middle]), 12);
        Assert.Throws<ArgumentException>(() => SilhouetteAgreement.Of([left]));
    }

    [Fact]
    public void Sheet_Draw_HasARowOfExamplesAndOneForEachSystem()
    {
        var questions = Sets[0].Pairs().Take(2).ToList();
        var sheet = ExampleSheet.Draw("A claim", questions, ("copy", (_, examples) => examples[0]), ("input", (x, _) => x));
        Assert.Equal((6, 6), (sheet.RowCount, sheet.ColumnCount));
        Assert.Equal(questions[1].Examples[2], sheet[4, 3]);
        Assert.Equal(questions[1].Truth, sheet[5, 5]);
        Assert.Null(sheet[0, 0]);
    }
}
