using Unpaired.Checkpoints;
using Unpaired.CocoFunit;
using Unpaired.Layers;
using Unpaired.Tests.Training;
using Unpaired.Training;
using static TorchSharp.torch;
using static Unpaired.Tests.CocoFunit.CocoFunitSamples;

namespace Unpaired.Tests.CocoFunit;

public sealed class CocoFunitTrainerTests
{
    [Theory]
    [InlineData("none", "spectral", GanMode.Hinge, PaddingKind.Reflect, true, 16, 16)]
    [InlineData("none", "none", GanMode.LeastSquare, PaddingKind.Zero, true, 12, 22)]
    [InlineData("spectral", "weight", GanMode.NonSaturated, PaddingKind.Replicate, true, 20, 12)]
    [InlineData("weight", "spectral", GanMode.Wasserstein, PaddingKind.Reflect, true, 14, 16)]
    [InlineData("none", "spectral", GanMode.Softplus, PaddingKind.Reflect, false, 16, 18)]
    public void Step_Fast_EqualsFaithful(
        string generator, string discriminator, GanMode gan, PaddingKind padding, bool conditioned, int height,
        int width)
    {
        using var scope = NewDisposeScope();
        static WeightNormalization Kind(string word) => word switch
        {
            "spectral" => WeightNormalization.Spectral,
            "weight" => WeightNormalization.Gain,
            _ => WeightNormalization.None,
        };
        var config = With(Kind(generator), Kind(discriminator), average: generator != "weight");
        config = config with
        {
            GanMode = gan,
            Generator = config.Generator with { ContentConditioned = conditioned, MlpBlocks = 4 },
            Discriminator = config.Discriminator with { Padding = padding },
        };
        using var faithful = new CocoFunitTrainer(config, TrainingMode.Faithful, dtype: ScalarType.Float64);
        using var fast = new CocoFunitTrainer(config, TrainingMode.Fast, dtype: ScalarType.Float64);
        for (int i = 0; i < 3; i++)
        {
            var batch = Batch(2, height, width, seed: i);
            var (expected, actual) = (Step(faithful, batch), Step(fast, batch));
            Assert.Equal(
                ["dis_gan", "dis_total", "gen_gan", "gen_image_recon", "gen_feature_matching", "gen_total"],
                actual.Select(loss => loss.Name));
            foreach (var (e, a) in expected.Zip(actual)) AssertClose(e.Value, a.Value, e.Name, 1e-10);
        }
        AssertSame(faithful, fast, 1e-9);
    }

    [Theory]
    [InlineData(WeightNormalization.None, "style_encoder.model.1.layers.conv.weight")]
    [InlineData(WeightNormalization.None, "decoder.decoder.2.conv_block_s.layers.norm.fc.layers.conv.weight")]
    [InlineData(WeightNormalization.None, "usb")]
    [InlineData(WeightNormalization.Gain, "content_encoder.model.1.layers.conv.weight_g")]
    [InlineData(WeightNormalization.None, "net_D.model.model.2.conv_block_s.layers.conv.weight_g")]
    [InlineData(WeightNormalization.None, "net_D.model.embedder.weight")]
    public void Step_Gradients_EqualFiniteDifferences(WeightNormalization weights, string parameter)
    {
        using var scope = NewDisposeScope();
        // Rate 0 moves nothing, and without spectral norm each step evaluates the same function. A smooth loss, too.
        var config = With(weights, WeightNormalization.Gain, average: false) with
        {
            GanMode = GanMode.LeastSquare,
            GeneratorOptimizer = TinyConfig.GeneratorOptimizer with { LearningRate = 0 },
            DiscriminatorOptimizer = TinyConfig.DiscriminatorOptimizer with { LearningRate = 0 },
        };
        using var trainer = new CocoFunitTrainer(config, dtype: ScalarType.Float64);
        bool judge = parameter.StartsWith("net_D.", StringComparison.Ordinal);
        var batch = Batch();
        TwoDomainRuns.AssertGradient(
            judge ? trainer.Discriminator : trainer.Generator, judge ? parameter["net_D.".Length..] : parameter,
            () => Step(trainer, batch).Single(loss => loss.Name == (judge ? "dis_total" : "gen_total")).Value);
    }

    [Fact]
    public void Step_ThirtyTimes_LearnsToReconstruct()
    {
        using var scope = NewDisposeScope();
        using var trainer = new CocoFunitTrainer(
            TinyConfig with
            {
                ReconstructionWeight = 10,
                GeneratorOptimizer = TinyConfig.GeneratorOptimizer with { LearningRate = 5e-3, Gamma = 1 },
            }, seed: 2);
        var (a, labelsA, b, labelsB) = Batch(type: ScalarType.Float32);
        (a, b) = (a * 0.1 + 0.6, b * 0.1 - 0.6);
        double Error() => Step(trainer, (a, labelsA, b, labelsB)).Single(loss => loss.Name == "gen_image_recon").Value;
        double first = Error();
        for (int i = 0; i < 28; i++) Error();
        double last = Error();
        Assert.True(last < 0.6 * first, $"reconstruction {first:F3} at first, {last:F3} after 30 steps");
    }

    [Fact]
    public void Step_PowerIterations_AreTwoAndThree()
    {
        using var scope = NewDisposeScope();
        using var trainer = new CocoFunitTrainer(TinyConfig, dtype: ScalarType.Float64);
        using var copy = new CocoFunitDiscriminator(TinyConfig.Discriminator);
        TorchSharp.ModuleExtensionMethods.to(copy, ScalarType.Float64);
        void Follow() => StateDict.LoadInto(
            copy, StateDict.Of(trainer.Discriminator), "trainer");
        Follow();
        var (a, labelsA, b, labelsB) = Batch();
        var batch = trainer.Checked(a, labelsA, b, labelsB);
        void Expect(int calls, Action update)
        {
            for (int i = 0; i < calls; i++) copy.Judge(b, labelsB);
            update();
            foreach (var (name, vector) in trainer.Discriminator.named_buffers())
                AssertClose(copy.named_buffers().Single(entry => entry.name == name).buffer, vector, name, 1e-12);
            Follow();
        }
        IReadOnlyList<LossValue> losses = [];
        Expect(2, () => losses = trainer.UpdateDiscriminator(batch));
        Expect(3, () => trainer.UpdateGenerator(batch, losses));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Average_SpectralGenerator_IsOfDividedWeightsOrOfAllParts(bool remove)
    {
        using var scope = NewDisposeScope();
        var config = With(WeightNormalization.Spectral);
        config = config with { Average = config.Average with { RemoveSpectral = remove } };
        using var trainer = new CocoFunitTrainer(config, dtype: ScalarType.Float64);
        const string layer = "style_encoder.model.0.layers.conv.";
        Tensor Live(string name) => StateDict.Of(trainer.Generator)[layer + name];
        Tensor Divided() => Live("weight_orig")
            / Live("weight_u").dot(Live("weight_orig").view(2, -1).mv(Live("weight_v")));
        var average = StateDict.Of(trainer.Average!.Generator);
        Assert.Equal(remove, average.ContainsKey(layer + "weight"));
        Tensor Now() => (remove ? Divided() : Live("weight_u")).detach().clone();
        string key = layer + (remove ? "weight" : "weight_u");
        Step(trainer, Batch());
        var expected = Now();
        AssertClose(expected, average[key], "a copy until start_iteration", 1e-14);
        for (int i = 0; i < 2; i++)
        {
            Step(trainer, Batch());
            expected = 0.9 * expected + 0.1 * Now();
        }
        AssertClose(expected, average[key], "average", 1e-14);
        Assert.Equal(3, trainer.Average.Updates);
        if (!remove) Assert.NotEqual(1, average[key].norm().item<double>(), 1e-9); // no longer of length 1
    }

    [Fact]
    public void Step_WeightsOfZero_LeaveTermsOut()
    {
        using var scope = NewDisposeScope();
        using var trainer = new CocoFunitTrainer(
            With(average: false) with { ReconstructionWeight = 0, FeatureMatchingWeight = -1 });
        var losses = Step(trainer, Batch(type: ScalarType.Float32));
        Assert.Equal(["dis_gan", "dis_total", "gen_gan", "gen_total"], losses.Select(loss => loss.Name));
        Assert.Null(trainer.Average);
        Assert.Same(trainer.Generator, trainer.Translating);
    }

    [Fact]
    public void Step_GradientLimit_ShortensAllGradientsTogether()
    {
        using var scope = NewDisposeScope();
        var limited = TinyConfig.GeneratorOptimizer with { GradientLimit = 1e-3 };
        var config = TinyConfig with { GeneratorOptimizer = limited };
        using var trainer = new CocoFunitTrainer(config, dtype: ScalarType.Float64);
        Step(trainer, Batch());
        double norm = Math.Sqrt(trainer.Generator.parameters().Where(p => p.grad is not null)
            .Sum(p => p.grad!.square().sum().item<double>()));
        AssertClose(1, norm / 1e-3, "norm", 1e-2);
    }

    [Fact]
    public void Schedules_AreSteppedBehindEachIteration()
    {
        static double[] Rates(ImaginaireOptimizerConfig config, int count)
        {
            var schedule = new ImaginaireSchedule(config);
            return [.. Enumerable.Range(0, count).Select(_ =>
            {
                double rate = schedule.LearningRate;
                schedule.Step();
                return rate;
            })];
        }
        var step = new ImaginaireOptimizerConfig { LearningRate = 8, StepSize = 2, Gamma = 0.5 };
        Assert.Equal([8, 8, 4, 4, 2], Rates(step, 5));
        Assert.Equal([8, 8, 8], Rates(step with { Policy = RatePolicy.Constant }, 3));
        var line = step with { Policy = RatePolicy.Linear, DecayStart = 1, DecayEnd = 5, DecayTarget = 0.5 };
        Assert.Equal([8, 8, 7, 6, 5, 4, 4], Rates(line, 7));
    }

    [Fact]
    public void Step_NaNPicture_StopsWithIterationAndLosses()
    {
        using var scope = NewDisposeScope();
        using var trainer = new CocoFunitTrainer(TinyConfig);
        var batch = Batch(type: ScalarType.Float32);
        Step(trainer, batch);
        var before = trainer.Discriminator.parameters().First().clone();
        batch.Style[0, 0, 0, 0] = float.NaN;
        var error = Assert.Throws<NonFiniteLossException>(() => Step(trainer, batch));
        Assert.Contains("Iteration 1: not finite: dis_gan, dis_total", error.Message);
        Assert.True(before.Equals(trainer.Discriminator.parameters().First()));
        Assert.Equal(1, trainer.Iteration);
        Assert.All(trainer.Discriminator.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Theory]
    [InlineData(4, 16, 16, 0, "expected [N, 3, H, W]; got [2, 4, 16, 16]")]
    [InlineData(3, 15, 16, 0, "expected multiples of 2")]
    [InlineData(3, 2, 16, 0, "num_downsamples_content: pictures of 2 x 16")]
    [InlineData(3, 16, 16, 3, "Labels of content: expected 2 classes from 0 to 2 (dis.num_classes); got 3, 3")]
    public void Step_WrongInput_SaysWhatIsExpected(int channels, int height, int width, long label, string message)
    {
        using var scope = NewDisposeScope();
        using var trainer = new CocoFunitTrainer(TinyConfig);
        var (x, labels) = (zeros(2, channels, height, width), full(2, label, dtype: int64));
        var error = Assert.Throws<ArgumentException>(() => trainer.Step(x, labels, x, labels));
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Step_BatchWithoutClasses_IsRefused()
    {
        using var scope = NewDisposeScope();
        ITranslationTrainer trainer = new CocoFunitTrainer(TinyConfig);
        using var batch = new TrainingBatch(zeros(2, 3, 16, 16), zeros(2, 3, 16, 16));
        Assert.Contains("LabelledBatch", Assert.Throws<ArgumentException>(() => trainer.Step(batch)).Message);
        trainer.Dispose();
    }

    [Fact]
    public void Trainer_SameSeed_StartsTheSame()
    {
        using var scope = NewDisposeScope();
        using var first = new CocoFunitTrainer(With(WeightNormalization.Spectral), seed: 7);
        manual_seed(99); // the global source must not matter
        using var second = new CocoFunitTrainer(With(WeightNormalization.Spectral), seed: 7);
        using var other = new CocoFunitTrainer(With(WeightNormalization.Spectral), seed: 8);
        AssertSame(first, second);
        Assert.False(first.Generator.StyleBias!.Equals(other.Generator.StyleBias!));
    }

    [Fact]
    public void PreviewAndTranslate_ByTheAverage_ChangeNothing()
    {
        using var scope = NewDisposeScope();
        using var trainer = new CocoFunitTrainer(With(WeightNormalization.Spectral, average: false));
        var (a, labelsA, b, labelsB) = Batch(type: ScalarType.Float32);
        using var batch = new LabelledBatch(a, b, labelsA, labelsB);
        var vectors = trainer.Generator.buffers().Select(buffer => buffer.clone()).ToList();
        ITranslationTrainer running = trainer;
        var rows = running.Preview(batch);
        var translation = running.Translate(a, b, Direction.AtoB);
        Assert.Equal(["content", "class", "translation", "content again"], rows.Select(row => row.Label));
        Assert.True(translation.Equals(rows[2].Pictures));
        AssertClose(translation, trainer.TranslateFewShot(a, b, 1), "one example", 1e-6);
        // Two equal examples are as one, two different ones are not.
        var twice = b.repeat_interleave(2, 0);
        AssertClose(translation, trainer.TranslateFewShot(a, twice, 2), "twice the same", 1e-5);
        Assert.Throws<ArgumentException>(() => trainer.TranslateFewShot(a, b, 2));
        Assert.All(vectors.Zip(trainer.Generator.buffers()), pair => Assert.True(pair.First.Equals(pair.Second)));
        Assert.True(trainer.Generator.training);
    }
}
