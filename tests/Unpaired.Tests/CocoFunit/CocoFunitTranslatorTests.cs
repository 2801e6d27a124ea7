using Unpaired.CocoFunit;
using Unpaired.Data;
using Unpaired.Layers;
using static TorchSharp.torch;
using static Unpaired.Tests.CocoFunit.CocoFunitSamples;

namespace Unpaired.Tests.CocoFunit;

public sealed class CocoFunitTranslatorTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    private static CocoFunitTranslator Translator(CocoFunitTrainer trainer)
    {
        trainer.Translating.eval();
        return new CocoFunitTranslator(trainer.Config, trainer.Translating);
    }

    [Theory]
    [InlineData(16, 16)]
    [InlineData(23, 18)]
    [InlineData(8, 31)]
    public void Translate_AnySize_KeepsIt(int width, int height)
    {
        using var trainer = new CocoFunitTrainer(TinyConfig);
        using var translator = Translator(trainer);
        var style = translator.EncodeStyle(Sample(19, 17));
        var drawn = translator.Translate(Sample(width, height), style);
        Assert.Equal((width, height), (drawn.Width, drawn.Height));
    }

    [Fact]
    public void EncodeStyle_OfKExamples_IsTheMeanOfTheirs()
    {
        using var trainer = new CocoFunitTrainer(TinyConfig);
        using var translator = Translator(trainer);
        Picture[] examples = [Sample(16, 16, 1), Sample(20, 16, 2), Sample(16, 24, 3)];
        var each = examples.Select(example => translator.EncodeStyle(example)).ToList();
        AssertClose(cat(each, 0).mean([0], keepdim: true), translator.EncodeStyle(examples), "mean", 1e-6);
        Assert.Equal([1, 4], each[0].shape);
    }

    [Fact]
    public void Translate_OneExample_IsTheGeneratorsTranslation()
    {
        using var trainer = new CocoFunitTrainer(TinyConfig);
        using var translator = Translator(trainer);
        var (input, example) = (Sample(16, 16, 1), Sample(16, 16, 2));
        var expected = trainer.Translating.Translate(input.ToTensor().unsqueeze(0), example.ToTensor().unsqueeze(0));
        var one = translator.Translate(input, translator.EncodeStyle(example));
        AssertClose(expected[0], one.ToTensor(), "translation", 0.01); // eight bits
        var many = translator.TranslateMany([input, input], translator.EncodeStyle(example)).ToList();
        Assert.All(many, picture => Assert.Equal(one.Rgb.ToArray(), picture.Rgb.ToArray()));
    }

    [Fact]
    public void ConditionedCode_DependsOnTheContent_OnlyInCocoFunit()
    {
        foreach (bool conditioned in new[] { true, false })
        {
            var networks = TinyConfig.Generator with { ContentConditioned = conditioned, MlpWidth = 20 };
            using var trainer = new CocoFunitTrainer(TinyConfig with { Generator = networks });
            // Without biases of the norms in front, random pictures would have nearly the same mean content.
            using (no_grad())
            {
                foreach (var parameter in trainer.Translating.parameters()) parameter.normal_(0.3, 1);
            }
            using var translator = Translator(trainer);
            var style = translator.EncodeStyle(Sample(16, 16, 9));
            var first = translator.ConditionedCode(Sample(16, 16, 1), style);
            var second = translator.ConditionedCode(Sample(16, 16, 2), style);
            Assert.Equal(!conditioned, first.Equals(second));
            Assert.Equal([1, 20], first.shape);
        }
    }

    [Fact]
    public void Interpolate_Ends_AreTheTwoStyles()
    {
        using var trainer = new CocoFunitTrainer(TinyConfig);
        using var translator = Translator(trainer);
        var (first, last) = (translator.EncodeStyle(Sample(16, 16, 1)), translator.EncodeStyle(Sample(16, 16, 2)));
        var input = Sample(20, 16);
        var walk = translator.Interpolate(input, first, last, 3);
        Assert.Equal(3, walk.Count);
        Assert.Equal(translator.Translate(input, first).Rgb.ToArray(), walk[0].Rgb.ToArray());
        Assert.Equal(translator.Translate(input, last).Rgb.ToArray(), walk[2].Rgb.ToArray());
        Assert.Throws<ArgumentException>(() => translator.Interpolate(input, first, last, 1));
    }

    [Fact]
    public void TranslateAsOriginal_Size_IsTheLargerOfBoth()
    {
        using var trainer = new CocoFunitTrainer(TinyConfig);
        using var translator = Translator(trainer);
        var x = Sample(16, 16).ToTensor().unsqueeze(0);
        var drawn = translator.TranslateAsOriginal(x, x, (20, 30), (24, 18));
        Assert.Equal([1, 3, 24, 30], drawn.shape);
        var pixel = tensor(new[] { 0f, -3f, 1f }).view(1, 3, 1, 1);
        Assert.Equal([127, 0, 255], CocoFunitTranslator.AsOriginalPicture(pixel).Rgb.ToArray());
    }

    [Fact]
    public void Translate_BadInput_SaysWhatIsExpected()
    {
        using var trainer = new CocoFunitTrainer(TinyConfig);
        using var translator = Translator(trainer);
        var style = translator.EncodeStyle(Sample(16, 16));
        void Refused(string message, Action action) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(action).Message);
        Refused("Expected styles [N, 4]; got [1, 3]", () => translator.Translate(Sample(16, 16), zeros(3)));
        Refused("content encoder: a picture of 2 x 16", () => translator.Translate(Sample(16, 2), style));
        Refused("style encoder: a picture of 3 x 16", () => translator.EncodeStyle(Sample(16, 3)));
        Refused("at least one picture", () => translator.EncodeStyle([]));
    }

    [Theory]
    [InlineData(WeightNormalization.None, true)]
    [InlineData(WeightNormalization.Spectral, true)]
    [InlineData(WeightNormalization.Spectral, false)]
    [InlineData(WeightNormalization.Gain, false)]
    public void Load_OwnFilesAndCheckpoints_TranslateAsTheTrainer(WeightNormalization weights, bool average)
    {
        using var trainer = new CocoFunitTrainer(With(weights, average: average));
        for (int i = 0; i < 2; i++) Step(trainer, Batch(seed: i, type: ScalarType.Float32));
        trainer.SaveWeights(folder["w.safetensors"]);
        trainer.SaveOriginal(folder["run"]);
        File.WriteAllText(folder["config.yaml"], trainer.Config.ToYaml());
        using var expected = Translator(trainer);
        using var own = CocoFunitTranslator.Load(folder["w.safetensors"]);
        string original = folder["run/epoch_00000_iteration_000000002_checkpoint.pt"];
        using var theirs = CocoFunitTranslator.Load(original, folder["config.yaml"]);
        var (input, example) = (Sample(20, 16), Sample(16, 16, 8));
        byte[] Drawn(CocoFunitTranslator t) => t.Translate(input, t.EncodeStyle(example)).Rgb.ToArray();
        Assert.Equal(Drawn(expected), Drawn(own));
        Assert.Equal(Drawn(expected), Drawn(theirs));
        Assert.Contains("give the YAML file",
            Assert.Throws<ArgumentException>(() => CocoFunitTranslator.Load(original)).Message);
    }

    [Fact]
    public void Load_Float16_IsHalfAsLargeAndNearlyTheSame()
    {
        using var trainer = new CocoFunitTrainer(TinyConfig);
        trainer.SaveWeights(folder["full.safetensors"]);
        trainer.SaveWeights(folder["half.safetensors"], ScalarType.Float16);
        long Bytes(string name) => new FileInfo(folder[name]).Length;
        Assert.True(Bytes("half.safetensors") < 0.8 * Bytes("full.safetensors"));
        using var half = CocoFunitTranslator.Load(folder["half.safetensors"]);
        Assert.Equal(ScalarType.Float32, half.Generator.parameters().First().dtype);
        AssertClose(trainer.Translating.StyleBias!, half.Generator.StyleBias!, "usb", 2e-3);
    }

    [Fact]
    public void Load_LegacyContainer_IsReadToo()
    {
        using var translator = CocoFunitTranslator.Load(
            CocoFunitGoldens.File("imaginaire-funit/legacy/epoch_00000_iteration_000000002_checkpoint.pt"),
            CocoFunitGoldens.File("imaginaire-funit/imaginaire-funit.yaml"));
        Assert.Null(translator.Generator.StyleBias);
        Assert.Equal(32, translator.Translate(Sample(32, 32), translator.EncodeStyle(Sample(32, 32, 2))).Width);
    }

    [Fact]
    public void Load_WeightsOfAnotherSystem_AreRefused()
    {
        Unpaired.Checkpoints.Safetensors.Save(
            folder["other.safetensors"], new Dictionary<string, Tensor> { ["x"] = zeros(1) },
            new Dictionary<string, string> { ["system"] = "munit" });
        Assert.Contains("found 'munit'",
            Assert.Throws<ArgumentException>(() => CocoFunitTranslator.Load(folder["other.safetensors"])).Message);
    }
}
