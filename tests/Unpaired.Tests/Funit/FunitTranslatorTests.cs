using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Funit;
using static TorchSharp.torch;
using static Unpaired.Tests.Funit.FunitSamples;

namespace Unpaired.Tests.Funit;

public sealed class FunitTranslatorTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired funit translator ");
    private readonly string weights;

    public FunitTranslatorTests()
    {
        weights = Path.Combine(folder.FullName, "w.safetensors");
        using var trainer = new FunitTrainer(TinyConfig, seed: 4);
        trainer.SaveWeights(weights);
    }

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(16, 16)]
    [InlineData(19, 33)]
    [InlineData(40, 5)]
    public void Translate_AnySize_KeepsIt(int width, int height)
    {
        using var translator = FunitTranslator.Load(weights);
        using var first = translator.ClassCode([Random(17, 20, 1)]);
        using var second = translator.ClassCode([Random(16, 16, 2)]);
        var content = Random(width, height, 3);
        var results = new[] { translator.Translate(content, first), translator.Translate(content, second) };
        Assert.All(results, picture => Assert.Equal((width, height), (picture.Width, picture.Height)));
        Assert.NotEqual(results[0].Rgb.ToArray(), results[1].Rgb.ToArray());
    }

    [Fact]
    public void TranslateBothWays_IsTheMeanAndMirrorsWithTheInput()
    {
        using var translator = FunitTranslator.Load(weights);
        using var code = translator.ClassCode([Random(16, 16, 2)]);
        var content = Random(24, 16, 3);
        var mirror = PictureGeometry.FlipHorizontally(content);
        var both = translator.TranslateBothWays(content, code);
        Assert.Equal(
            PictureGeometry.FlipHorizontally(both).Rgb.ToArray(), translator.TranslateBothWays(mirror, code).Rgb.ToArray());
        var straight = translator.Translate(content, code);
        var turned = PictureGeometry.FlipHorizontally(translator.Translate(mirror, code));
        Assert.NotEqual(straight.Rgb.ToArray(), turned.Rgb.ToArray());
        for (int i = 0; i < both.Rgb.Length; i++)
            Assert.Equal((straight.Rgb[i] + turned.Rgb[i]) / 2.0, both.Rgb[i], 0.51);
    }

    [Fact]
    public void ClassCode_SeveralPictures_IsTheMeanWhateverTheirOrder()
    {
        using var scope = NewDisposeScope();
        using var translator = FunitTranslator.Load(weights);
        var pictures = Enumerable.Range(0, 4).Select(i => Random(16 + i, 20, i)).ToList();
        var single = pictures.Select(picture => translator.ClassCode([picture])).ToList();
        AssertClose(single.Aggregate((a, b) => a + b) / 4, translator.ClassCode(pictures), 1e-6);
        AssertClose(translator.ClassCode(pictures), translator.ClassCode(Enumerable.Reverse(pictures)), 1e-6);
        Assert.Throws<ArgumentException>(() => translator.ClassCode([]));
    }

    [Fact]
    public void TranslateInto_ManyCodes_EqualsOneByOne()
    {
        using var scope = NewDisposeScope();
        using var translator = FunitTranslator.Load(weights);
        var codes = randn(9, 5);
        var content = Random(96, 96, 1); // several batches
        var all = translator.TranslateInto(content, codes);
        Assert.Equal(9, all.Count);
        foreach (int i in new[] { 0, 4, 8 })
            Assert.All(
                all[i].Rgb.ToArray().Zip(translator.Translate(content, codes[i]).Rgb.ToArray()),
                pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    }

    [Fact]
    public void Interpolate_Ends_AreTheClasses()
    {
        using var scope = NewDisposeScope();
        using var translator = FunitTranslator.Load(weights);
        var (first, last) = (translator.ClassCode([Random(16, 16, 1)]), translator.ClassCode([Random(16, 16, 2)]));
        var content = Random(16, 16, 3);
        var walk = translator.Interpolate(content, first, last, 3);
        Assert.Equal(translator.Translate(content, first).Rgb.ToArray(), walk[0].Rgb.ToArray());
        Assert.Equal(translator.Translate(content, last).Rgb.ToArray(), walk[2].Rgb.ToArray());
        Assert.Equal(translator.Translate(content, (first + last) / 2).Rgb.ToArray(), walk[1].Rgb.ToArray());
        Assert.Throws<ArgumentException>(() => translator.Interpolate(content, first, last, 1));
    }

    [Fact]
    public void ClassCodes_MoreShots_RefineTheMeanAndSurviveAFile()
    {
        using var scope = NewDisposeScope();
        using var translator = FunitTranslator.Load(weights);
        var pictures = Enumerable.Range(0, 5).Select(i => Random(16, 16, i)).ToList();
        var codes = new FunitClassCodes(translator);
        codes.Add("owl", pictures[..2]);
        codes.Add("owl", pictures[2..]);
        codes.Add("bee", pictures[..1]);
        AssertClose(translator.ClassCode(pictures), codes["owl"], 1e-6);
        Assert.Equal(["bee", "owl"], codes.Names);
        Assert.Equal((5, 1, 0), (codes.Shots("owl"), codes.Shots("bee"), codes.Shots("cat")));
        Assert.Equal([2, 5, 1, 1], codes.All().shape);

        string path = Path.Combine(folder.FullName, "codes.safetensors");
        codes.Save(path);
        var read = new FunitClassCodes(translator);
        read.Load(path);
        Assert.Equal(codes.Names, read.Names);
        AssertClose(codes.All(), read.All(), 1e-7);
        read.Add("bee", pictures[1..]);
        AssertClose(codes["owl"], read["bee"], 1e-6);
        Assert.True(read.Remove("bee"));
        Assert.Contains("'bee'", Assert.Throws<KeyNotFoundException>(() => read["bee"]).Message);
        Assert.Contains("'funit'", Assert.Throws<ArgumentException>(() => ReadCodesOf(translator, FunitGoldens.File(
            "default.full-size.safetensors"))).Message);
    }

    [Fact]
    public void Load_CheckpointOfTheOriginal_TakesTheAverage()
    {
        using var scope = NewDisposeScope();
        string config = Path.Combine(folder.FullName, "config.yaml");
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(FunitGoldens.File("funit.json")));
        File.WriteAllText(config, json.RootElement.GetProperty("config").GetRawText());
        foreach (string file in new[] { "gen_00000003.pt", "legacy/gen_00000003.pt" })
        {
            using var translator = FunitTranslator.Load(FunitGoldens.File(file), config);
            using var golden = Safetensors.Load(FunitGoldens.File("funit.safetensors"));
            using var quiet = no_grad();
            AssertClose(
                golden.Tensors["out.gen_test.class_code"].to(float32),
                translator.Generator.EncodeClass(golden.Tensors["in.xb"].to(float32)), 1e-5);
        }
        Assert.Contains("holds no configuration", Assert.Throws<ArgumentException>(
            () => FunitTranslator.Load(FunitGoldens.File("gen_00000003.pt"))).Message);
    }

    [Fact]
    public void Load_WeightsOfAnotherSystem_IsRefused()
    {
        string path = Path.Combine(folder.FullName, "other.safetensors");
        using var some = ones(1);
        Safetensors.Save(
            path, [KeyValuePair.Create("a", some)], new Dictionary<string, string> { ["system"] = "munit" });
        Assert.Contains("expected weights of system 'funit'; found 'munit'",
            Assert.Throws<ArgumentException>(() => FunitTranslator.Load(path)).Message);
    }

    [Fact]
    public void TranslateAsOriginal_StretchesAndTruncates()
    {
        using var scope = NewDisposeScope();
        var y = tensor(new[] { -1f, 0.9999f, 0f }).view(1, 3, 1, 1);
        Assert.Equal([0, 254, 127], FunitTranslator.Truncated(y).Rgb.ToArray());
        using var translator = FunitTranslator.Load(weights);
        var drawn = translator.TranslateAsOriginal(Random(50, 20, 1), [Random(9, 30, 2)]);
        Assert.Equal((16, 16), (drawn.Width, drawn.Height));
    }

    [Theory]
    [InlineData(2, 16, "content picture needs sides above")]
    public void Translate_TooSmall_SaysWhatIsNeeded(int width, int height, string message)
    {
        using var translator = FunitTranslator.Load(weights);
        using var code = translator.ClassCode([Random(16, 16, 1)]);
        var error = Assert.Throws<ArgumentException>(() => translator.Translate(Random(width, height, 1), code));
        Assert.Contains(message, error.Message);
        Assert.Contains("at least 4 pixels",
            Assert.Throws<ArgumentException>(() => translator.ClassCode([Random(3, 16, 1)])).Message);
        using var wrong = zeros(1, 6);
        Assert.Contains("[N, 5]", Assert.Throws<ArgumentException>(
            () => translator.Translate(Random(16, 16, 1), wrong)).Message);
    }

    private static void ReadCodesOf(FunitTranslator translator, string path) =>
        new FunitClassCodes(translator).Load(path);
}
