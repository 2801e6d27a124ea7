using System.Text.Json;
using Unpaired.Data;
using Unpaired.Metrics;
using Unpaired.Metrics.Evaluations;
using Unpaired.Metrics.Features;
using Unpaired.Metrics.Perceptual;
using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Tests.Metrics.Evaluations;

public sealed class EvaluationTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired evaluation ");
    private readonly WorldFeatures network = WorldFeatures.Shipped();

    public void Dispose()
    {
        network.Dispose();
        folder.Delete(recursive: true);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Write(string name, IEnumerable<Picture> pictures)
    {
        string path = Path.Combine(folder.FullName, name);
        foreach (var (picture, i) in pictures.Select((picture, i) => (picture, i)))
            PictureFile.Save(picture, Path.Combine(path, $"{i:D3}.png"));
        return path;
    }

    private static IEnumerable<Picture> Objects(int count, long seed)
    {
        var drawn = new ObjectsDataset(new ObjectsWorld(32), Domain.B, count, seed);
        return Enumerable.Range(0, count).Select(i => drawn[i]);
    }

    [Fact]
    public void Folders_SamePictures_MeasureNothingAndAreNotCalledFid()
    {
        string real = Write("real", Objects(12, 1)), made = Write("made", Objects(12, 1));
        var report = new FolderEvaluation(network, new PairNetworks(), new ExtractionOptions()).Run(real, made, Token);
        Assert.Equal(0, report["Fréchet distance, world features"].Value, 1e-4);
        Assert.Equal(0, report["error against the truth"].Value);
        Assert.Equal(1, report["coverage"].Value);
        Assert.DoesNotContain(report.Rows, row => row.Name.StartsWith("FID", StringComparison.Ordinal)
            || row.Name.StartsWith("KID", StringComparison.Ordinal) || row.Name.StartsWith("IS", StringComparison.Ordinal));
        Assert.Contains(report.Notes, note => note.Contains("not FID", StringComparison.Ordinal));
    }

    [Fact]
    public void Folders_StatisticsInsteadOfPictures_GiveTheSameDistance()
    {
        string real = Write("real", Objects(10, 1)), made = Write("made", Objects(10, 2));
        var evaluation = new FolderEvaluation(network, new PairNetworks(), new ExtractionOptions { BatchSize = 4 });
        string file = Path.Combine(folder.FullName, "real.npz");
        using (var statistics = evaluation.Statistics(real, Token)) statistics.Save(file);
        const string Name = "Fréchet distance, world features";
        double expected = evaluation.Run(real, made, Token)[Name].Value;
        Assert.True(expected > 0.01);
        Assert.Equal(expected, evaluation.Run(file, made, Token)[Name].Value, 1e-4 * expected);
    }

    [Fact]
    public void Folders_ClassFolders_GiveTheMeanOverClasses()
    {
        string real = Path.Combine(folder.FullName, "real"), made = Path.Combine(folder.FullName, "made");
        foreach (var (name, seed) in new[] { ("a", 1L), ("b", 2L) })
        {
            Write(Path.Combine("real", name), Objects(6, seed));
            Write(Path.Combine("made", name), Objects(6, seed));
        }
        var report = new FolderEvaluation(network, new PairNetworks(), new ExtractionOptions()).Run(real, made, Token);
        var row = report["mean Fréchet distance over classes, world features"];
        Assert.Equal(0, row.Value, 1e-4);
        Assert.StartsWith("2 classes", row.Remark);
    }

    [Fact]
    public void Translator_TruthOfTheWorld_IsPerfectAndTheInputIsNot()
    {
        var test = new ObjectsTestSet(new ObjectsWorld(32), 8, seed: 3);
        var questions = WorldQuestion.Of(test);
        using var lpips = Lpips.Load(MetricGoldens.File("alexnet_tiny.pth"),
            MetricGoldens.File("lpips_lin_alex_tiny.pth"), LpipsNetwork.AlexNet);
        using var networks = new PairNetworks(lpips);
        var evaluation = new TranslationEvaluation(network, networks);
        var perfect = evaluation.Run("truth", questions, (input, _) =>
            questions.First(question => question.Input == input).Truth,
            cancellation: Token);
        Assert.Equal(0, perfect["error against the truth"].Value);
        Assert.Equal(0, perfect["style: colour"].Value, 0.02);
        Assert.Equal(0, perfect["diversity"].Value);
        Assert.Equal(0, perfect["LPIPS (AlexNet) to the truth"].Value);
        var copied = evaluation.Run("copy", questions, (input, _) => input, cancellation: Token);
        foreach (string name in new[] { "error against the truth", "style: colour", "LPIPS (AlexNet) to the truth",
            "Fréchet distance, world features" })
            Assert.True(copied[name].Value > perfect[name].Value, name);
        var row = copied["error against the truth"];
        Assert.True(row.Low < row.Value && row.Value < row.High, row.ToString());
        var example = evaluation.Run("example", questions, (_, examples) => examples[0], cancellation: Token);
        Assert.True(example["diversity"].Value > 0.1);
        Assert.True(example["content: 1 − IoU"].Value > copied["style: pattern"].Value);
    }

    [Fact]
    public void Translator_SpeciesAskedFor_AreSeenInTheirExamplesAndNotInTheInput()
    {
        var world = new SpeciesWorld(64);
        var species = SpeciesWorld.Ten.Take(4).ToList();
        var questions = WorldQuestion.Of(new SpeciesTestSet(world, species, species, 12, 1, seed: 3));
        Assert.All(questions, question => Assert.Contains(question.Target, species.Select(one => one.Name)));
        var evaluation = new TranslationEvaluation(network, new PairNetworks());
        const string Accuracy = "few-shot classification accuracy", Score = "conditional score of predictions (as CIS)";
        var copied = evaluation.Run("copy", questions, (input, _) => input, cancellation: Token);
        var example = evaluation.Run("example", questions, (_, examples) => examples[0], cancellation: Token);
        Assert.True(copied[Accuracy].Value < 0.2, copied[Accuracy].ToString());
        Assert.True(example[Accuracy].Value > 0.8, example[Accuracy].ToString());
        Assert.Contains("chance 0.25", example[Accuracy].Remark, StringComparison.Ordinal);
        // An answer that is the same whatever the example says nothing of styles; the examples themselves differ.
        Assert.Equal(0, copied[$"{Score}, world features"].Value, 1e-9);
        Assert.True(example[$"{Score}, world features"].Value > 0.5);
        Assert.DoesNotContain(copied.Rows, row => row.Name == "CIS");
    }

    [Fact]
    public void Translator_ClassifierOfOtherClasses_IsRefused()
    {
        var world = new SpeciesWorld(32) { Studio = true };
        var questions = WorldQuestion.Of(
            new SpeciesTestSet(world, SpeciesWorld.Seen, SpeciesWorld.Unseen, 3, 1, seed: 3));
        using var recognizer = ClassRecognizer.Load(
            Path.Combine(Notebooks.NotebookFile.Folder, "weights", "species-recognizer.safetensors"));
        var known = new TranslationEvaluation(network, new PairNetworks(), TargetClassifier.Of(recognizer));
        var report = known.Run("example", questions, (_, examples) => examples[0], cancellation: Token);
        Assert.Equal(1, report["few-shot classification accuracy"].Value);
        Assert.Contains("12 classes", report["few-shot classification accuracy"].Remark, StringComparison.Ordinal);
        var unknown = questions.Select(question => question with { Target = "unicorn" }).ToList();
        Assert.Contains("'unicorn'", Assert.Throws<ArgumentException>(
            () => known.Run("x", unknown, (input, _) => input, cancellation: Token)).Message, StringComparison.Ordinal);
        Assert.Contains("'species unicorn'", Assert.Throws<ArgumentException>(() => new TranslationEvaluation(
            network, new PairNetworks()).Run("x", unknown, (input, _) => input, cancellation: Token)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Report_AllForms_HoldTheSameNumbers()
    {
        var report = new EvaluationReport("a <b> title",
            [new("FID", 1.25, 1, 1.5, "lower", "with \"quotes\", and a comma"), new("density", 1 / 3.0)], ["a note"]);
        var paths = report.Save(Path.Combine(folder.FullName, "new", "folder"));
        Assert.Equal(["evaluation.json", "evaluation.csv", "evaluation.html"], paths.Select(Path.GetFileName));
        using var json = JsonDocument.Parse(File.ReadAllText(paths[0]));
        var rows = json.RootElement.GetProperty("rows");
        Assert.Equal(1.25, rows[0].GetProperty("value").GetDouble());
        Assert.Equal(JsonValueKind.Null, rows[1].GetProperty("low").ValueKind);
        string[] lines = File.ReadAllLines(paths[1]);
        Assert.Equal("measure,value,low,high,better,remark", lines[0]);
        Assert.Equal("\"FID\",1.25,1,1.5,lower,\"with \"\"quotes\"\", and a comma\"", lines[1]);
        Assert.Equal("\"density\",0.3333333333333333,,,,\"\"", lines[2]);
        string html = File.ReadAllText(paths[2]);
        Assert.Contains("a &lt;b&gt; title", html);
        Assert.Contains("1.25", html);
        Assert.Contains("a note", html);
        Assert.DoesNotContain("http", html);
        Assert.Contains("1 to 1.5", report.ToString());
        Assert.Throws<KeyNotFoundException>(() => report["nothing"]);
    }
}
