using Unpaired.Data;
using Unpaired.Metrics;
using Unpaired.Worlds;

namespace Unpaired.Tests.Metrics;

/// <summary>One tiny recogniser of three unlike species, for all tests of few-shot reports.</summary>
public sealed class FewShotJudge : IDisposable
{
    public FewShotJudge() => Recognizer = ClassRecognizer.Train(
        new SpeciesDataset(World, Targets, 100, seed: 1),
        new RecognizerOptions { Iterations = 80, BatchSize = 16, Width = 8 });

    public static SpeciesWorld World { get; } = new(32);

    public static IReadOnlyList<Species> Sources { get; } =
        [SpeciesWorld.Find("tiger"), SpeciesWorld.Find("octopus"), SpeciesWorld.Find("morpho")];

    public static IReadOnlyList<Species> Targets { get; } =
        [SpeciesWorld.Find("penguin"), SpeciesWorld.Find("ladybird"), SpeciesWorld.Find("green-turtle")];

    public ClassRecognizer Recognizer { get; }

    public static SpeciesTestSet Set(long seed, int count = 30, int shots = 2) =>
        new(World, Sources, Targets, count, shots, seed);

    public void Dispose() => Recognizer.Dispose();
}

public sealed class FewShotReportTests(FewShotJudge judge) : IClassFixture<FewShotJudge>
{
    private static readonly (string, Func<SpeciesQuestion, Picture>) Copy = ("copy", question => question.Input);

    [Fact]
    public void SaveAndLoad_GiveTheSameTable()
    {
        string path = Path.Combine(Path.GetTempPath(), $"unpaired-{Guid.NewGuid():N}.json");
        try
        {
            var report = FewShotReport.Run([FewShotJudge.Set(5, count: 1)], judge.Recognizer, Copy);
            Assert.True(double.IsNaN(report["copy"].Error.StandardError));
            report.Save(path);
            Assert.Equal(report.ToTable().ToMarkdown(), FewShotReport.Load(path).ToTable().ToMarkdown());
            File.WriteAllText(path, "{}");
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => FewShotReport.Load(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
        Assert.Throws<FileNotFoundException>(() => FewShotReport.Load(path));
    }

    [Fact]
    public void Run_TruthAsAMethod_HasNoErrorAndReachesTheCeiling()
    {
        var report = FewShotReport.Run([FewShotJudge.Set(5), FewShotJudge.Set(6)], judge.Recognizer,
            ("truth", question => question.Truth), Copy);

        var truth = report["truth"];
        Assert.Equal(new FewShotMeasure(0, 0, 0, 0), truth.Error);
        Assert.Equal(new FewShotMeasure(0, 0, 0, 0), truth.CreatureError);
        Assert.Equal(report.Ceiling.Recognition, truth.Recognition);
        Assert.Equal(report.Ceiling.Overlap, truth.Overlap);
        double own = OwnAccuracy();
        Assert.True(own > 0.8, $"The judge knows too little: {own:F3}.");
        Assert.InRange(truth.Recognition.Mean, own - 0.1, own + 0.1);
        Assert.InRange(truth.Overlap.Mean, 0.9, 1);
        Assert.Equal(["truth", "copy"], report.Methods);
    }

    [Fact]
    public void Run_CopyOfTheInput_IsWrongOnTheCreatureAndRecognisedByChance()
    {
        SpeciesTestSet[] sets = [FewShotJudge.Set(5, 60), FewShotJudge.Set(6, 60)];
        var report = FewShotReport.Run(sets, judge.Recognizer, Copy);

        var copy = report["copy"];
        var questions = sets.SelectMany(set => set.Pairs()).ToList();
        Assert.Equal(questions.Average(q => CounterfactualError.Between(q.Input, q.Truth)), copy.Error.Mean, 12);
        Assert.Equal(CounterfactualError.Evaluate(questions.Select(q => (q.Input, q.Truth,
            FewShotJudge.World.RenderMask(q.Content, q.Target)))).Foreground!.Value, copy.CreatureError.Mean, 12);
        Assert.True(copy.CreatureError.Mean > 1.5 * copy.Error.Mean, copy.ToString());
        Assert.Equal(1.0 / 3, report.Chance, 12);
        Assert.InRange(copy.Recognition.Mean, report.Chance - 0.15, report.Chance + 0.15);
        Assert.Equal(new Share((int)Math.Round(copy.Recognition.Mean * 120), 120).StandardError,
            copy.Recognition.StandardError, 12);
        Assert.True(copy.Overlap.Mean < report.Ceiling.Overlap.Mean - 0.2, copy.ToString());
    }

    [Fact]
    public void Run_TwoSets_GivesMeanStandardErrorAndSpread()
    {
        SpeciesTestSet[] sets = [FewShotJudge.Set(5, 8), FewShotJudge.Set(6, 8)];
        var error = FewShotReport.Run(sets, judge.Recognizer, Copy)["copy"].Error;

        var means = sets.Select(set => CounterfactualError.Evaluate(set.Pairs().Select(q => (q.Input, q.Truth)))).ToList();
        var pooled = CounterfactualError.Evaluate(sets.SelectMany(set => set.Pairs()).Select(q => (q.Input, q.Truth)));
        Assert.Equal(pooled.StandardError, error.StandardError, 12);
        Assert.Equal(means.Min(set => set.Mean), error.LowestSet, 12);
        Assert.Equal(means.Max(set => set.Mean), error.HighestSet, 12);
        Assert.True(error.LowestSet < error.HighestSet);
    }

    [Fact]
    public void Run_Rivals_EachKnowsOneThing()
    {
        var rivals = FewShotRivals.Of(FewShotJudge.World, FewShotJudge.Targets, pictures: 10);
        var report = FewShotReport.Run([FewShotJudge.Set(5)], judge.Recognizer, rivals);

        Assert.Equal(["input", "class example", "target mean", "empty scene"], report.Methods);
        Assert.Equal(0, report["empty scene"].Overlap.Mean);
        Assert.True(report["class example"].Recognition.Mean > report["input"].Recognition.Mean + 0.2);
        Assert.True(report["input"].Error.Mean < report["class example"].Error.Mean);
        Assert.Equal(CounterfactualBaselines.TargetMean(FewShotJudge.Set(1), 10).Mean, FewShotReport.Run(
            [FewShotJudge.Set(1)], judge.Recognizer, rivals)["target mean"].Error.Mean, 12);
    }

    [Fact]
    public void Run_AnswerOfAnotherSize_NamesMethodAndQuestion()
    {
        var small = FewShotJudge.World.Render(FewShotJudge.Set(5)[0].Content, FewShotJudge.Targets[0]);
        var odd = new Picture(16, 8, small.Rgb[..(16 * 8 * 3)].ToArray());
        int asked = 0;

        var error = Assert.Throws<ArgumentException>(() => FewShotReport.Run([FewShotJudge.Set(5, 4)], judge.Recognizer,
            ("odd one", question => asked++ == 2 ? odd : question.Input)));

        Assert.Contains("'odd one', question 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("32 x 32 pixels; got 16 x 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NothingToDoOrUnknownThings_AreNamed()
    {
        Assert.Contains("got 0 and 1", Refusal(() => FewShotReport.Run([], judge.Recognizer, Copy)));
        Assert.Contains("got 1 and 0", Refusal(() => FewShotReport.Run([FewShotJudge.Set(5, 2)], judge.Recognizer)));
        Assert.Contains("'copy' twice",
            Refusal(() => FewShotReport.Run([FewShotJudge.Set(5, 2)], judge.Recognizer, Copy, Copy)));
        Assert.Contains("32, 64 pixels", Refusal(() => FewShotReport.Run([FewShotJudge.Set(5, 2), new SpeciesTestSet(
            new SpeciesWorld(64), FewShotJudge.Sources, FewShotJudge.Targets, 2, 2, 5)], judge.Recognizer, Copy)));
        Assert.Contains("'tiger' is not among", Refusal(() => FewShotReport.Run([new SpeciesTestSet(
            FewShotJudge.World, FewShotJudge.Targets, FewShotJudge.Sources, 2, 2, 5)], judge.Recognizer, Copy)));
        Assert.Contains("tolerance of 0 to 255; got 256",
            Refusal(() => FewShotReport.Run([FewShotJudge.Set(5, 2)], judge.Recognizer, 256, Copy)));
        Assert.Contains("'guess'; the report has copy", Assert.Throws<KeyNotFoundException>(
            () => FewShotReport.Run([FewShotJudge.Set(5, 2)], judge.Recognizer, Copy)["guess"]).Message);
    }

    [Fact]
    public void ToTableAndToChart_NameMethodsChanceAndCeiling()
    {
        var report = FewShotReport.Run([FewShotJudge.Set(5, 3), FewShotJudge.Set(6, 3)], judge.Recognizer, Copy);

        string table = report.ToTable().ToMarkdown();
        Assert.Contains("2 test sets, 6 questions", report.ToTable().Text);
        Assert.Contains("chance 0.333", report.ToTable().Text);
        Assert.Contains(report["copy"].CreatureError.ToString(), table);
        Assert.Contains("true render", table);
        var chart = report.ToChart("Copies are not recognised");
        Assert.Equal(3, chart.Panels.Count);
        Assert.Contains($"copy {report["copy"].CreatureError.Mean:F3}", chart.Text);
        Assert.NotEmpty(chart.ToPng());
    }

    [Fact]
    public void Silhouette_RingOnAKnownBackground_IsFilledOnceItDiffersByMoreThanTheTolerance()
    {
        byte[] scene = [.. Enumerable.Range(0, 8 * 8 * 3).Select(i => (byte)i)];
        byte[] drawn = [.. scene];
        for (int y = 2; y <= 5; y++)
        {
            for (int x = 2; x <= 5; x++)
                if (x is 2 or 5 || y is 2 or 5) drawn[(((y * 8) + x) * 3) + 2] += 49;
        }
        int Size(int tolerance) => Silhouette.Against(new Picture(8, 8, drawn), new Picture(8, 8, scene), tolerance)
            .Count(inside => inside);

        Assert.Equal(16, Size(48));
        Assert.Equal(0, Size(49));
        Assert.Contains("8 x 8 on a background of 4 x 4", Refusal(
            () => Silhouette.Against(new Picture(8, 8, drawn), new Picture(4, 4, scene[..48]), 48)));
    }

    [Fact]
    public void Sweep_EachK_SeesTheFirstKExamples()
    {
        var set = FewShotJudge.Set(5, 3, shots: 4);
        List<(Picture First, int Count, int Contents)> seen = [];
        Picture LastExample(SpeciesQuestion question)
        {
            seen.Add((question.Examples[0], question.Examples.Count, question.ExampleContents.Count));
            return question.Examples[^1];
        }

        var sweep = FewShotSweep.Run([set], judge.Recognizer, [1, 3], ("last example", LastExample));

        Assert.Equal([1, 1, 1, 3, 3, 3], seen.Select(q => q.Count));
        Assert.Equal([1, 1, 1, 3, 3, 3], seen.Select(q => q.Contents));
        Assert.All(Enumerable.Range(0, 3), i => Assert.Same(seen[i].First, seen[i + 3].First));
        foreach (int k in sweep.Shots)
        {
            double wanted = set.Pairs().Average(q => CounterfactualError.Between(q.Examples[k - 1], q.Truth));
            Assert.Equal(wanted, sweep[k]["last example"].Error.Mean, 12);
        }
        Assert.NotEqual(sweep[1]["last example"].Error.Mean, sweep[3]["last example"].Error.Mean);
        Assert.Contains("| last example | 3 |", sweep.ToTable().ToMarkdown());
        Assert.NotEmpty(sweep.ToChart("Any example will do").ToPng());
    }

    [Fact]
    public void Sweep_TooFewExamplesOrOddK_AreNamed()
    {
        var set = FewShotJudge.Set(7, 2, shots: 4);

        Assert.Contains("20 examples a question; the one of seed 7 has 4",
            Refusal(() => FewShotSweep.Run([set], judge.Recognizer, null, Copy)));
        Assert.Contains("got [3, 1]", Refusal(() => FewShotSweep.Run([set], judge.Recognizer, [3, 1], Copy)));
        Assert.Contains("got [0, 1]", Refusal(() => FewShotSweep.Run([set], judge.Recognizer, [0, 1], Copy)));
        Assert.Contains("got []", Refusal(() => FewShotSweep.Run([set], judge.Recognizer, [], Copy)));
        Assert.Contains("sweep has 1, 2", Assert.Throws<KeyNotFoundException>(
            () => FewShotSweep.Run([set], judge.Recognizer, [1, 2], Copy)[5]).Message);
    }

    private static string Refusal(Action run) => Assert.Throws<ArgumentException>(run).Message;

    private double OwnAccuracy()
    {
        var fresh = new SpeciesDataset(FewShotJudge.World, FewShotJudge.Targets, 50, seed: 99);
        return judge.Recognizer.Accuracy(
            [.. Enumerable.Range(0, fresh.Count).Select(i => (fresh[i], fresh.Label(i)))]).Value;
    }
}
