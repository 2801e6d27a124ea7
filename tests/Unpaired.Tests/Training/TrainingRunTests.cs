using System.Runtime.InteropServices;
using Unpaired.Munit;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.Training;

/// <summary>How a run ends, and what it says.</summary>
public sealed class TrainingRunTests : IDisposable
{
    private static readonly (string, TwoDomainConfig)[] Presets =
        [("edges2shoes", MunitConfig.Edges2Shoes), ("seminar64", MunitConfig.Seminar64), ("seminar32", MunitConfig.Seminar32)];

    private readonly RunFolderForTest folders = new();

    public void Dispose() => folders.Dispose();

    [Fact]
    public void Run_Cancelled_StopsAfterTheIterationAndSaves()
    {
        using var stop = new CancellationTokenSource();
        var result = Run(new Recorder { AfterStep = step => { if (step.Iteration == 3) stop.Cancel(); } }, stop);

        Assert.Equal((TrainingEnd.Cancelled, 3L), (result.End, result.Iteration));
        Assert.True(File.Exists(Path.Combine(folders["run"], "checkpoints", "00000003", "gen_00000003.pt")));
    }

    [Fact]
    public void Run_ObserverIsInterrupted_StopsAfterTheIterationAndSaves()
    {
        var result = Run(new Recorder { AfterStep = step => { if (step.Iteration == 2) throw new OperationCanceledException(); } });

        Assert.Equal((TrainingEnd.Cancelled, 2L), (result.End, result.Iteration));
        Assert.True(Directory.Exists(Path.Combine(folders["run"], "checkpoints", "00000002")));
    }

    [Fact]
    public void Run_CallingThreadIsInterrupted_FinishesTheIterationAndSaves()
    {
        var caller = Thread.CurrentThread;
        var result = Run(new Recorder { AfterStep = step => { if (step.Iteration == 2) caller.Interrupt(); } }, iterations: 100_000);

        Assert.Equal(TrainingEnd.Cancelled, result.End);
        Assert.True(Directory.Exists(Path.Combine(folders["run"], "checkpoints", $"{result.Iteration:D8}")));
    }

    [Fact]
    public void Run_TimeIsUp_Saves()
    {
        var result = Run(null, options: options => options with { TimeLimit = TimeSpan.Zero });

        Assert.Equal((TrainingEnd.TimeUp, 0L), (result.End, result.Iteration));
        Assert.True(File.Exists(Path.Combine(folders["run"], "weights.safetensors")));
    }

    [Fact]
    public void Run_LossNotFinite_NamesTheLastGoodCheckpoint()
    {
        using var data = new Poisoned(6);
        using var trainer = new MunitTrainer(Tiny.Config);
        var run = new TrainingRun(trainer, data, new TrainingOptions { Folder = folders["run"], Iterations = 9, Every = 4 });

        var error = Assert.Throws<NonFiniteLossException>(() => run.Run(TestContext.Current.CancellationToken));

        Assert.Equal(6, error.Iteration);
        Assert.Contains("checkpoint is of iteration 4", error.Message, StringComparison.Ordinal);
        Assert.Equal(["00000004", "latest"], Directory.GetFileSystemEntries(Path.Combine(folders["run"], "checkpoints")).Select(Path.GetFileName).Order());
        Assert.Equal(7, File.ReadAllLines(Path.Combine(folders["run"], "losses.csv")).Length); // the header and six whole iterations
    }

    [Fact]
    public void Run_StepTooLarge_ProposesASmallerSetting()
    {
        using var data = Tiny.InOrder();
        using var trainer = new Greedy(MunitConfig.Edges2Shoes);
        var run = new TrainingRun(trainer, data, new TrainingOptions { Iterations = 1 });

        var error = Assert.Throws<InsufficientMemoryException>(() => run.Run(TestContext.Current.CancellationToken));

        Assert.Contains("does not fit into memory. Try the preset seminar64.", error.Message, StringComparison.Ordinal);
        Assert.IsType<ExternalException>(error.InnerException);
    }

    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB.", true)]
    [InlineData("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory: you tried 9 bytes.", true)]
    [InlineData("DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes.", true)]
    [InlineData("std::bad_alloc", true)]
    [InlineData("mat1 and mat2 shapes cannot be multiplied", false)]
    public void OutOfMemory_Messages_AreRecognised(string message, bool expected)
    {
        Assert.Equal(expected, OutOfMemory.Is(new ExternalException(message)));
        Assert.False(OutOfMemory.Is(new ArgumentException(message)));
        Assert.True(OutOfMemory.Is(new OutOfMemoryException()));
    }

    [Theory]
    [InlineData(512, 1, "the preset edges2shoes")]
    [InlineData(256, 4, "batch_size 2 with accumulate 2 (the same gradients), or the preset edges2shoes")]
    [InlineData(32, 1, null)]
    public void SmallerSetting_Proposes_OnlyWhatIsSmaller(int size, int batch, string? expected)
    {
        var config = (size == 32 ? Tiny.Config : MunitConfig.Edges2Shoes) with { CropHeight = size, CropWidth = size, BatchSize = batch };

        Assert.Equal(expected, SmallerSetting.Of(config, Presets));
    }

    [Fact]
    public void Run_WithoutAFolder_WritesNothing()
    {
        var before = Directory.GetFileSystemEntries(Environment.CurrentDirectory);
        var result = Run(null, options: options => options with { Folder = null });

        Assert.Equal(TrainingEnd.Completed, result.End);
        Assert.Equal(before, Directory.GetFileSystemEntries(Environment.CurrentDirectory));
        Assert.False(Directory.Exists(folders["run"]));
    }

    [Fact]
    public void Run_Evaluation_SeesTheAverageAndLeavesTheWeights()
    {
        using var data = Tiny.InOrder();
        using var trainer = new MunitTrainer(Tiny.Config);
        using var plain = new MunitTrainer(Tiny.Config);
        using var plainData = Tiny.InOrder();
        var seen = new List<Tensor>();
        Tensor First(ITranslationTrainer of) => of.AveragedNetworks[0].parameters().First().detach().clone().DetachFromDisposeScope();
        var options = new TrainingOptions { Iterations = 3, Every = 1, AverageDecay = 0.99 };

        new TrainingRun(trainer, data, options with { Evaluate = of => { seen.Add(First(of)); return null; } }).Run(TestContext.Current.CancellationToken);
        new TrainingRun(plain, plainData, options with { Every = 3, AverageDecay = 0 }).Run(TestContext.Current.CancellationToken);

        Assert.Equal(3, seen.Count);
        using var final = First(trainer);
        using var other = First(plain);
        Assert.False(seen[2].Equals(final));
        Assert.True(other.Equals(final));
        seen.ForEach(tensor => tensor.Dispose());
    }

    [Fact]
    public void TruthEvaluation_TranslatorThatIsRight_HasNoError()
    {
        var pictures = Enumerable.Range(0, 5).Select(i => Tiny.Pictures.TrainA[i]).ToList();
        using var trainer = new Copier();

        var right = new TruthEvaluation([.. pictures.Select(picture => new TruthQuestion(picture, pictures[0], picture))]).Run(trainer);
        var wrong = new TruthEvaluation([new TruthQuestion(pictures[0], pictures[0], pictures[1])]).Run(trainer);

        Assert.Equal(0, right.Value, 6);
        using var a = pictures[0].ToTensor();
        using var b = pictures[1].ToTensor();
        Assert.Equal((a - b).abs().mean().item<float>(), wrong.Value, 5);
        Assert.Equal((4, 5), (right.Samples!.RowCount, right.Samples.ColumnCount));
    }

    [Fact]
    public void Terminal_ARun_ShowsProgressAndTheEnd()
    {
        using var output = new StringWriter();
        using var notes = new StringWriter();
        Run(new TerminalObserver(output, notes), options: options => options with { Evaluate = _ => new Evaluation("error", 0.25) });
        Tiny.Train(folders["run"], 9, resume: true, observers: new TerminalObserver(output, notes), change: options => options with { AverageDecay = 0 });

        Assert.Contains("      8/8", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("gen_total", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("      8  error: 0.2500", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Goes on after iteration 8.", notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Notebook_ARun_EndsWithAllLosses()
    {
        var observer = new NotebookObserver("Train");
        Run(observer);

        Assert.Contains("iteration 8", observer.Losses!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Pace_Steps_TellRateAndTimeLeft()
    {
        var clock = new Clock();
        var pace = new TrainingPace(clock);
        pace.Start(100);
        Assert.Null(pace.Left(200, null));
        for (int i = 1; i <= 50; i++)
        {
            clock.Now += TimeSpan.FromSeconds(2);
            pace.Step(100 + i);
        }

        Assert.Equal(0.5, pace.PerSecond, 6);
        Assert.Equal(TimeSpan.FromSeconds(100), pace.Left(200, null));
        Assert.Equal(TimeSpan.FromSeconds(20), pace.Left(200, TimeSpan.FromSeconds(120)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Options_OutOfRange_AreRefused(int iterations, int every) =>
        Assert.Throws<ArgumentException>(() => new TrainingOptions { Iterations = iterations, Every = every }.Validated());

    private TrainingResult Run(ITrainingObserver? observer, CancellationTokenSource? stop = null, long iterations = 8,
        Func<TrainingOptions, TrainingOptions>? options = null)
    {
        using var data = Tiny.Shuffled();
        using var trainer = new MunitTrainer(Tiny.Config);
        var chosen = new TrainingOptions { Folder = folders["run"], Iterations = iterations };
        return new TrainingRun(trainer, data, options?.Invoke(chosen) ?? chosen, observer is null ? [] : [observer]).Run(stop?.Token ?? TestContext.Current.CancellationToken);
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    /// <summary>Pictures that stop being finite.</summary>
    private sealed class Poisoned(long from) : ITrainingData
    {
        private readonly SequentialTrainingData pictures = Tiny.InOrder();
        private long iteration;

        public string Description => "poisoned";

        public string Fingerprint => "0";

        public void MoveTo(long iteration) => pictures.MoveTo(this.iteration = iteration);

        public TrainingBatch Next(CancellationToken cancellation)
        {
            var batch = pictures.Next(cancellation);
            if (iteration++ >= from) batch.A.fill_(float.NaN);
            return batch;
        }

        public TrainingBatch Display(int count) => pictures.Display(count);

        public void Dispose() => pictures.Dispose();
    }

    /// <summary>A trainer that does nothing but what a test overrides.</summary>
    private abstract class Idle : ITranslationTrainer
    {
        public string System => "idle";

        public string ConfigText => "";

        public TrainingMode Mode => TrainingMode.Fast;

        public int BatchSize => 1;

        public long Iteration => 0;

        public IReadOnlyList<nn.Module> AveragedNetworks => [];

        public virtual string? SmallerSetting => null;

        public virtual IReadOnlyList<LossValue> Step(TrainingBatch batch) => [];

        public void SaveState(string folder)
        {
        }

        public void LoadState(string folder)
        {
        }

        public void SaveWeights(string path, ScalarType storedAs)
        {
        }

        public virtual Tensor Translate(Tensor source, Tensor example, Direction direction) => source.clone();

        public IReadOnlyList<PreviewRow> Preview(TrainingBatch batch) => [];

        public void Dispose()
        {
        }
    }

    private sealed class Copier : Idle;

    /// <summary>Asks libtorch for more than there is: a pebibyte.</summary>
    private sealed class Greedy(MunitConfig config) : Idle
    {
        public override string? SmallerSetting => Unpaired.Training.SmallerSetting.Of(config, Presets);

        public override IReadOnlyList<LossValue> Step(TrainingBatch batch)
        {
            using var huge = zeros(1L << 48);
            return [];
        }
    }
}
