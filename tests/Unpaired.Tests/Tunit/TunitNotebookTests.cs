using Unpaired.Tests.Training;
using Unpaired.Training;
using Unpaired.Tunit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Tunit;

/// <summary>What the notebook shows beside training and translating.</summary>
public sealed class TunitNotebookTests
{
    [Fact]
    public void Ladder_Golden_AgreesLayerByLayer()
    {
        var layers = TunitLadder.Climb(Path.GetDirectoryName(TunitGoldens.File("generator.json"))!);
        Assert.Equal(["guiding network", "generator", "discriminator"], layers.Select(layer => layer.Network).Distinct());
        Assert.Equal([5, 5, 5], layers.CountBy(layer => layer.Network).Select(count => count.Value));
        Assert.All(layers, layer => Assert.InRange(layer.Relative, 0, 1e-9));
        Assert.Throws<FileNotFoundException>(() => TunitLadder.Climb("nowhere"));
    }

    [Theory]
    [InlineData(128)]
    [InlineData(32)]
    public void Cost_CountsTheParametersThatThereAre(int side)
    {
        var config = side == 128 ? TunitConfig.AnimalFaces10 : TunitConfig.Seminar32;
        var costs = TunitCost.Of(config);
        long Count(nn.Module network)
        {
            using (network) return network.parameters().Sum(parameter => parameter.numel());
        }
        Assert.Equal(Count(TunitNetworks.NewGuide(config)), costs[0].Parameters);
        Assert.Equal(Count(new TunitGenerator(config)), costs.Skip(1).Take(3).Sum(cost => cost.Parameters));
        Assert.Equal(Count(new TunitDiscriminator(config)), costs[4].Parameters);
        Assert.All(costs, cost => Assert.True(cost.MultiplyAdds > 0, cost.Network));
        Assert.Contains("128 x 128", TunitCost.Compare("Costs", ("ours", TunitConfig.Seminar32),
            ("published", TunitConfig.AnimalFaces10)).ToMarkdown());
    }

    [Fact]
    public void Rivals_ColouredPictures_PixelsTellThemApart()
    {
        var pictures = TunitRuns.Pictures(8);
        var all = Enumerable.Range(0, pictures.Count).Select(i => pictures[i]).ToList();
        var clusters = TunitRivals.ByPixels(all, 2);
        Assert.Equal(clusters, pictures.Labels.Select(label => label == pictures.Labels[0] ? clusters[0] : 1 - clusters[0]));
        var config = TunitRuns.Tiny with { Clusters = 2 };
        var untrained = TunitRivals.ByUntrainedFeatures(all, config, seed: 3);
        Assert.Equal(all.Count, untrained.Count);
        Assert.Equal(untrained, TunitRivals.ByUntrainedFeatures(all, config, seed: 3));
        Assert.All(untrained, cluster => Assert.InRange(cluster, 0, 1));
    }

    [Fact]
    public void Watch_ARun_LooksAtTheStartAtEvenDistancesAndAtTheEnd()
    {
        using var scope = NewDisposeScope();
        using var trainer = new TunitTrainer(TunitRuns.Tiny);
        using var data = TunitRuns.Data();
        using var watch = new ClusterWatch(trainer, TunitRuns.Pictures(8), moments: 2);
        Assert.Throws<InvalidOperationException>(watch.ToGrid);
        var history = new LossHistory();
        new TrainingRun(trainer, data, new TrainingOptions { Iterations = 5 }, watch, history)
            .Run(TestContext.Current.CancellationToken);
        Assert.Equal([0L, 3, 5], watch.Iterations);
        Assert.All(watch.Scores, scores => Assert.Equal(16, scores.Table.Total));
        Assert.Contains("step 5", watch.ToGrid().Title);
        Assert.Equal(3, watch.ToMaps("Maps").Panels.Count);
        var confusion = watch.ToConfusion("Confusion");
        Assert.Equal(["step 0", "step 3", "step 5"], confusion.Panels.Select(panel => panel.Title));
        Assert.Contains("step 5: accuracy", confusion.Text);
        var course = watch.ToCourse("Course", history);
        Assert.Equal(["mutual information, nats", "held-out pictures"], course.Panels.Select(panel => panel.Title));
        Assert.Contains($"{-history.Mean("iic", -5):F2} nats", course.Text);
        Assert.Throws<ArgumentException>(() => new ClusterWatch(trainer, TunitRuns.Pictures(), moments: 0));
    }

    [Fact]
    public void Watch_AsksTheNetworkItself_NotItsAverage()
    {
        using var scope = NewDisposeScope();
        using var trainer = new TunitTrainer(TunitRuns.Tiny);
        TunitRuns.Train(trainer, 3);
        using (no_grad())
            foreach (var parameter in trainer.Networks.GuideAverage.parameters()) parameter.zero_();
        using var watch = new ClusterWatch(trainer, TunitRuns.Pictures(8));
        watch.Look(3);
        using var translator = new TunitTranslator(trainer.Config, trainer.Networks.Guide, trainer.Translating);
        var pictures = TunitRuns.Pictures(8);
        using var view = translator.Look(Enumerable.Range(0, pictures.Count).Select(i => pictures[i]));
        Assert.Equal(
            Enumerable.Range(0, 3).Select(c => (long)view.Clusters.Count(cluster => cluster == c)),
            watch.Scores[0].Table.ClusterSums);
    }

    [Fact]
    public void Records_WriteAndRead_GiveTheSameScores()
    {
        using var folder = new RunFolderForTest();
        Directory.CreateDirectory(folder["a"]);
        string path = Path.Combine(folder["a"], "runs.jsonl");
        using var trainer = new TunitTrainer(TunitRuns.Tiny);
        using var model = TunitTranslator.Of(trainer);
        var heldOut = TunitRuns.Pictures(8);
        TruthQuestion[] questions = [.. Enumerable.Range(0, 4).Select(i => new TruthQuestion(
            heldOut[i], heldOut[i + 1], model.Translate(heldOut[i], heldOut[i + 1])))];
        var exact = TunitRecord.Measure("exact", 1, 3, model, heldOut, questions);
        var other = TunitRecord.Measure("other", 2, 3, model, heldOut, [questions[0] with { Truth = heldOut[0] }]);
        Assert.Equal(0, exact.TranslationError);
        Assert.True(other.TranslationError > 0);
        TunitRecord.Write(path, [exact, other]);
        var read = Assert.Single(TunitRecord.Read(path, "other"));
        Assert.Equal(("other", 2L, 3L, TunitRuns.Tiny, other.TranslationError),
            (read.Name, read.Seed, read.Iterations, read.Config, read.TranslationError));
        Assert.Equal(other.Scores.Accuracy, read.Scores.Accuracy);
        Assert.Equal(other.Scores.AdjustedRand, read.Scores.AdjustedRand);
        Assert.Equal(other.DomainsInUse, read.DomainsInUse);
        Assert.Equal(["exact", "other"], TunitRecord.Read(path).Select(record => record.Name));
        Assert.Contains("there are exact, other",
            Assert.Throws<KeyNotFoundException>(() => TunitRecord.Read(path, "third")).Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("""{"name":"a","seed":1,"iterations":1,"config":"","counts":[[1],[1,2]],"translationError":0}""")]
    [InlineData("""{"name":"a","seed":1,"iterations":1,"config":"lr: fast","counts":[[1]],"translationError":0}""")]
    [InlineData("""{"name":"a","seed":1,"iterations":1,"config":"","counts":[[-1]],"translationError":0}""")]
    public void Records_DamagedLine_NamesFileAndLine(string line)
    {
        using var folder = new RunFolderForTest();
        Directory.CreateDirectory(folder["a"]);
        string path = Path.Combine(folder["a"], "runs.jsonl");
        File.WriteAllText(path, line + "\n");
        Assert.Contains($"{path}, line 1: expected a record",
            Assert.Throws<InvalidDataException>(() => TunitRecord.Read(path)).Message);
        Assert.Throws<FileNotFoundException>(() => TunitRecord.Read(path + "2"));
    }

    [Fact]
    public void Diagram_FourPictures_SaysWhatItShows()
    {
        var picture = TunitRuns.Pictures()[0];
        Assert.Contains("pseudo domain", TunitDiagram.Draw(picture, picture, picture, picture).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-k5")]
    [InlineData("-k20")]
    [InlineData("-p1")]
    [InlineData("-p5")]
    [InlineData("-p10")]
    [InlineData("-sequential")]
    public void ShippedConfiguration_IsThePresetButForOneNumber(string variant)
    {
        var config = TunitConfig.FromYaml(Path.Combine(
            Notebooks.NotebookFile.Folder, "weights", $"tunit-species{variant}.yaml"));
        Assert.Equal(TunitConfig.Seminar32, config with
        {
            Clusters = TunitConfig.Seminar32.Clusters,
            LabelledShare = 0,
            Sequential = false,
        });
        string changed = variant switch
        {
            "-k5" or "-k20" => $"-k{config.Clusters}",
            "-sequential" => config.Sequential ? variant : "",
            _ => config.LabelledShare > 0 ? $"-p{100 * config.LabelledShare:0}" : "",
        };
        Assert.Equal(variant, changed);
    }
}
