using Unpaired.Checkpoints;
using Unpaired.Tests.Training;
using Unpaired.Tunit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Tunit;

public sealed class TunitFilesTests : IDisposable
{
    private readonly RunFolderForTest folders = new();

    public void Dispose() => folders.Dispose();

    [Theory]
    [InlineData(ScalarType.Float32, 1e-6)]
    [InlineData(ScalarType.Float16, 0.02)]
    public void Load_SavedWeights_TranslatesTheSame(ScalarType stored, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var trainer = new TunitTrainer(TunitRuns.Tiny);
        TunitRuns.Train(trainer, 8);
        Directory.CreateDirectory(folders["a"]);
        string path = Path.Combine(folders["a"], "weights.safetensors");
        trainer.SaveWeights(path, stored);
        using var own = TunitTranslator.Of(trainer);
        using var loaded = TunitTranslator.Load(path);
        var (content, reference) = (TunitRuns.Pictures()[0], TunitRuns.Pictures()[1]);
        var (expected, actual) = (own.Translate(content, reference), loaded.Translate(content, reference));
        Assert.Equal((40, 36), (actual.Width, actual.Height));
        Assert.True((expected.ToTensor() - actual.ToTensor()).abs().mean().item<float>() <= Math.Max(tolerance, 1 / 127.5));
        Assert.Equal(TunitRuns.Tiny, loaded.Config);
        Assert.True(trainer.Networks.GuideAverage.training, "looking at pictures left the mode as it was");
    }

    [Fact]
    public void SaveOriginal_ReadBack_IsTheSame()
    {
        using var scope = NewDisposeScope();
        using var trainer = new TunitTrainer(TunitRuns.Tiny);
        TunitRuns.Train(trainer, 6);
        string path = trainer.SaveOriginal(folders["a"]);
        Assert.Equal("model_2.ckpt", Path.GetFileName(path));
        Assert.Equal("model_2.ckpt\n", File.ReadAllText(Path.Combine(folders["a"], "checkpoint.txt")));
        using var other = new TunitTrainer(TunitRuns.Tiny, seed: 5);
        Assert.Equal(6, other.ResumeOriginal(folders["a"]));
        foreach (var (expected, actual) in trainer.Networks.Named.Zip(other.Networks.Named))
        {
            var values = actual.Network.state_dict();
            foreach (var (name, value) in expected.Network.state_dict())
                Assert.True(value.Equals(values[name]), $"{expected.Name}.{name}");
        }
        using var root = TorchFile.Load(path);
        Assert.Equal(
            ["epoch", "C_state_dict", "c_optimizer", "C_EMA_state_dict", "D_state_dict", "d_optimizer", "G_state_dict",
                "g_optimizer", "G_EMA_state_dict", "inceptionNet_state_dict"], root.Keys);
    }

    [Fact]
    public void ResumeOriginal_LegacyFile_TakesNetworksOptimizersAndEpoch()
    {
        using var trainer = new TunitTrainer(TunitConfig.OfCheckpoint(TunitGoldens.File("model_4568.ckpt")));
        Assert.Equal(4_568_000, trainer.ResumeOriginal(TunitGoldens.Folder)); // checkpoint.txt names it last
        Assert.All(trainer.GuideOptimizer.States, state => Assert.True(state.Steps > 0));
        Assert.All(trainer.PainterOptimizer.States, state => Assert.True(state.Steps > 0));
        Assert.Contains(trainer.JudgeOptimizer.States, state => state.Square.abs().sum().item<float>() > 0);
    }

    [Fact]
    public void ResumeOriginal_BadFolders_SayWhatIsMissing()
    {
        using var trainer = new TunitTrainer(TunitRuns.Tiny);
        Directory.CreateDirectory(folders["a"]);
        Assert.Contains("no checkpoint.txt", Assert.Throws<FileNotFoundException>(() => trainer.ResumeOriginal(folders["a"])).Message);
        string list = Path.Combine(folders["a"], "checkpoint.txt");
        File.WriteAllText(list, "model_1.ckpt\nmodel_9.ckpt\n");
        Assert.Contains("'model_9.ckpt'", Assert.Throws<FileNotFoundException>(() => trainer.ResumeOriginal(folders["a"])).Message);
        File.WriteAllText(list, "");
        Assert.Contains("is empty", Assert.Throws<InvalidDataException>(() => trainer.ResumeOriginal(folders["a"])).Message);
        var error = Assert.Throws<StateDictException>(() => trainer.ResumeOriginal(TunitGoldens.File("model_1.ckpt")));
        Assert.Contains("C_state_dict", error.Message);
    }

    [Fact]
    public void Translator_OriginalCheckpoint_NeedsNoConfiguration()
    {
        using var translator = TunitTranslator.Load(TunitGoldens.File("model_4568.ckpt"));
        var pictures = Enumerable.Range(0, 4).Select(i => TunitRuns.Pictures()[i]).ToList();
        using var view = translator.Look(pictures);
        Assert.Equal([4, 8], view.Styles.shape);
        Assert.Equal([4, 4], view.Probabilities.shape);
        Assert.Equal(view.Clusters[2], translator.Cluster(pictures[2]));
        using var mean = view.MeanStyle(view.Clusters[0]);
        var walk = translator.Interpolate(pictures[0], mean, view.Styles.narrow(0, 1, 1), 3);
        Assert.Equal(3, walk.Count);
        Assert.All(walk, picture => Assert.Equal((40, 36), (picture.Width, picture.Height)));
    }

    [Fact]
    public void Translator_BadInput_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var trainer = new TunitTrainer(TunitRuns.Tiny);
        using var translator = TunitTranslator.Of(trainer);
        var picture = TunitRuns.Pictures()[0];
        Assert.Contains("[N, 6]", Assert.Throws<ArgumentException>(() => translator.TranslateStyles(picture, zeros(1, 5))).Message);
        Assert.Throws<ArgumentException>(() => translator.Look([]));
        Assert.Throws<ArgumentException>(() => translator.Interpolate(picture, zeros(1, 6), zeros(1, 6), 1));
        using var view = translator.Look([picture]);
        Assert.Contains("No picture is in cluster", Assert.Throws<ArgumentException>(() => view.MeanStyle(17)).Message);
        Directory.CreateDirectory(folders["a"]);
        string foreign = Path.Combine(folders["a"], "x.safetensors");
        Safetensors.Save(foreign, [KeyValuePair.Create("x", zeros(1))], new Dictionary<string, string> { ["system"] = "munit" });
        Assert.Contains("found 'munit'", Assert.Throws<ArgumentException>(() => TunitTranslator.Load(foreign)).Message);
    }

    [Fact]
    public void Evaluation_Run_ScoresHeldOutPictures()
    {
        using var trainer = new TunitTrainer(TunitRuns.Tiny);
        var evaluation = new TunitEvaluation(TunitRuns.Pictures());
        var result = evaluation.Run(trainer);
        using var translator = TunitTranslator.Of(trainer);
        Assert.Equal(1 - evaluation.Scores(translator).Accuracy, result.Value);
        Assert.InRange(result.Value, 0, 0.5); // two equal classes: even one cluster gets half of them right
        Assert.NotNull(result.Samples);
    }

    [Theory]
    [InlineData(64, 128, 10, 9_296_778, 70_935_242, 27_333_763)]
    [InlineData(32, 256, 10, 9_296_778, 70_983_018, 27_424_835)]
    public void Networks_PublishedSizes_HaveThePublishedParameters(
        int width, int side, int clusters, long guide, long judge, long painter)
    {
        var config = new TunitConfig { ImageSize = side, Clusters = clusters };
        Assert.Equal((width, width), (config.GeneratorChannels, config.DiscriminatorChannels));
        long Count(nn.Module network)
        {
            using (network) return network.parameters().Sum(parameter => parameter.numel());
        }
        Assert.Equal(guide, Count(TunitNetworks.NewGuide(config)));
        Assert.Equal(painter, Count(new TunitGenerator(config)));
        Assert.Equal(judge, Count(new TunitDiscriminator(config)));
    }

    [Theory]
    [InlineData(nameof(TunitConfig.Seminar64), 1_000_000, 3_000_000)]
    [InlineData(nameof(TunitConfig.Seminar32), 500_000, 1_000_000)]
    public void Preset_InHalfPrecision_IsSmallEnoughToShip(string preset, long least, long most)
    {
        var config = (TunitConfig)typeof(TunitConfig).GetProperty(preset)!.GetValue(null)!;
        using var trainer = new TunitTrainer(config.Validated());
        Directory.CreateDirectory(folders["a"]);
        string path = Path.Combine(folders["a"], "weights.safetensors");
        trainer.SaveWeights(path, ScalarType.Float16);
        Assert.InRange(new FileInfo(path).Length, least, most);
    }
}
