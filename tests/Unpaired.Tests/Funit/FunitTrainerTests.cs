using Unpaired.Data;
using Unpaired.Funit;
using Unpaired.Tests.Training;
using Unpaired.Training;
using static TorchSharp.torch;
using static Unpaired.Tests.Funit.FunitSamples;

namespace Unpaired.Tests.Funit;

public sealed class FunitTrainerTests
{
    [Theory]
    [InlineData(16, 16, 2)]
    [InlineData(20, 14, 3)] // not square, an odd batch, odd maps in the discriminator
    public void Step_Fast_EqualsFaithful(int height, int width, int batch)
    {
        using var scope = NewDisposeScope();
        using var faithful = new FunitTrainer(TinyConfig, TrainingMode.Faithful, dtype: ScalarType.Float64);
        using var fast = new FunitTrainer(TinyConfig, TrainingMode.Fast, dtype: ScalarType.Float64);
        var (xA, lA, xB, lB) = Batch(batch, height, width);
        for (int i = 0; i < 2; i++)
        {
            var (expected, actual) = (faithful.Step(xA, lA, xB, lB), fast.Step(xA, lA, xB, lB));
            Assert.Equal(expected.Select(loss => loss.Name), actual.Select(loss => loss.Name));
            foreach (var (e, a) in expected.Zip(actual)) AssertClose(e.Value, a.Value, e.Name, 1e-11);
        }
        foreach (var (e, a) in Networks(faithful).Zip(Networks(fast)))
            AssertClose(e, a, 1e-9);
    }

    [Fact]
    public void Step_Gradients_EqualFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        // Rate 0 moves nothing, so that each step evaluates the same function.
        using var trainer = new FunitTrainer(
            TinyConfig with { DiscriminatorLearningRate = 0, GeneratorLearningRate = 0 }, dtype: ScalarType.Float64);
        var (xA, lA, xB, lB) = Batch(2);
        double Total(string name) => trainer.Step(xA, lA, xB, lB).Single(loss => loss.Name == name).Value;
        foreach (var (network, total, parameter) in new[]
        {
            ((nn.Module)trainer.Generator, "gen_total", "enc_class_model.model.4.weight"),
            (trainer.Generator, "gen_total", "mlp.model.2.fc.weight"),
            (trainer.Generator, "gen_total", "enc_content.model.1.conv.weight"),
            (trainer.Generator, "gen_total", "dec.model.2.conv.weight"),
            (trainer.Discriminator, "dis_total", "cnn_f.2.conv_s.conv.weight"),
            (trainer.Discriminator, "dis_total", "cnn_f.5.conv_0.conv.weight"),
            (trainer.Discriminator, "dis_total", "cnn_c.0.conv.weight"),
        })
            TwoDomainRuns.AssertGradient(network, parameter, () => Total(total));
    }

    [Fact]
    public void Step_OnlyTheLabelledClasses_MoveTheirHeads()
    {
        using var scope = NewDisposeScope();
        using var trainer = new FunitTrainer(TinyConfig with { WeightDecay = 0 });
        var (xA, _, xB, _) = Batch(2, type: ScalarType.Float32);
        var head = trainer.Discriminator.named_parameters()
            .Single(entry => entry.name == "cnn_c.0.conv.weight").parameter;
        var before = head.detach().clone();
        trainer.Step(xA, tensor(new[] { 2L, 2L }), xB, tensor(new[] { 0L, 0L }));
        Assert.False(before[0].Equals(head[0]));
        Assert.True(before[1].Equals(head[1]));
        // The content's class judges reconstructions, but only the generator learns from that.
        Assert.True(before[2].Equals(head[2]));
    }

    [Fact]
    public void Average_AfterSteps_IsTheOriginalsWithoutWarmUp()
    {
        using var scope = NewDisposeScope();
        using var trainer = new FunitTrainer(TinyConfig, dtype: ScalarType.Float64);
        var live = trainer.Generator.parameters().First();
        var average = trainer.AveragedGenerator.parameters().First();
        Assert.True(live.Equals(average));
        var expected = live.detach().clone();
        var (xA, lA, xB, lB) = Batch(1);
        for (int i = 0; i < 3; i++)
        {
            trainer.Step(xA, lA, xB, lB);
            expected = 0.999 * expected + 0.001 * live.detach();
        }
        Assert.False(live.Equals(average));
        AssertClose(expected, average, 1e-14);
        Assert.All(trainer.AveragedGenerator.parameters(), parameter => Assert.False(parameter.requires_grad));
    }

    [Fact]
    public void Step_NaNPicture_StopsWithIterationAndLosses()
    {
        using var scope = NewDisposeScope();
        using var trainer = new FunitTrainer(TinyConfig);
        var (xA, lA, xB, lB) = Batch(1, type: ScalarType.Float32);
        trainer.Step(xA, lA, xB, lB);
        var before = trainer.Discriminator.parameters().First().clone();
        xB[0, 0, 0, 0] = float.NaN;
        var error = Assert.Throws<NonFiniteLossException>(() => trainer.Step(xA, lA, xB, lB));
        Assert.Equal(1, error.Iteration);
        Assert.Contains("dis_real_adv", error.Message);
        Assert.True(before.Equals(trainer.Discriminator.parameters().First()));
        Assert.Equal(1, trainer.Iteration);
    }

    [Fact]
    public void Step_GeneratorExplodes_ReleasesTheDiscriminator()
    {
        using var scope = NewDisposeScope();
        using var trainer = new FunitTrainer(TinyConfig with { ReconstructionWeight = double.MaxValue });
        var (xA, lA, xB, lB) = Batch(1, type: ScalarType.Float32);
        var error = Assert.Throws<NonFiniteLossException>(() => trainer.Step(xA, lA, xB, lB));
        Assert.Contains("gen_total", error.Message);
        Assert.Contains(error.Losses, loss => loss.Name == "dis_total" && double.IsFinite(loss.Value));
        Assert.All(trainer.Discriminator.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Theory]
    [InlineData(1, 16, 16, "the content pictures: expected [N, 3, H, W]; got [2, 1, 16, 16]")]
    [InlineData(3, 15, 16, "multiples of 2 (2^n_downs_content)")]
    [InlineData(3, 2, 16, "the first convolution reflects 3 pixels")]
    public void Step_WrongPictures_SaysWhatIsExpected(int channels, int height, int width, string message)
    {
        using var scope = NewDisposeScope();
        using var trainer = new FunitTrainer(TinyConfig);
        var (x, labels) = (zeros(2, channels, height, width), zeros(2, dtype: int64));
        var error = Assert.Throws<ArgumentException>(() => trainer.Step(x, labels, x, labels));
        Assert.Contains(message, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Step_WrongLabels_SaysWhatIsExpected()
    {
        using var scope = NewDisposeScope();
        using var trainer = new FunitTrainer(TinyConfig);
        var (xA, lA, xB, lB) = Batch(2);
        string Message(Tensor a, Tensor b) =>
            Assert.Throws<ArgumentException>(() => trainer.Step(xA, a, xB, b)).Message;
        Assert.Contains("class pictures: expected classes from 0 to 2 (dis.num_classes 3); got 0, 3",
            Message(lA, tensor(new[] { 0L, 3L })));
        Assert.Contains("content pictures: expected classes", Message(tensor(new[] { -1L, 0L }), lB));
        Assert.Contains("expected 2 whole numbers (int64); got Int64 [1]", Message(lA, tensor(new[] { 0L })));
        Assert.Contains("got Float32 [2]", Message(zeros(2), lB));
        Assert.Contains("as many class pictures as content pictures",
            Assert.Throws<ArgumentException>(() => trainer.Step(xA, lA, xB[..1], lB[..1])).Message);
    }

    [Fact]
    public void Step_BatchWithoutLabels_IsRefused()
    {
        using var trainer = new FunitTrainer(TinyConfig);
        using var batch = new TrainingBatch(zeros(1, 3, 16, 16), zeros(1, 3, 16, 16));
        var error = Assert.Throws<ArgumentException>(() => ((ITranslationTrainer)trainer).Step(batch));
        Assert.Contains("FUNIT needs pictures with classes", error.Message);
    }

    [Fact]
    public void Trainer_SameSeed_StartsTheSame()
    {
        using var first = new FunitTrainer(TinyConfig, seed: 7);
        manual_seed(99); // the global source must not matter
        using var second = new FunitTrainer(TinyConfig, seed: 7);
        using var other = new FunitTrainer(TinyConfig, seed: 8);
        Assert.All(Networks(first).Zip(Networks(second)), pair => Assert.True(pair.First.Equals(pair.Second)));
        Assert.Contains(Networks(first).Zip(Networks(other)), pair => !pair.First.Equals(pair.Second));
    }

    [Fact]
    public void TranslateFewShot_OfTheAverage_UsesAllExamples()
    {
        using var scope = NewDisposeScope();
        using var trainer = new FunitTrainer(TinyConfig);
        var (xA, _, xB, _) = Batch(4, type: ScalarType.Float32);
        var drawn = trainer.TranslateFewShot(xA[..2], xB, 2);
        using var quiet = no_grad();
        var codes = trainer.AveragedGenerator.EncodeSets(xB, 2);
        var content = trainer.AveragedGenerator.EncodeContent(xA[..2]);
        AssertClose(trainer.AveragedGenerator.Decode(content, codes), drawn, 1e-6);
        var single = ((ITranslationTrainer)trainer).Translate(xA[..2], xB[..2], Direction.BtoA);
        AssertClose(trainer.TranslateFewShot(xA[..2], xB[..2], 1), single, 0);
        Assert.False(single.Equals(drawn));
    }

    [Fact]
    public void Preview_OneBatch_HasTheSixRowsOfTheOriginal()
    {
        using var scope = NewDisposeScope();
        using var trainer = new FunitTrainer(TinyConfig);
        using var data = new DrawnClassData(new ColourClasses(3), 2, 1, "colours");
        using var batch = data.Display(3);
        var rows = ((ITranslationTrainer)trainer).Preview(batch);
        Assert.Equal(
            ["content", "again, now", "translated, now", "class", "again", "translated"],
            rows.Select(row => row.Label));
        Assert.All(rows, row => Assert.Equal([3, 3, 16, 16], row.Pictures.shape));
    }

    [Fact]
    public void SmallerSetting_NamesABatchAndAPreset()
    {
        using var trainer = new FunitTrainer(
            TinyConfig with { BatchSize = 64, CropHeight = 128, CropWidth = 128, NewSize = 128 });
        Assert.Equal("batch_size 32, or the preset seminar64", ((ITranslationTrainer)trainer).SmallerSetting);
    }

    [Fact]
    public void FewShotEvaluation_PerfectAnswers_DependOnTheTruth()
    {
        using var scope = NewDisposeScope();
        using var trainer = new FunitTrainer(TinyConfig);
        var (source, example) = (Random(16, 16, 1), Random(16, 16, 2));
        using var translator = FunitTranslator.Of(trainer);
        var answer = translator.Translate(source, translator.ClassCode([example, example]));
        double Error(Picture truth)
        {
            var question = new FewShotQuestion(source, [example, example], truth);
            return new FewShotEvaluation([.. Enumerable.Repeat(question, 9)], "colours").Run(trainer).Value;
        }
        Assert.InRange(Error(answer), 0, 1 / 127.5); // rounded to 8 bits
        Assert.InRange(Error(Random(16, 16, 3)), 0.1, 2);
    }

    internal static IEnumerable<Tensor> Networks(FunitTrainer trainer) =>
        ((nn.Module[])[trainer.Generator, trainer.AveragedGenerator, trainer.Discriminator])
        .SelectMany(network => network.state_dict().Values);
}
