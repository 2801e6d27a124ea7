using Unpaired.Data;
using Unpaired.Detection;
using Unpaired.Tests.Training;
using Unpaired.Training;
using static TorchSharp.torch;
using static Unpaired.Tests.Detection.DetectorGoldens;

namespace Unpaired.Tests.Detection;

public sealed class DetectorTrainerTests : IDisposable
{
    private readonly RunFolderForTest folders = new();

    public void Dispose() => folders.Dispose();

    [Theory]
    [InlineData(DetectorOptimizerKind.Adam)]
    [InlineData(DetectorOptimizerKind.Sgd)]
    public void Resume_AfterAPart_EqualsOneRun(DetectorOptimizerKind optimizer)
    {
        var config = Small with { Optimizer = optimizer };
        Train("one", config, 5, resume: false);
        Train("two", config, 2, resume: false);
        Train("two", config, 5, resume: true);

        Assert.Equal(Tiny.Checkpoint(folders["one"], 5), Tiny.Checkpoint(folders["two"], 5));
        foreach (string file in new[] { "losses.csv", "weights.safetensors", "config.yaml", "samples/00000005.png" })
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(folders["one"], file)),
                    File.ReadAllBytes(Path.Combine(folders["two"], file)));
    }

    [Fact]
    public void Step_SamePictures_LearnsThem()
    {
        using var scope = NewDisposeScope();
        using var trainer = new DetectorTrainer(Small with { RateSteps = [], LearningRate = 3e-3 });
        using var batch = Samples().Display(2);
        double first = 0, last = 0;
        for (int i = 0; i < 25; i++)
        {
            last = trainer.Step(batch).Single(loss => loss.Name == "total").Value;
            if (i == 0) first = last;
        }
        Assert.True(last < 0.6 * first, $"{first} before, {last} after");
        Assert.Equal(25, trainer.Iteration);
    }

    [Fact]
    public void LearningRate_WarmsUpAndFalls()
    {
        using var scope = NewDisposeScope();
        using var trainer = new DetectorTrainer(Small with { LearningRate = 0.5 });
        using var batch = Samples().Display(1);
        var rates = new List<double>();
        for (int i = 0; i < 5; i++)
        {
            rates.Add(trainer.LearningRate);
            trainer.Step(batch);
        }
        Assert.Equal([0.0005, 0.5 * (0.001 + 0.999 / 2), 0.5, 0.05, 0.05], rates.Select(rate => Math.Round(rate, 12)));
    }

    [Fact]
    public void Sgd_TwoSteps_AreThoseOfTheFormula()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(tensor(new[] { 1.0, -2 }));
        using var optimizer = new SgdOptimizer([parameter], 0.1, 0.5, 0.2);
        for (int i = 0; i < 2; i++)
        {
            optimizer.ZeroGradients();
            (parameter * 3).sum().backward();
            optimizer.Step();
        }
        // v = 3 + 0.2 p; p −= 0.1 v; then v = 0.5 v + 3 + 0.2 p.
        double[] expected =
        [
            .. new[] { 1.0, -2 }.Select(p =>
            {
                double v = 3 + 0.2 * p;
                p -= 0.1 * v;
                return p - 0.1 * (0.5 * v + 3 + 0.2 * p);
            }),
        ];
        BoxArithmeticTests.AssertNear(expected, parameter, 1e-12);
    }

    [Fact]
    public void Step_NaNPicture_StopsAndLeavesTheWeights()
    {
        using var scope = NewDisposeScope();
        using var trainer = new DetectorTrainer(Small with { Norm = BackboneNorm.Frozen });
        var before = trainer.Network.parameters().First().clone();
        var picture = full([3, 40, 40], float.NaN);
        DetectionTarget target = new(BoxTensor(2, 2, 20, 20), ones(1, dtype: int64));
        using var random = new Generator(1);
        var error = Assert.Throws<NonFiniteLossException>(() =>
            trainer.Step([picture], [target], new RandomDraws(random)));
        Assert.Contains("objectness", error.Message);
        Assert.True(before.Equals(trainer.Network.parameters().First()));
        Assert.Equal(0, trainer.Iteration);
    }

    [Fact]
    public void Trainer_OtherBatch_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var trainer = new DetectorTrainer(Small);
        using var batch = new TrainingBatch(zeros(1, 3, 64, 64), zeros(1, 3, 64, 64));
        Assert.Contains("DetectionBatch", Assert.Throws<ArgumentException>(() => trainer.Step(batch)).Message);
        Assert.Equal("batch_size 1", trainer.SmallerSetting);
        Assert.Equal(2, ((ITranslationTrainer)trainer).PicturesPerIteration);
    }

    [Fact]
    public void PreviewAndTranslate_ShowBoxesAndDrawNothingRandom()
    {
        using var scope = NewDisposeScope();
        using var one = new DetectorTrainer(Small);
        using var two = new DetectorTrainer(Small);
        using var batch = Samples().Display(2);
        var rows = one.Preview(batch);
        Assert.Equal(["truth", "found"], rows.Select(row => row.Label));
        Assert.All(rows, row => Assert.Equal([2, 3, 48, 64], row.Pictures.shape));
        var shown = one.Translate(zeros(1, 3, 48, 64), zeros(1, 3, 48, 64), Direction.AtoB);
        Assert.Equal([1, 3, 48, 64], shown.shape);
        Assert.True(one.Network.training);
        Assert.Equal(one.Step(batch).Select(loss => loss.Value), two.Step(batch).Select(loss => loss.Value));
    }

    internal static DetectionTrainingData Samples(long seed = 1)
    {
        var random = new Random(4);
        var pictures = Enumerable.Range(0, 5).Select(_ =>
        {
            byte[] pixels = new byte[48 * 64 * 3];
            random.NextBytes(pixels);
            return new Picture(64, 48, pixels);
        }).ToList();
        IReadOnlyList<PictureBox>[] boxes =
            [[new(1, 4, 4, 30, 40), new(3, 20, 10, 60, 30)],
                [new(2, 0, 0, 64, 48)], [], [new(1, 5, 5, 9, 9)], [new(2, 9, 9, 30, 20)]];
        return new DetectionTrainingData(new DetectionList(pictures, boxes), null, 2, seed);
    }

    private void Train(string folder, DetectorConfig config, long iterations, bool resume)
    {
        using var data = Samples();
        using var trainer = new DetectorTrainer(config);
        new TrainingRun(trainer, data, new TrainingOptions
        {
            Folder = folders[folder],
            Iterations = iterations,
            Every = 4,
            AverageDecay = 0.9,
            SampleCount = 2,
            Resume = resume,
        }).Run(TestContext.Current.CancellationToken);
    }
}

[Collection(TensorCount.Name)]
public sealed class DetectorMemoryTests
{
    [Fact]
    public void StepAndDetect_TenTimes_LeaveNoTensorBehind()
    {
        using var scope = NewDisposeScope();
        using var trainer = new DetectorTrainer(Small);
        using var detector = new ObjectDetector(trainer.Network);
        using var data = DetectorTrainerTests.Samples();
        void Once()
        {
            using var batch = data.Next(TestContext.Current.CancellationToken);
            trainer.Step(batch);
            detector.Detect(((DetectionBatch)batch).Shown);
        }
        for (int i = 0; i < 3; i++) Once();
        long before = Tensor.TotalCount;
        for (int i = 0; i < 7; i++) Once();
        Assert.True(Tensor.TotalCount <= before, $"{before} tensors after 3 steps, {Tensor.TotalCount} after 10.");
    }
}
