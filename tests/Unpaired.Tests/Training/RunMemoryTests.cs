using Unpaired.Munit;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.Training;

/// <summary>Steps, saves, samples and evaluations leave nothing behind.</summary>
[Collection(TensorCount.Name)]
public sealed class RunMemoryTests : IDisposable
{
    private readonly RunFolderForTest folders = new();

    public void Dispose() => folders.Dispose();

    [Fact]
    public void Run_TwentySaves_LeaveNoTensorBehind()
    {
        var counts = new Dictionary<long, long>();
        using var data = Tiny.Shuffled(workers: 0); // workers decode ahead: another number of batches at each moment
        using var trainer = new MunitTrainer(Tiny.Config);
        var questions = Enumerable.Range(0, 3)
            .Select(i => new TruthQuestion(Tiny.Square[i], Tiny.Square[0], Tiny.Square[1]));
        var options = new TrainingOptions
        {
            Folder = folders["run"],
            Iterations = 20,
            Every = 1,
            AverageDecay = 0.9,
            Evaluate = new TruthEvaluation([.. questions]).Run,
        };
        var recorder = new Recorder { AfterStep = step => counts[step.Iteration] = Tensor.TotalCount };

        new TrainingRun(trainer, data, options, recorder).Run(TestContext.Current.CancellationToken);

        Assert.Equal(counts[5], counts[20]);
    }

    [Fact]
    public void Trainer_Disposed_LeavesNothingBehind()
    {
        int parameters = 0;
        void Train()
        {
            using var trainer = new MunitTrainer(Tiny.Config);
            using var data = Tiny.InOrder();
            using var batch = data.Next(CancellationToken.None);
            trainer.Step(batch.A, batch.B);
            parameters = trainer.NamedNetworks.Sum(entry => entry.Network.parameters().Count());
        }
        Train(); // what the library makes once
        long before = Tensor.TotalCount;

        Train();

        // TorchSharp's Parameter takes the memory of a tensor over and leaves its empty wrapper, which holds nothing, in
        // the count for ever. Anything more would be ours.
        Assert.InRange(Tensor.TotalCount - before, 0, parameters);
    }

    [Fact]
    public void Average_Disposed_LeavesNoTensorBehind()
    {
        using var trainer = new MunitTrainer(Tiny.Config);
        long before = Tensor.TotalCount;

        using (var average = new MovingAverage(((ITranslationTrainer)trainer).AveragedNetworks, 0.9))
        {
            average.Update();
            using (average.Apply()) average.Save(folders["average"]);
            average.Load(folders["average"]);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }
}
