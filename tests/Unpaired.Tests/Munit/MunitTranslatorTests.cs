using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Munit;
using Unpaired.Training;
using static TorchSharp.torch;
using static Unpaired.Tests.Training.TwoDomainRuns;

namespace Unpaired.Tests.Munit;

public sealed class MunitTranslatorTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired translator ");
    private readonly string weights;

    public MunitTranslatorTests()
    {
        weights = Path.Combine(folder.FullName, "w.safetensors");
        using var trainer = new MunitTrainer(MunitTrainerTests.Tiny, seed: 4);
        trainer.SaveWeights(weights);
    }

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(32, 32)]
    [InlineData(39, 50)]
    [InlineData(97, 13)]
    public void Translate_AnySize_KeepsIt(int width, int height)
    {
        using var translator = MunitTranslator.Load(weights);
        using var styles = translator.SampleStyles(2, seed: 1);
        var results = translator.TranslateStyles(Sample(width, height), Direction.AtoB, styles);
        Assert.All(results, picture => Assert.Equal((width, height), (picture.Width, picture.Height)));
        Assert.NotEqual(results[0].Rgb.ToArray(), results[1].Rgb.ToArray());
    }

    [Fact]
    public void Translate_MultipleOfTheHalvings_EqualsTheNetworks()
    {
        using var scope = NewDisposeScope();
        using var translator = MunitTranslator.Load(weights);
        var style = translator.SampleStyles(1, seed: 3);
        var picture = Sample(24, 32);
        using var quiet = no_grad();
        translator.GeneratorA.Decoder.Fused = false;
        var x = picture.ToTensor().unsqueeze(0);
        var expected = Picture.FromTensor(translator.GeneratorA.Decode(translator.GeneratorB.EncodeContent(x), style));
        translator.GeneratorA.Decoder.Fused = true;
        var actual = translator.Translate(picture, Direction.BtoA, style);
        Assert.All(expected.Rgb.ToArray().Zip(actual.Rgb.ToArray()),
            pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    }

    [Fact]
    public void SampleStyles_SameSeed_AreTheSameAndStandardNormal()
    {
        using var scope = NewDisposeScope();
        using var translator = MunitTranslator.Load(weights);
        var styles = translator.SampleStyles(2000, seed: 5);
        Assert.Equal([2000, 4, 1, 1], styles.shape);
        Assert.True(styles.eq(translator.SampleStyles(2000, seed: 5)).all().item<bool>());
        Assert.InRange(styles.mean().item<float>(), -0.05, 0.05);
        Assert.InRange(styles.std().item<float>(), 0.95, 1.05);
    }

    [Fact]
    public void Interpolate_Ends_AreTheStyles()
    {
        using var scope = NewDisposeScope();
        using var translator = MunitTranslator.Load(weights);
        var picture = Sample(24, 24);
        var (first, last) = (translator.EncodeStyle(Sample(20, 30), Domain.B), translator.SampleStyles(1, 2));
        var walk = translator.Interpolate(picture, Direction.AtoB, first, last, 5);
        Assert.Equal(5, walk.Count);
        Assert.Equal(translator.Translate(picture, Direction.AtoB, first).Rgb.ToArray(), walk[0].Rgb.ToArray());
        Assert.Equal(translator.Translate(picture, Direction.AtoB, last).Rgb.ToArray(), walk[4].Rgb.ToArray());
        Assert.Contains(
            "at least 2",
            Assert.Throws<ArgumentException>(
                () => translator.Interpolate(picture, Direction.AtoB, first, last, 1)).Message);
    }

    [Fact]
    public void Translate_StyleOfAnotherSize_Throws()
    {
        using var scope = NewDisposeScope();
        using var translator = MunitTranslator.Load(weights);
        var error = Assert.Throws<ArgumentException>(
            () => translator.Translate(Sample(24, 24), Direction.AtoB, zeros(5)));
        Assert.Contains("Expected styles [N, 4]; got [1, 5]", error.Message);
    }

    [Fact]
    public void Load_OriginalFile_NeedsItsConfiguration()
    {
        string checkpoint = MunitGoldens.File("ckpt/gen_00000002.pt");
        Assert.Contains("YAML", Assert.Throws<ArgumentException>(() => MunitTranslator.Load(checkpoint)).Message);
        string config = Path.Combine(folder.FullName, "config.yaml");
        File.WriteAllText(config, "gen: {dim: 3, mlp_dim: 8, style_dim: 4, n_res: 2}\ndis: {n_layer: 3}\n");
        using var translator = MunitTranslator.Load(checkpoint, config);
        Assert.Equal(3, translator.Config.Generator.Width);
        File.WriteAllText(config, "gen: {dim: 4, mlp_dim: 8, style_dim: 4, n_res: 2}\ndis: {n_layer: 3}\n");
        Assert.Throws<StateDictException>(() => MunitTranslator.Load(checkpoint, config));
    }

    [Fact]
    public void Load_FileOfAnotherSystem_SaysSo()
    {
        using var scope = NewDisposeScope();
        string other = Path.Combine(folder.FullName, "other.safetensors");
        Safetensors.Save(
            other, [KeyValuePair.Create("x", ones(1))], new Dictionary<string, string> { ["system"] = "unit" });
        Assert.Contains(
            "expected weights of system 'munit'; found 'unit'",
            Assert.Throws<ArgumentException>(() => MunitTranslator.Load(other)).Message);
    }

    [Fact]
    public void Preview_AndTranslate_UseTheFixedStyles()
    {
        using var scope = NewDisposeScope();
        using var trainer = new MunitTrainer(MunitTrainerTests.Tiny);
        var (xA, xB) = Batch(2, 24, 24, ScalarType.Float32);
        var (atoB, btoA) = trainer.Translate(xA, xB);
        var preview = trainer.Preview(xA, xB);
        Assert.True(atoB.eq(preview.AtoBFixed).all().item<bool>());
        Assert.True(btoA.eq(preview.BtoAFixed).all().item<bool>());
        Assert.False(preview.AtoBDrawn.eq(preview.AtoBFixed).all().item<bool>());
        Assert.Equal(xB.shape, preview.ReconstructionB.shape);
    }

    internal static Picture Sample(int width, int height) =>
        new(width, height, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(i * 37 % 251))]);
}
