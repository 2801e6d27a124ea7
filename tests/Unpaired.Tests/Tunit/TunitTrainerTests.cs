using Unpaired.Tests.Training;
using Unpaired.Training;
using Unpaired.Tunit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Tunit;

public sealed class TunitTrainerTests : IDisposable
{
    private readonly RunFolderForTest folders = new();

    public void Dispose() => folders.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Step_Fast_EqualsFaithful(double labelled)
    {
        using var scope = NewDisposeScope();
        var config = TunitRuns.Tiny with { LabelledShare = labelled };
        using var faithful = new TunitTrainer(config, TrainingMode.Faithful, dtype: ScalarType.Float64);
        using var fast = new TunitTrainer(config, TrainingMode.Fast, dtype: ScalarType.Float64);
        for (int i = 0; i < 7; i++)
        {
            var (expected, actual) = (faithful.Step(TunitRuns.Input()), fast.Step(TunitRuns.Input()));
            Assert.Equal(expected.Select(loss => loss.Name), actual.Select(loss => loss.Name));
            foreach (var (e, a) in expected.Zip(actual)) TwoDomainRuns.AssertClose(e.Value, a.Value, $"{i} {e.Name}", 1e-9);
        }
        Assert.Equal(2, faithful.Position.Epoch);
        foreach (var (e, a) in faithful.Networks.Named.Zip(fast.Networks.Named))
        {
            var others = a.Network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
            foreach (var (name, parameter) in e.Network.named_parameters())
            {
                // A bias in front of a batch norm has no gradient but rounding noise, whose sign decides Adam's steps.
                bool isNoise = e.Network is GuidingNetwork && name.EndsWith("bias", StringComparison.Ordinal)
                    && others[name.Replace("bias", "weight", StringComparison.Ordinal)].dim() == 4;
                TwoDomainRuns.AssertClose(
                    0, (parameter - others[name]).abs().max().item<double>(), $"{e.Name}.{name}", isNoise ? 0.02 : 1e-6);
            }
        }
    }

    [Fact]
    public void Step_Phases_TrainWhatTheyShould()
    {
        using var scope = NewDisposeScope();
        using var trainer = new TunitTrainer(TunitRuns.Tiny, dtype: ScalarType.Float64);
        Tensor Copy(nn.Module network) => network.parameters().First().clone();
        var (guide, judge, painter) = (Copy(trainer.Networks.Guide), Copy(trainer.Networks.Judge), Copy(trainer.Networks.Painter));
        var losses = trainer.Step(TunitRuns.Input());
        Assert.Equal(0, losses.Single(loss => loss.Name == "g_loss").Value);
        Assert.True(losses.Single(loss => loss.Name == "iic").Value < 0);
        Assert.False(guide.Equals(Copy(trainer.Networks.Guide)));
        Assert.True(judge.Equals(Copy(trainer.Networks.Judge)));
        Assert.True(painter.Equals(Copy(trainer.Networks.Painter)));
        for (int i = 0; i < 3; i++) losses = trainer.Step(TunitRuns.Input());
        Assert.NotEqual(0, losses.Single(loss => loss.Name == "g_loss").Value);
        Assert.False(judge.Equals(Copy(trainer.Networks.Judge)));
        Assert.False(painter.Equals(Copy(trainer.Networks.Painter)));
        Assert.True(painter.Equals(Copy(trainer.Networks.PainterAverage)), "the average has not begun");
        for (int i = 0; i < 3; i++) trainer.Step(TunitRuns.Input());
        Assert.Equal(7, trainer.Iteration);
        Assert.False(painter.Equals(Copy(trainer.Networks.PainterAverage)));
    }

    [Theory]
    [InlineData(TrainingMode.Fast, true)]
    [InlineData(TrainingMode.Faithful, true)]
    [InlineData(TrainingMode.Fast, false)]
    public void Step_Joint_MovesTheGuideUnlessSequential(TrainingMode mode, bool sequential)
    {
        using var scope = NewDisposeScope();
        using var trainer = new TunitTrainer(TunitRuns.Tiny with { Sequential = sequential }, mode);
        List<Tensor> Copies(nn.Module network) => [.. network.parameters().Select(parameter => parameter.clone())];
        var fresh = Copies(trainer.Networks.Guide);
        TunitRuns.Train(trainer, 3);
        Assert.True(trainer.Schedule.IsJoint(trainer.Position.Epoch));
        var (guide, painter) = (Copies(trainer.Networks.Guide), Copies(trainer.Networks.Painter));
        Assert.DoesNotContain(true, fresh.Zip(guide, (before, after) => before.Equals(after)));
        var losses = TunitRuns.Train(trainer, 3);
        Assert.All(guide.Zip(Copies(trainer.Networks.Guide)), pair => Assert.Equal(sequential, pair.First.Equals(pair.Second)));
        Assert.DoesNotContain(true, painter.Zip(Copies(trainer.Networks.Painter), (before, after) => before.Equals(after)));
        Assert.NotEqual(0, losses.Single(loss => loss.Name == "iic").Value); // still measured
    }

    [Fact]
    public void Queue_GrowsToItsCapacityAndRestartsEachEpoch()
    {
        using var scope = NewDisposeScope();
        using var trainer = new TunitTrainer(TunitRuns.Tiny);
        var lengths = Enumerable.Range(0, 4).Select(_ =>
        {
            trainer.Step(TunitRuns.Input());
            return trainer.Queue.Rows.shape[0];
        }).ToList();
        Assert.Equal([8, 9, 9, 8], lengths);
    }

    [Fact]
    public void Step_Supervised_NeverMovesTheClusteringHead()
    {
        using var scope = NewDisposeScope();
        using var trainer = new TunitTrainer(TunitRuns.Tiny with { LabelledShare = 1 });
        var head = trainer.Networks.Guide.state_dict()["disc.weight"].clone();
        for (int i = 0; i < 5; i++) trainer.Step(TunitRuns.Input(type: ScalarType.Float32));
        Assert.True(head.Equals(trainer.Networks.Guide.state_dict()["disc.weight"]));
    }

    [Theory]
    [InlineData(TrainingMode.Fast, 0, 5)]
    [InlineData(TrainingMode.Faithful, 0.5, 7)]
    public void Resume_AfterAPart_EqualsOneRun(TrainingMode mode, double labelled, int part)
    {
        var config = TunitRuns.Tiny with { LabelledShare = labelled };
        TunitRuns.Train(folders["one"], 10, config: config, mode: mode);
        TunitRuns.Train(folders["two"], part, config: config, mode: mode);
        TunitRuns.Train(folders["two"], 10, resume: true, config: config, mode: mode);

        Assert.Equal(Tiny.Checkpoint(folders["one"], 10), Tiny.Checkpoint(folders["two"], 10));
        foreach (string file in new[] { "losses.csv", "weights.safetensors", "config.yaml", "samples/00000010.png" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(folders["one"], file)), File.ReadAllBytes(Path.Combine(folders["two"], file)));
    }

    [Fact]
    public void State_SavedAndLoaded_IsTheSameStateAgain()
    {
        using var first = new TunitTrainer(TunitRuns.Tiny);
        using var second = new TunitTrainer(TunitRuns.Tiny, seed: 99);
        TunitRuns.Train(first, 8);
        TunitRuns.Train(second, 2); // leaves everything in another state
        foreach (string name in new[] { "a", "b" }) Directory.CreateDirectory(folders[name]);

        first.SaveState(folders["a"]);
        second.LoadState(folders["a"]);
        second.SaveState(folders["b"]);

        Assert.Equal(8, second.Iteration);
        foreach (string file in Directory.GetFiles(folders["a"]).Select(Path.GetFileName)!)
            Assert.Equal(File.ReadAllBytes(Path.Combine(folders["a"], file)), File.ReadAllBytes(Path.Combine(folders["b"], file)));
        Assert.Equal(TunitRuns.Train(first, 3), TunitRuns.Train(second, 3));
    }

    [Fact]
    public void Step_NaNPicture_StopsWithIterationAndLosses()
    {
        using var scope = NewDisposeScope();
        using var trainer = new TunitTrainer(TunitRuns.Tiny);
        var input = TunitRuns.Input(type: ScalarType.Float32);
        trainer.Step(input);
        input.Weak[0, 0, 0, 0] = float.NaN;
        var error = Assert.Throws<NonFiniteLossException>(() => trainer.Step(input));
        Assert.Equal(1, error.Iteration);
        Assert.Contains("not finite: moco, iic, c_loss", error.Message);
        Assert.All(trainer.Networks.Guide.parameters(), parameter => Assert.True(parameter.isfinite().all().item<bool>()));
    }

    [Fact]
    public void Step_WrongInput_SaysWhatIsExpected()
    {
        using var scope = NewDisposeScope();
        using var trainer = new TunitTrainer(TunitRuns.Tiny with { LabelledShare = 1 });
        var input = TunitRuns.Input(type: ScalarType.Float32);
        void Refused(string message, TunitInput wrong) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => trainer.Step(wrong)).Message);
        Refused("expected [N, 3, 32, 32] with N at least 2", TunitRuns.Input(1, ScalarType.Float32));
        Refused("got [4, 3, 64, 64]", TunitRuns.Input(4, ScalarType.Float32, side: 64));
        Refused("got no labels", input with { Labels = null });
        Refused("labels (int64) from 0 to 2; got", input with { Labels = arange(4, dtype: int64) });
        Refused("got Float32", input with { Labels = zeros(4) });
    }

    [Fact]
    public void Trainer_SameSeed_StartsAndDrawsTheSame()
    {
        using var first = new TunitTrainer(TunitRuns.Tiny, seed: 7);
        manual_seed(99); // the global source must not matter
        using var second = new TunitTrainer(TunitRuns.Tiny, seed: 7);
        using var other = new TunitTrainer(TunitRuns.Tiny, seed: 8);
        Assert.Equal(TunitRuns.Train(first, 4), TunitRuns.Train(second, 4));
        Assert.NotEqual(TunitRuns.Train(first, 1), TunitRuns.Train(other, 1));
    }
}

[Collection(TensorCount.Name)]
public sealed class TunitMemoryTests
{
    [Theory]
    [InlineData(TrainingMode.Faithful)]
    [InlineData(TrainingMode.Fast)]
    public void Step_Repeated_LeavesNoTensorBehind(TrainingMode mode)
    {
        using var scope = NewDisposeScope();
        using var trainer = new TunitTrainer(TunitRuns.Tiny, mode);
        TunitRuns.Train(trainer, 8);
        long before = Tensor.TotalCount;
        TunitRuns.Train(trainer, 6);
        Assert.True(Tensor.TotalCount <= before, $"{before} tensors before, {Tensor.TotalCount} after.");
    }
}
