using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Tests.Training;
using Unpaired.Training;
using Unpaired.Unit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Unit;

public sealed class UnitTranslatorTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired unit translator ");
    private readonly string weights;

    public UnitTranslatorTests()
    {
        weights = Path.Combine(folder.FullName, "w.safetensors");
        using var trainer = new UnitTrainer(UnitTrainerTests.Tiny, seed: 4);
        trainer.SaveWeights(weights);
    }

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(32, 32)]
    [InlineData(39, 50)]
    [InlineData(97, 13)]
    public void Translate_AnySize_KeepsIt(int width, int height)
    {
        using var translator = UnitTranslator.Load(weights);
        var input = Sample(width, height);
        var (first, again) = (translator.Translate(input, Direction.AtoB), translator.Translate(input, Direction.AtoB));
        Assert.Equal((width, height), (first.Width, first.Height));
        Assert.Equal(first.Rgb.ToArray(), again.Rgb.ToArray()); // one output per picture
        Assert.NotEqual(first.Rgb.ToArray(), translator.Translate(input, Direction.BtoA).Rgb.ToArray());
    }

    [Fact]
    public void Translate_MultipleOfTheHalvings_EqualsTheNetworks()
    {
        using var scope = NewDisposeScope();
        using var trainer = new UnitTrainer(UnitTrainerTests.Tiny, TrainingMode.Faithful);
        using var translator = UnitTranslator.Of(trainer);
        var picture = Sample(24, 32);
        var x = picture.ToTensor().unsqueeze(0);
        var preview = trainer.Preview(x, x);
        foreach (var (expected, actual) in new[]
        {
            (preview.AtoB, translator.Translate(picture, Direction.AtoB)),
            (preview.BtoA, translator.Translate(picture, Direction.BtoA)),
            (preview.ReconstructionA, translator.Redraw(picture, Domain.A, Domain.A)),
            (preview.ReconstructionB, translator.Redraw(picture, Domain.B, Domain.B)),
        })
            Assert.Equal(Picture.FromTensor(expected.squeeze(0)).Rgb.ToArray(), actual.Rgb.ToArray());
        translator.Dispose(); // the networks stay the trainer's
        trainer.Preview(x, x);
    }

    [Fact]
    public void EncodeAndDecode_OneCodeInBothDomains()
    {
        using var scope = NewDisposeScope();
        using var translator = UnitTranslator.Load(weights);
        var picture = Sample(20, 28);
        var code = translator.Encode(picture, Domain.A);
        Assert.Equal([1, 12, 7, 5], code.shape);
        Assert.Equal(
            translator.Translate(picture, Direction.AtoB).Rgb.ToArray(),
            translator.Decode(code, Domain.B).Rgb.ToArray());
        Assert.Equal(
            translator.Redraw(picture, Domain.A, Domain.A).Rgb.ToArray(),
            translator.Decode(code, Domain.A).Rgb.ToArray());
        var error = Assert.Throws<ArgumentException>(() => translator.Decode(zeros(1, 3, 7, 5), Domain.A));
        Assert.Contains("Expected a code [1, 12, h, w]; got [1, 3, 7, 5]", error.Message);
    }

    [Fact]
    public void Interpolate_Ends_AreTheTranslations()
    {
        using var translator = UnitTranslator.Load(weights);
        var (first, last) = (Sample(22, 26), Sample(22, 26, 91));
        var walk = translator.Interpolate(first, last, Domain.A, Domain.B, 4);
        Assert.Equal(4, walk.Count);
        Assert.All(walk, picture => Assert.Equal((22, 26), (picture.Width, picture.Height)));
        Assert.Equal(translator.Translate(first, Direction.AtoB).Rgb.ToArray(), walk[0].Rgb.ToArray());
        Assert.Equal(translator.Translate(last, Direction.AtoB).Rgb.ToArray(), walk[3].Rgb.ToArray());
        Assert.NotEqual(walk[1].Rgb.ToArray(), walk[2].Rgb.ToArray());
        Assert.Contains(
            "at least 2",
            Assert.Throws<ArgumentException>(() => translator.Interpolate(first, last, Domain.A, Domain.B, 1)).Message);
        Assert.Contains(
            "one size",
            Assert.Throws<ArgumentException>(
                () => translator.Interpolate(first, Sample(24, 26), Domain.A, Domain.B, 3)).Message);
    }

    [Fact]
    public void TranslateMany_Twenty_LeavesNoTensorBehind()
    {
        using var translator = UnitTranslator.Load(weights);
        var pictures = Enumerable.Range(0, 10).Select(_ => Sample(24, 28)).ToList();
        Assert.Equal(10, translator.TranslateMany(pictures, Direction.AtoB).Count());
        long before = TwoDomainRuns.LiveTensors;
        Assert.Equal(10, translator.TranslateMany(pictures, Direction.AtoB).Count());
        Assert.True(TwoDomainRuns.LiveTensors <= before);
    }

    [Fact]
    public void Load_OriginalFile_NeedsItsConfiguration()
    {
        string checkpoint = UnitGoldens.File("ckpt/gen_00000002.pt");
        Assert.Contains("YAML", Assert.Throws<ArgumentException>(() => UnitTranslator.Load(checkpoint)).Message);
        string config = Path.Combine(folder.FullName, "config.yaml");
        File.WriteAllText(config, "gen: {dim: 3, n_res: 2}\ndis: {n_layer: 3}\n");
        using var translator = UnitTranslator.Load(checkpoint, config);
        Assert.Equal(3, translator.Config.Generator.Width);
        File.WriteAllText(config, "gen: {dim: 4, n_res: 2}\ndis: {n_layer: 3}\n");
        Assert.Throws<StateDictException>(() => UnitTranslator.Load(checkpoint, config));
    }

    [Fact]
    public void Load_FileOfAnotherSystem_SaysSo()
    {
        using var scope = NewDisposeScope();
        string other = Path.Combine(folder.FullName, "other.safetensors");
        Safetensors.Save(
            other, [KeyValuePair.Create("x", ones(1))], new Dictionary<string, string> { ["system"] = "munit" });
        Assert.Contains(
            "expected weights of system 'unit'; found 'munit'",
            Assert.Throws<ArgumentException>(() => UnitTranslator.Load(other)).Message);
        Assert.Contains(
            "found 'unit'",
            Assert.Throws<ArgumentException>(() => Unpaired.Munit.MunitTranslator.Load(weights)).Message);
    }

    private static Picture Sample(int width, int height, int step = 37) =>
        new(width, height, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(i * step % 251))]);
}
