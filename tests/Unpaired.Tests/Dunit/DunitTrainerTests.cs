using Unpaired.Dunit;
using Unpaired.Tests.Training;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.Dunit;

public sealed class DunitTrainerTests : IDisposable
{
    private readonly RunFolderForTest folders = new();

    public void Dispose() => folders.Dispose();

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Step_Fast_EqualsFaithful(bool concatenates, bool bothDomains)
    {
        using var scope = NewDisposeScope();
        var config = DunitRuns.Tiny with
        {
            Concatenates = concatenates,
            InstanceAwareB = bothDomains,
            ReuseSourceBoxes = !bothDomains,
        };
        using var faithful = new DunitTrainer(config, TrainingMode.Faithful, dtype: ScalarType.Float64);
        using var fast = new DunitTrainer(config, TrainingMode.Fast, dtype: ScalarType.Float64);
        for (int i = 0; i < 8; i++)
        {
            var (expected, actual) = (DunitRuns.Train(faithful, 1), DunitRuns.Train(fast, 1));
            Assert.Equal(expected.Select(loss => loss.Name), actual.Select(loss => loss.Name));
            foreach (var (e, a) in expected.Zip(actual)) TwoDomainRuns.AssertClose(e.Value, a.Value, $"{i} {e.Name}", 1e-7);
        }
        Assert.Equal((8, 3), (fast.Iteration, fast.FullIterations));
    }

    [Fact]
    public void Step_Phases_MoveWhatTheyShould()
    {
        using var scope = NewDisposeScope();
        using var trainer = new DunitTrainer(DunitRuns.Tiny);
        Dictionary<string, Tensor> State() => trainer.Networks.Named
            .Append(("detector", trainer.DetectorNetwork!))
            .ToDictionary(entry => entry.Item1, entry => cat(entry.Item2.parameters().Select(p => p.flatten()).ToList()).detach());
        string[] Moved(Dictionary<string, Tensor> before)
        {
            var after = State();
            return [.. before.Keys.Where(name => !before[name].Equals(after[name]))];
        }
        var state = State();
        var losses = DunitRuns.Train(trainer, 1);
        Assert.Equal(["detector"], Moved(state));
        Assert.Equal(0, losses.Single(loss => loss.Name == "G_loss").Value);
        DunitRuns.Train(trainer, 1);
        state = State();
        DunitRuns.Train(trainer, 1);
        Assert.Equal(["disContent"], Moved(state));
        DunitRuns.Train(trainer, 1);
        state = State();
        losses = DunitRuns.Train(trainer, 1);
        Assert.Equal(
            ["disA", "disA2", "disB", "disB2", "disContent", "enc_c", "enc_a", "gen", "ins"], Moved(state));
        Assert.InRange(losses.Single(loss => loss.Name == "ic_loss").Value, 1e-6, 1);
    }

    [Theory]
    [InlineData(TrainingMode.Fast, 1)]
    [InlineData(TrainingMode.Faithful, 6)]
    public void Resume_AfterAPart_EqualsOneRun(TrainingMode mode, int part)
    {
        Run(folders["one"], 9, mode);
        Run(folders["two"], part, mode);
        Run(folders["two"], 9, mode, resume: true);

        Assert.Equal(Tiny.Checkpoint(folders["one"], 9), Tiny.Checkpoint(folders["two"], 9));
        foreach (string file in new[] { "losses.csv", "weights.safetensors", "config.yaml", "samples/00000009.png" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(folders["one"], file)), File.ReadAllBytes(Path.Combine(folders["two"], file)));
    }

    [Fact]
    public void Step_NaNPicture_StopsWithIterationAndLosses()
    {
        using var scope = NewDisposeScope();
        using var trainer = new DunitTrainer(DunitConfig.Parse(
            (DunitRuns.Tiny with { HasInstances = false, DetectorIterations = 0 }).ToYaml(), "tiny"));
        var (a, b) = DunitRuns.Batch(ScalarType.Float32);
        trainer.Step(a, b);
        a[0, 0, 0, 0] = float.NaN;
        var error = Assert.Throws<NonFiniteLossException>(() => trainer.Step(a, b));
        Assert.Equal(1, error.Iteration);
        Assert.Contains("not finite: disContent", error.Message);
    }

    [Fact]
    public void Step_WrongInput_SaysWhatIsExpected()
    {
        using var scope = NewDisposeScope();
        using var trainer = new DunitTrainer(DunitRuns.Tiny);
        var (a, b) = DunitRuns.Batch(ScalarType.Float32);
        void Refused(string message, Action step) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(step).Message);
        Refused("N at least 2", () => trainer.Step(a.narrow(0, 0, 1), b));
        Refused("multiples of 4", () => trainer.Step(a, zeros(2, 3, 30, 32)));
        Refused("expected true boxes of domain A", () => trainer.Step(a, b));
        using var large = new DunitTrainer(DunitRuns.Tiny with { ContentLayers = 3 });
        Refused("too few for dis_content_layers 3", () => large.Step(a, b));
    }

    private static void Run(string folder, long iterations, TrainingMode mode, bool resume = false)
    {
        using var data = DunitRuns.Data(DunitRuns.Tiny);
        using var trainer = new DunitTrainer(DunitRuns.Tiny, mode);
        var options = new TrainingOptions
        {
            Folder = folder,
            Iterations = iterations,
            Every = 3,
            LogInterval = 2,
            Resume = resume,
        };
        new TrainingRun(trainer, data, options).Run(TestContext.Current.CancellationToken);
    }
}

[Collection(TensorCount.Name)]
public sealed class DunitMemoryTests
{
    [Theory]
    [InlineData(TrainingMode.Faithful)]
    [InlineData(TrainingMode.Fast)]
    public void Step_Repeated_LeavesNoTensorBehind(TrainingMode mode)
    {
        using var scope = NewDisposeScope();
        using var trainer = new DunitTrainer(DunitRuns.Tiny, mode);
        DunitRuns.Train(trainer, 5);
        long before = Tensor.TotalCount;
        DunitRuns.Train(trainer, 3);
        Assert.True(Tensor.TotalCount <= before, $"{before} tensors before, {Tensor.TotalCount} after.");
    }
}
