using Unpaired.Comparisons;
using Unpaired.Data;
using Unpaired.Metrics;
using Unpaired.Metrics.Features;
using Unpaired.Tests.Notebooks;
using Unpaired.Worlds;

namespace Unpaired.Tests.Comparisons;

public sealed class MethodComparisonTests : IDisposable
{
    private readonly WorldFeatures network = WorldFeatures.Shipped();

    public void Dispose() => network.Dispose();

    private static string Weights => Path.Combine(NotebookFile.Folder, "weights");

    private static readonly StreetsWorld Streets = new(64);

    private static IReadOnlyList<StreetsQuestion> Questions { get; } =
        StreetsQuestion.Of(new StreetsTestSet(Streets, 8, seed: 5), StreetDomain.Day, StreetDomain.Night);

    private static IReadOnlyList<Picture> Nights { get; } =
        [.. Enumerable.Range(0, 12).Select(i => new StreetsDataset(Streets, StreetDomain.Night, 12, seed: 3)[i])];

    private static Picture Mixed(Picture a, Picture b) =>
        new(a.Width, a.Height, [.. a.Rgb.ToArray().Zip(b.Rgb.ToArray(), (x, y) => (byte)((x + y) / 2))]);

    private MethodComparison Compared() => MethodComparison.Of(Questions, Nights, network,
        new("copy", q => q.Input) { Back = (_, answer) => answer },
        new("half", q => Mixed(q.Input, q.Truth)) { Back = (_, answer) => answer, IsTrained = true },
        new("another street", q => q.StyleExample) { Back = (_, answer) => answer },
        new("nearly", q => Mixed(q.Truth, Mixed(q.Truth, q.Input))) { Back = (q, _) => q.Input, IsTrained = true });

    [Fact]
    public void Streets_KnownMethods_AreOrderedAndHeldAgainstTheTruth()
    {
        var comparison = Compared();
        Assert.Equal(["copy", "half", "another street", "nearly"], comparison.Methods);
        Assert.Equal(["half", "nearly"], comparison.Trained);
        double Error(string method) => comparison[method, ComparedMeasure.Error]!.Value.Mean;
        Assert.Equal(0, Error(MethodComparison.Truth));
        Assert.Equal(Error("copy") / 2, Error("half"), 0.01);
        Assert.Equal(Error("copy") / 4, Error("nearly"), 0.01);
        Assert.Equal(1, comparison[MethodComparison.Truth, ComparedMeasure.Correlation]!.Value.Mean, 9);
        Assert.Equal(0, comparison["copy", ComparedMeasure.Change]!.Value.Mean);
        Assert.Equal(0, comparison["nearly", ComparedMeasure.Cycle]!.Value.Mean);
        Assert.Null(comparison[MethodComparison.Truth, ComparedMeasure.Cycle]);
        var distance = comparison["half", ComparedMeasure.Frechet]!.Value;
        Assert.True(distance.Low < distance.Mean && distance.Mean < distance.High, distance.ToString());

        var difference = comparison.Difference("copy", "half");
        Assert.Equal(Error("copy") - Error("half"), difference.Mean, 9);
        Assert.True(difference.Low > 0, difference.ToString());
        Assert.Equal(comparison.Errors("half").Max(), comparison.Errors("half")[comparison.Worst("half", 2)[0]]);
        Assert.Equal(comparison.Answers("copy")[3], Questions[3].Input);
    }

    [Fact]
    public void Agreement_ByHand_IsTheRankCorrelationWithTheError()
    {
        var comparison = Compared();
        var agreement = comparison.Agreement().ToDictionary(entry => entry.Measure, entry => entry.Agreement);
        Assert.DoesNotContain(ComparedMeasure.Error, agreement.Keys);
        double[] Goodness(ComparedMeasure measure) => [.. comparison.Methods.Select(method =>
            comparison[method, measure]!.Value.Mean * (measure.LowerIsBetter ? -1 : 1))];
        foreach (var (measure, value) in agreement)
            Assert.Equal(RankCorrelation.Of(Goodness(ComparedMeasure.Error), Goodness(measure)).Value, value.Value, 9);
        // The copy changes nothing and is the worst, which is what a change of the input cannot see.
        Assert.True(agreement[ComparedMeasure.Change].Value < 0);
        Assert.Empty(comparison.Agreement(onlyTrained: true)); // of two methods only
        Assert.Contains("change of the input", comparison.ToAgreementTable("x").Text, StringComparison.Ordinal);
        Assert.Contains("streets: ", MethodComparison.AgreementChart("x", ("streets", comparison)).Text,
            StringComparison.Ordinal);
        Assert.Equal(2, comparison.ToScatter("x", ComparedMeasure.Cycle, ComparedMeasure.Frechet).Panels.Count);
        Assert.Contains("the truth", comparison.ToTable("x", ComparedMeasure.Error).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Streets_WrongMethods_AreNamed()
    {
        string Message(params ComparedMethod<StreetsQuestion>[] methods) => Assert.Throws<ArgumentException>(
            () => MethodComparison.Of(Questions, Nights, network, methods)).Message;
        Assert.Contains("'a' twice", Message(new("a", q => q.Input), new("a", q => q.Truth)), StringComparison.Ordinal);
        Assert.Contains("question 0", Message(new ComparedMethod<StreetsQuestion>(
            "small", q => PictureResize.Resize(q.Input, 32, 32))), StringComparison.Ordinal);
        Assert.Contains("more than 5 questions", Assert.Throws<ArgumentException>(() => MethodComparison.Of(
            [.. Questions.Take(5)], Nights, network, new ComparedMethod<StreetsQuestion>("a", q => q.Input))).Message,
            StringComparison.Ordinal);
        Assert.Contains("'b'", Assert.Throws<KeyNotFoundException>(() => Compared().Errors("b")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Species_ShippedModelAndRivals_AreMarkedByEachMeasure()
    {
        var world = new SpeciesWorld(32) { Studio = true };
        var questions = new SpeciesTestSet(world, SpeciesWorld.Seen, SpeciesWorld.Unseen, 8, 2, seed: 5).Pairs().ToList();
        var pictures = new SpeciesDataset(world, SpeciesWorld.Unseen, 1, seed: 6);
        using var recognizer = ClassRecognizer.Load(Path.Combine(Weights, "species-recognizer.safetensors"));
        using var models = TrainedModels.OfSpecies(Weights);
        Assert.Contains("FUNIT", models.Systems);
        var comparison = MethodComparison.Of(world, questions, recognizer,
            [.. Enumerable.Range(0, pictures.ClassCount).Select(i => pictures[i, 0])], network,
            [.. ComparedMethods.Of(models, world, SpeciesWorld.Unseen, shots: 2).Take(6)]);
        Assert.Equal(["input", "class example", "target mean", "empty scene", "FUNIT, 1 shown", "FUNIT, 2 shown"],
            comparison.Methods);
        Assert.Equal(ComparedMeasure.CreatureError, comparison.Measures[0]);
        double Value(string method, ComparedMeasure measure) => comparison[method, measure]!.Value.Mean;
        Assert.Equal(0, Value(MethodComparison.Truth, ComparedMeasure.CreatureError));
        Assert.True(Value(MethodComparison.Truth, ComparedMeasure.Silhouette) > 0.85);
        Assert.Equal(1, Value("class example", ComparedMeasure.Recognised));
        Assert.True(Value("input", ComparedMeasure.Recognised) < Value("FUNIT, 2 shown", ComparedMeasure.Recognised));
        Assert.Equal(0, Value("input", ComparedMeasure.Cycle));
        Assert.Equal("world features", comparison.FeaturesName);
        Assert.Contains("'tiger'", Assert.Throws<ArgumentException>(() => MethodComparison.Of(world,
            [.. questions.Select(q => q with { Target = SpeciesWorld.Find("tiger") })], recognizer, Nights, network,
            new ComparedMethod<SpeciesQuestion>("a", q => q.Input))).Message, StringComparison.Ordinal);
    }
}
