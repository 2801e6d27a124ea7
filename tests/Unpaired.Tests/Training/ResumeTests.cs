using Unpaired.Layers;
using Unpaired.Munit;
using Unpaired.Training;
using Unpaired.Unit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Training;

/// <summary>A run in two parts ends with the same bits as one in one part.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly RunFolderForTest folders = new();

    public void Dispose() => folders.Dispose();

    [Theory]
    [InlineData(TrainingMode.Fast, Normalization.None, 5)]
    [InlineData(TrainingMode.Faithful, Normalization.None, 7)]
    [InlineData(TrainingMode.Fast, Normalization.Spectral, 4)]
    [InlineData(TrainingMode.Faithful, Normalization.Batch, 6)]
    public void Resume_AfterAPart_EqualsOneRun(TrainingMode mode, Normalization norm, int part)
    {
        var config = Tiny.Config with { Discriminator = Tiny.Config.Discriminator with { Normalization = norm } };

        Tiny.Train(folders["one"], 11, config: config, mode: mode);
        Tiny.Train(folders["two"], part, config: config, mode: mode);
        Tiny.Train(folders["two"], 11, resume: true, config: config, mode: mode);

        Assert.Equal(Tiny.Checkpoint(folders["one"], 11), Tiny.Checkpoint(folders["two"], 11));
        foreach (string file in new[] { "losses.csv", "weights.safetensors", "config.yaml", "samples/00000011.png" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(folders["one"], file)), File.ReadAllBytes(Path.Combine(folders["two"], file)));
    }

    [Theory]
    [InlineData(TrainingMode.Fast, 2, Precision.Float32)]
    [InlineData(TrainingMode.Faithful, 2, Precision.BFloat16)]
    [InlineData(TrainingMode.Fast, 1, Precision.BFloat16)]
    public void Resume_InPartsOrBFloat16_EqualsOneRun(TrainingMode mode, int parts, Precision precision)
    {
        var config = Tiny.Config with { BatchSize = 2 / parts, Accumulate = parts }; // the data have batches of 2
        void Train(string name, long iterations, bool resume = false) => Tiny.Train(
            folders[name], iterations, resume, config, mode, precision: precision);

        Train("one", 7);
        Train("two", 3);
        Train("two", 7, resume: true);

        Assert.Equal(Tiny.Checkpoint(folders["one"], 7), Tiny.Checkpoint(folders["two"], 7));
        var provenance = Provenance.Read(folders["two"])!;
        Assert.Equal((precision.ToString(), parts), (provenance.Precision, provenance.Accumulate));
    }

    [Fact]
    public void Resume_OtherPrecisionOrParts_IsRefused()
    {
        var config = Tiny.Config with { BatchSize = 1, Accumulate = 2 };
        Tiny.Train(folders["run"], 2, config: config);

        string Refusal(MunitConfig other, Precision precision = Precision.Float32) =>
            Assert.Throws<InvalidOperationException>(
                () => Tiny.Train(folders["run"], 4, resume: true, config: other, precision: precision)).Message;

        Assert.Contains("precision: then Float32, now BFloat16", Refusal(config, Precision.BFloat16), StringComparison.Ordinal);
        Assert.Contains("accumulate: then 2, now 1", Refusal(config with { Accumulate = 1 }), StringComparison.Ordinal);
        // A provenance of before there was the option, and a key that is left out now:
        string path = Path.Combine(folders["run"], "provenance.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"accumulate\": 2,", "", StringComparison.Ordinal));
        Assert.Contains("before: accumulate: 2", Refusal(config with { Accumulate = 1 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_UnitWithSharedWeights_EqualsOneRun()
    {
        var config = UnitConfig.Seminar32 with
        {
            BatchSize = 2,
            DisplaySize = 2,
            StepSize = 5,
            NewSize = 16,
            CropHeight = 16,
            CropWidth = 16,
            WeightSharing = 1,
            Generator = UnitConfig.Seminar32.Generator with { Width = 4, ResidualBlocks = 1 },
            Discriminator = Tiny.Config.Discriminator,
        };
        void Train(string name, long iterations, bool resume)
        {
            using var data = Tiny.Shuffled();
            using var trainer = new UnitTrainer(config);
            new TrainingRun(trainer, data, new TrainingOptions
            {
                Folder = folders[name],
                Iterations = iterations,
                Every = 4,
                AverageDecay = 0.9,
                Resume = resume,
                Evaluate = _ => new Evaluation("error", 1),
            }).Run(TestContext.Current.CancellationToken);
        }

        Train("one", 11, resume: false);
        Train("two", 6, resume: false);
        Train("two", 11, resume: true);

        Assert.Equal(Tiny.Checkpoint(folders["one"], 11), Tiny.Checkpoint(folders["two"], 11));
    }

    [Fact]
    public void Average_SharedWeights_AreRestored()
    {
        var config = UnitConfig.Seminar32 with { WeightSharing = 1 };
        using var trainer = new UnitTrainer(config);
        using var average = new MovingAverage(((ITranslationTrainer)trainer).AveragedNetworks, 0.5);
        var parameters = trainer.GeneratorA.parameters().Concat(trainer.GeneratorB.parameters()).ToList();
        using (no_grad())
            parameters.ForEach(parameter => parameter.add_(1));
        average.Update();
        var before = parameters.ConvertAll(parameter => parameter.detach().clone());

        using (average.Apply())
            Assert.Contains(parameters.Zip(before), pair => !pair.First.Equals(pair.Second));

        Assert.All(parameters.Zip(before), pair => Assert.True(pair.First.Equals(pair.Second)));
        before.ForEach(tensor => tensor.Dispose());
    }

    [Fact]
    public void Resume_OtherSeed_GivesOtherWeights()
    {
        Tiny.Train(folders["one"], 2);
        using var trainer = new MunitTrainer(Tiny.Config, seed: 2);
        using var data = Tiny.Shuffled();
        new TrainingRun(trainer, data, new TrainingOptions { Folder = folders["two"], Iterations = 2, AverageDecay = 0.9, Seed = 2 })
            .Run(TestContext.Current.CancellationToken);

        Assert.NotEqual(Tiny.Checkpoint(folders["one"], 2), Tiny.Checkpoint(folders["two"], 2));
    }

    [Fact]
    public void State_SavedAndLoaded_IsTheSameStateAgain()
    {
        using var first = new MunitTrainer(Tiny.Config);
        using var second = new MunitTrainer(Tiny.Config, seed: 99);
        Step(first, 6);
        Step(second, 3); // leaves optimizers and random source in another state
        Directory.CreateDirectory(folders["a"]);
        Directory.CreateDirectory(folders["b"]);
        Directory.CreateDirectory(folders["c"]);

        first.SaveState(folders["a"]);
        second.LoadState(folders["a"]);
        second.SaveState(folders["b"]);
        AssertSameFiles(folders["a"], folders["b"]);
        Assert.Equal(6, second.Iteration);

        Step(first, 4);
        Step(second, 4);
        first.SaveState(folders["b"]);
        second.SaveState(folders["c"]);
        Assert.Equal(File.ReadAllBytes(Path.Combine(folders["b"], "gen_00000010.pt")), File.ReadAllBytes(Path.Combine(folders["c"], "gen_00000010.pt")));
    }

    [Fact]
    public void State_Saving_DoesNotChangeWhatFollows()
    {
        using var quiet = new MunitTrainer(Tiny.Config);
        using var saving = new MunitTrainer(Tiny.Config);
        Directory.CreateDirectory(folders["a"]);
        Step(quiet, 2);
        Step(saving, 2);

        saving.SaveState(folders["a"]);
        using (var data = Tiny.InOrder())
        using (var batch = data.Display(2))
            foreach (var row in ((ITranslationTrainer)saving).Preview(batch))
                row.Pictures.Dispose();

        Assert.Equal(Step(quiet, 1), Step(saving, 1));
    }

    [Fact]
    public void State_OfAnotherConfiguration_IsRefused()
    {
        using var small = new MunitTrainer(Tiny.Config);
        using var large = new MunitTrainer(Tiny.Config with { Generator = Tiny.Config.Generator with { Width = 8 } });
        Directory.CreateDirectory(folders["a"]);
        small.SaveState(folders["a"]);

        Assert.Throws<Unpaired.Checkpoints.StateDictException>(() => large.LoadState(folders["a"]));
    }

    [Fact]
    public void Checkpoint_IsOneOfTheOriginal()
    {
        Tiny.Train(folders["run"], 6);
        using var trainer = new MunitTrainer(Tiny.Config, seed: 5);

        long iteration = trainer.ResumeOriginal(Path.Combine(folders["run"], "checkpoints", "00000006"));

        Assert.Equal(6, iteration);
        using var run = new MunitTrainer(Tiny.Config, seed: 6);
        run.LoadState(Path.Combine(folders["run"], "checkpoints", "00000006"));
        var (own, other) = (run.GeneratorB.state_dict(), trainer.GeneratorB.state_dict());
        Assert.All(own, entry => Assert.True(entry.Value.Equals(other[entry.Key])));
    }

    [Fact]
    public void Average_SavedAndLoaded_GoesOnTheSame()
    {
        using var trainer = new MunitTrainer(Tiny.Config);
        using var one = new MovingAverage(((ITranslationTrainer)trainer).AveragedNetworks, 0.99);
        Step(trainer, 3, one);
        one.Save(folders["average"]);
        using var two = new MovingAverage(((ITranslationTrainer)trainer).AveragedNetworks, 0.99);
        two.Load(folders["average"]);
        Assert.Equal(3, two.Updates);
        Step(trainer, 1, one);
        two.Update();

        one.Save(folders["one"]);
        two.Save(folders["two"]);
        Assert.Equal(File.ReadAllBytes(folders["one"]), File.ReadAllBytes(folders["two"]));
    }

    [Fact]
    public void Average_OfOtherNetworks_IsRefused()
    {
        using var trainer = new MunitTrainer(Tiny.Config);
        using var one = new MovingAverage([trainer.GeneratorA], 0.99);
        using var two = new MovingAverage([trainer.GeneratorA, trainer.GeneratorB], 0.99);
        one.Save(folders["average"]);

        var error = Assert.Throws<InvalidDataException>(() => two.Load(folders["average"]));
        Assert.Contains("expected the average of", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<LossValue> Step(MunitTrainer trainer, int count, MovingAverage? average = null)
    {
        using var data = Tiny.InOrder();
        IReadOnlyList<LossValue> losses = [];
        data.MoveTo(trainer.Iteration);
        for (int i = 0; i < count; i++)
        {
            using var batch = data.Next(CancellationToken.None);
            losses = trainer.Step(batch.A, batch.B);
            average?.Update();
        }
        return losses;
    }

    private static void AssertSameFiles(string one, string two)
    {
        string[] names = [.. Directory.GetFiles(one).Select(Path.GetFileName).Order()!];
        Assert.Equal(names, Directory.GetFiles(two).Select(Path.GetFileName).Order());
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(Path.Combine(one, name)), File.ReadAllBytes(Path.Combine(two, name))));
    }
}
