using Unpaired.Checkpoints;
using Unpaired.CocoFunit;
using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;
using static Unpaired.Tests.CocoFunit.CocoFunitSamples;

namespace Unpaired.Tests.CocoFunit;

public sealed class CocoFunitFilesTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(TrainingMode.Fast, WeightNormalization.None, true, true)]
    [InlineData(TrainingMode.Faithful, WeightNormalization.Spectral, true, true)]
    [InlineData(TrainingMode.Faithful, WeightNormalization.Spectral, true, false)]
    [InlineData(TrainingMode.Fast, WeightNormalization.Gain, false, true)]
    public void Resume_AfterAPart_EqualsOneRun(
        TrainingMode mode, WeightNormalization weights, bool average, bool remove)
    {
        using var scope = NewDisposeScope();
        var config = With(weights, average: average) with
        {
            GeneratorOptimizer = new ImaginaireOptimizerConfig
            {
                LearningRate = 1e-3,
                Policy = RatePolicy.Linear,
                DecayStart = 2,
                DecayEnd = 9,
                DecayTarget = 0.3,
            },
        };
        config = config with { Average = config.Average with { RemoveSpectral = remove, StartIteration = 3 } };
        using var whole = new CocoFunitTrainer(config, mode, seed: 4);
        using var first = new CocoFunitTrainer(config, mode, seed: 4);
        using var second = new CocoFunitTrainer(config, mode, seed: 5);
        for (int i = 0; i < 7; i++) Step(whole, Batch(seed: i, type: ScalarType.Float32));
        for (int i = 0; i < 4; i++) Step(first, Batch(seed: i, type: ScalarType.Float32));
        first.SaveState(folder["state"]);
        second.LoadState(folder["state"]);
        Assert.Equal(4, second.Iteration);
        for (int i = 4; i < 7; i++) Step(second, Batch(seed: i, type: ScalarType.Float32));
        AssertSame(whole, second);
        Assert.Equal((whole.GeneratorRate, whole.DiscriminatorRate), (second.GeneratorRate, second.DiscriminatorRate));
        whole.SaveState(folder["one"]);
        second.SaveState(folder["two"]);
        string name = File.ReadAllText(folder["one/latest_checkpoint.txt"]).Split(' ')[1];
        Assert.Equal(File.ReadAllBytes(folder["one/" + name]), File.ReadAllBytes(folder["two/" + name]));
    }

    [Fact]
    public void SaveOriginal_Files_HaveTheOriginalsLayout()
    {
        using var scope = NewDisposeScope();
        string golden = CocoFunitGoldens.File("epoch_00001_iteration_000000003_checkpoint.pt");
        using var trainer = new CocoFunitTrainer(CocoFunitConfig.FromYaml(CocoFunitGoldens.File("coco-funit.yaml")));
        trainer.ResumeOriginal(CocoFunitGoldens.Folder);
        Assert.Equal((3, 1), (trainer.Iteration, trainer.Epoch));
        trainer.SaveOriginal(folder["run"]);
        Assert.Equal(
            ["epoch_00001_iteration_000000003_checkpoint.pt", "latest_checkpoint.txt"],
            Directory.EnumerateFiles(folder["run"]).Select(Path.GetFileName).Order());
        Assert.Equal(
            File.ReadAllText(CocoFunitGoldens.File("latest_checkpoint.txt")).Trim(),
            File.ReadAllText(folder["run/latest_checkpoint.txt"]));
        using var ours = TorchFile.Load(folder["run/epoch_00001_iteration_000000003_checkpoint.pt"]);
        using var theirs = TorchFile.Load(golden);
        AssertSameTree(theirs, ours);
    }

    [Fact]
    public void LoadWeights_WithoutDiscriminator_ReadsTheGenerator()
    {
        using var scope = NewDisposeScope();
        using var trainer = new CocoFunitTrainer(TinyConfig, seed: 3);
        using var other = new CocoFunitTrainer(TinyConfig, seed: 4);
        TorchFile.Save(folder["g.pt"], new Dictionary<string, object?> { ["net_G"] = trainer.GeneratorState() });
        other.LoadWeights(folder["g.pt"]);
        Assert.True(trainer.Generator.StyleBias!.Equals(other.Generator.StyleBias!));
        Assert.False(trainer.Discriminator.parameters().First().Equals(other.Discriminator.parameters().First()));
        File.WriteAllText(folder["latest_checkpoint.txt"], "latest_checkpoint: g.pt");
        Assert.Contains("net_D", Assert.Throws<ArgumentException>(() => other.ResumeOriginal(folder["."])).Message);
    }

    [Fact]
    public void LoadWeights_OtherConfigurations_SayWhatDoesNotFit()
    {
        using var scope = NewDisposeScope();
        using var trainer = new CocoFunitTrainer(TinyConfig);
        trainer.SaveOriginal(folder["run"]);
        string path = folder["run/epoch_00000_iteration_000000000_checkpoint.pt"];
        using var alone = new CocoFunitTrainer(With(average: false));
        Assert.Contains("expected no averaged generator (trainer.model_average_config.enabled: False); found one",
            Assert.Throws<ArgumentException>(() => alone.LoadWeights(path)).Message);
        using var funit = new CocoFunitTrainer(
            TinyConfig with { Generator = TinyConfig.Generator with { ContentConditioned = false } });
        Assert.Contains("usb", Assert.Throws<StateDictException>(() => funit.LoadWeights(path)).Message);
        using var wide = new CocoFunitTrainer(TinyConfig with { Generator = TinyConfig.Generator with { Width = 3 } });
        Assert.Contains("(net_G)", Assert.Throws<StateDictException>(() => wide.LoadWeights(path)).Message);
        var state = trainer.GeneratorState();
        state["module.surprise"] = zeros(1);
        TorchFile.Save(folder["odd.pt"], new Dictionary<string, object?> { ["net_G"] = state });
        Assert.Contains("found module.surprise",
            Assert.Throws<ArgumentException>(() => trainer.LoadWeights(folder["odd.pt"])).Message);
    }

    [Theory]
    [InlineData(null, "latest_checkpoint.txt")]
    [InlineData("latest_checkpoint: gone.pt", "'gone.pt' is missing beside it")]
    public void ResumeOriginal_MissingFiles_AreNamed(string? text, string message)
    {
        Directory.CreateDirectory(folder["run"]);
        if (text is not null) File.WriteAllText(folder["run/latest_checkpoint.txt"], text);
        using var trainer = new CocoFunitTrainer(TinyConfig);
        var error = Assert.Throws<FileNotFoundException>(() => trainer.ResumeOriginal(folder["run"]));
        Assert.Contains(message, error.Message);
    }

    [Theory]
    [InlineData("checkpoint.pt")]
    [InlineData("latest_checkpoint: ../other/checkpoint.pt")]
    public void ResumeOriginal_OddText_IsRefused(string text)
    {
        File.WriteAllText(folder["latest_checkpoint.txt"], text);
        using var trainer = new CocoFunitTrainer(TinyConfig);
        Assert.Throws<InvalidDataException>(() => trainer.ResumeOriginal(folder["."]));
    }

    [Fact]
    public void Run_InTwoParts_EndsWithTheSameBits()
    {
        void Train(string name, long iterations, bool resume)
        {
            using var trainer = new CocoFunitTrainer(TinyConfig, seed: 2);
            using var data = new DrawnClassData(new Noise(), 2, 5, "noise");
            var options = new TrainingOptions
            {
                Folder = folder[name],
                Iterations = iterations,
                Every = 3,
                SampleCount = 2,
                Resume = resume,
            };
            new TrainingRun(trainer, data, options).Run();
        }
        Train("one", 6, resume: false);
        Train("two", 3, resume: false);
        Train("two", 6, resume: true);
        foreach (string file in new[] { "losses.csv", "weights.safetensors", "config.yaml", "samples/00000006.png" })
            Assert.Equal(File.ReadAllBytes(folder[$"one/{file}"]), File.ReadAllBytes(folder[$"two/{file}"]));
    }

    private static void AssertSameTree(CheckpointNode expected, CheckpointNode actual)
    {
        if (expected.Kind == CheckpointKind.Tensor)
        {
            Assert.Equal(expected.ElementType, actual.ElementType);
            Assert.True(expected.AsTensor().Equals(actual.AsTensor()), expected.Path);
            return;
        }
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (e, a) in expected.Items.Zip(actual.Items)) AssertSameTree(e, a);
        if (expected.Count == 0 && expected.Kind is CheckpointKind.Number or CheckpointKind.Integer)
            Assert.Equal(expected.AsNumber(), actual.AsNumber());
    }

    private sealed class Noise : Unpaired.Data.IClassPictures
    {
        public int ClassCount => 3;

        public Unpaired.Data.Picture this[int classIndex, int index] => Sample(16, 16, 100 * classIndex + index);

        public string Name(int classIndex) => $"class {classIndex}";

        public int Count(int classIndex) => 50;
    }
}
