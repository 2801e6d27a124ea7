using Unpaired.Checkpoints;
using Unpaired.Funit;
using Unpaired.Training;
using static TorchSharp.torch;
using static Unpaired.Tests.Funit.FunitSamples;

namespace Unpaired.Tests.Funit;

public sealed class FunitFilesTests : IDisposable
{
    private static readonly FunitConfig Golden = FunitConfig.Read(
        System.Text.Json.JsonDocument.Parse(File.ReadAllText(FunitGoldens.File("funit.json")))
            .RootElement.GetProperty("config").GetRawText(), "golden", ignoreUnknown: true);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired funit files ");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void SaveOriginal_Files_HoldWhatTheOriginalsHold()
    {
        using var scope = NewDisposeScope();
        using var trainer = new FunitTrainer(Golden);
        Assert.Equal(3, trainer.ResumeOriginal(FunitGoldens.Folder));
        trainer.SaveOriginal(folder.FullName);
        Assert.Equal(
            ["dis_00000003.pt", "gen_00000003.pt", "optimizer.pt"],
            Directory.EnumerateFiles(folder.FullName).Select(System.IO.Path.GetFileName).Order());
        foreach (string name in new[] { "dis_00000003.pt", "gen_00000003.pt" })
        {
            using var ours = TorchFile.Load(Path(name));
            using var theirs = TorchFile.Load(FunitGoldens.File(name));
            Assert.Equal(theirs.Keys, ours.Keys);
            foreach (string key in theirs.Keys)
            {
                var (expected, actual) = (theirs[key].AsStateDict(), ours[key].AsStateDict());
                Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
                Assert.All(expected, entry => Assert.True(entry.Value.Equals(actual[entry.Key]), entry.Key));
            }
        }
    }

    [Fact]
    public void SaveOriginal_Optimizer_HoldsWhatTheOriginalsHolds()
    {
        using var scope = NewDisposeScope();
        using var trainer = new FunitTrainer(Golden);
        trainer.ResumeOriginal(FunitGoldens.Folder);
        trainer.SaveOriginal(folder.FullName);
        using var ours = TorchFile.Load(Path("optimizer.pt"));
        using var theirs = TorchFile.Load(FunitGoldens.File("optimizer.pt"));
        foreach (string key in new[] { "gen", "dis" })
        {
            var (expected, actual) = (theirs[key], ours[key]);
            var (expectedGroup, group) = (expected["param_groups"][0], actual["param_groups"][0]);
            Assert.Equal(expectedGroup.Keys, group.Keys);
            foreach (string name in new[] { "lr", "alpha", "eps", "weight_decay", "momentum" })
                Assert.Equal(expectedGroup[name].AsNumber(), group[name].AsNumber());
            Assert.Equal(expected["state"].Keys, actual["state"].Keys);
            foreach (string index in expected["state"].Keys)
            {
                Assert.Equal(3, actual["state"][index]["step"].AsInteger());
                Assert.True(expected["state"][index]["square_avg"].AsTensor()
                    .Equals(actual["state"][index]["square_avg"].AsTensor()));
            }
        }
    }

    [Fact]
    public void ResumeOriginal_StrayFiles_ArePassedOver()
    {
        using var scope = NewDisposeScope();
        using var trainer = new FunitTrainer(TinyConfig);
        trainer.SaveOriginal(folder.FullName);
        File.WriteAllText(Path("gen_best.pt"), "not a checkpoint"); // the original stops here
        using var resumed = new FunitTrainer(TinyConfig, seed: 5);
        Assert.Equal(0, resumed.ResumeOriginal(folder.FullName));
        Assert.All(
            FunitTrainerTests.Networks(trainer).Zip(FunitTrainerTests.Networks(resumed)),
            pair => Assert.True(pair.First.Equals(pair.Second)));
    }

    [Fact]
    public void ResumeOriginal_MissingFiles_AreNamed()
    {
        using var trainer = new FunitTrainer(TinyConfig);
        Assert.Contains("gen_########.pt",
            Assert.Throws<FileNotFoundException>(() => trainer.ResumeOriginal(folder.FullName)).Message);
        trainer.SaveOriginal(folder.FullName);
        File.Delete(Path("optimizer.pt"));
        Assert.Contains("optimizer.pt",
            Assert.Throws<FileNotFoundException>(() => trainer.ResumeOriginal(folder.FullName)).Message);
    }

    [Fact]
    public void ResumeOriginal_OptimizerWithMomentum_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var trainer = new FunitTrainer(TinyConfig);
        trainer.SaveOriginal(folder.FullName);
        using var written = TorchFile.Load(Path("optimizer.pt"));
        Dictionary<string, object?> Group(double momentum) => new()
        {
            ["state"] = new Dictionary<long, object?>(),
            ["param_groups"] = new List<object?>
            {
                new Dictionary<string, object?>
                {
                    ["momentum"] = momentum, ["centered"] = false,
                    ["params"] = written["dis"]["param_groups"][0]["params"],
                },
            },
        };
        TorchFile.Save(
            Path("optimizer.pt"), new Dictionary<string, object?> { ["dis"] = Group(0.9), ["gen"] = Group(0) });
        var error = Assert.Throws<ArgumentException>(() => trainer.ResumeOriginal(folder.FullName));
        Assert.Contains("expected RMSprop without momentum", error.Message);
    }

    [Fact]
    public void LoadWeights_OtherConfiguration_NamesTheFile()
    {
        using var trainer = new FunitTrainer(Golden with { Generator = Golden.Generator with { LatentSize = 7 } });
        var error = Assert.Throws<StateDictException>(() => trainer.LoadWeights(FunitGoldens.File("gen_00000003.pt")));
        Assert.Contains("gen_00000003.pt (gen)", error.Message);
        Assert.Contains("enc_class_model.model.5.weight", error.Message);
    }

    [Fact]
    public void LoadWeights_OwnFile_StartsBothFromTheAverage()
    {
        using var scope = NewDisposeScope();
        using var trainer = new FunitTrainer(Golden);
        trainer.LoadWeights(FunitGoldens.File("legacy/gen_00000003.pt"));
        trainer.SaveWeights(Path("w.safetensors"));
        using var other = new FunitTrainer(Golden, seed: 4);
        other.LoadWeights(Path("w.safetensors"));
        var expected = trainer.AveragedGenerator.state_dict();
        Assert.False(expected.Values.First().Equals(trainer.Generator.parameters().First()));
        foreach (var generator in new[] { other.Generator, other.AveragedGenerator })
            Assert.All(
                generator.state_dict(), entry => Assert.True(entry.Value.Equals(expected[entry.Key]), entry.Key));
    }

    [Theory]
    [InlineData(TrainingMode.Faithful, 4)]
    [InlineData(TrainingMode.Fast, 5)]
    public void Resume_AfterAPart_EqualsOneRun(TrainingMode mode, int part)
    {
        Train("one", 9, mode, resume: false);
        Train("two", part, mode, resume: false);
        Train("two", 9, mode, resume: true);
        // The description of a checkpoint holds a SHA-256 of every file: equal texts mean equal bits.
        string Checkpoint(string name) =>
            File.ReadAllText(System.IO.Path.Combine(Path(name), "checkpoints", "00000009", "checkpoint.json"));
        Assert.Equal(Checkpoint("one"), Checkpoint("two"));
        foreach (string file in new[] { "losses.csv", "weights.safetensors", "config.yaml", "samples/00000009.png" })
            Assert.Equal(
                File.ReadAllBytes(System.IO.Path.Combine(Path("one"), file)),
                File.ReadAllBytes(System.IO.Path.Combine(Path("two"), file)));
    }

    private void Train(string name, long iterations, TrainingMode mode, bool resume)
    {
        using var trainer = new FunitTrainer(TinyConfig, mode);
        using var data = new DrawnClassData(new ColourClasses(3), 2, 1, "colours");
        new TrainingRun(trainer, data, new TrainingOptions
        {
            Folder = Path(name),
            Iterations = iterations,
            Every = 3,
            SampleCount = 2,
            Resume = resume,
        }).Run(TestContext.Current.CancellationToken);
    }

    private string Path(string name) => System.IO.Path.Combine(folder.FullName, name);
}
