using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Dunit;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.Dunit;

public sealed class DunitFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("unpaired dunit ").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("drit_concat")]
    [InlineData("drit_featurewise")]
    public void Checkpoint_OfDrit_IsWrittenAsItWasRead(string name)
    {
        using var scope = NewDisposeScope();
        string path = Path.Combine(DunitRuns.Goldens, $"{name}.pth"), copy = Path.Combine(folder, "00004.pth");
        using var trainer = new DunitTrainer(DunitConfig.OfCheckpoint(path));
        trainer.ResumeOriginal(path);
        trainer.SaveOriginal(copy);

        using OpenFile original = new(path), written = new(copy);
        Assert.Equal(original.Root.Keys, written.Root.Keys);
        foreach (string key in original.Root.Keys.Where(key => !key.EndsWith("_opt", StringComparison.Ordinal)))
        {
            if (key is "ep" or "total_it")
            {
                Assert.Equal(original.Root[key].AsInteger(), written.Root[key].AsInteger());
                continue;
            }
            var (expected, actual) = (original.Root[key].AsStateDict(), written.Root[key].AsStateDict());
            Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
            foreach (var (weight, value) in expected)
            {
                // DRIT's loading puts the quotient in the place of the weights.
                string same = weight.Replace("weight_orig", "weight", StringComparison.Ordinal);
                Assert.True(expected[same].Equals(actual[weight]), $"{key}.{weight}");
                Assert.Equal(value.shape, actual[weight].shape);
            }
        }
        var state = written.Root["enc_c_opt"]["state"]["0"];
        Assert.True(state["exp_avg"].AsTensor().Equals(trainer.Optimizers["enc_c"].States[0].Mean));
    }

    [Fact]
    public void Weights_InHalfPrecision_TranslateNearlyTheSame()
    {
        using var scope = NewDisposeScope();
        using var trainer = new DunitTrainer(DunitRuns.Tiny);
        string path = Path.Combine(folder, "weights.safetensors");
        trainer.SaveWeights(path, ScalarType.Float16);
        using var translator = DunitTranslator.Load(path);
        Assert.Equal(trainer.Config.ToYaml(), translator.Config.ToYaml());

        var picture = DunitRuns.Source(1)[0];
        using var style = translator.SampleStyles(1, 3);
        var given = translator.Translate(picture, style, Direction.AtoB, DunitRuns.Boxes);
        trainer.Networks.Train(false);
        var expected = DunitTranslator.Of(trainer).Translate(picture, style, Direction.AtoB, DunitRuns.Boxes);
        Assert.Equal((40, 36), (given.Width, given.Height));
        Assert.True(expected.Rgb.ToArray().Zip(given.Rgb.ToArray(), (e, g) => Math.Abs(e - g)).Max() <= 2);
        var without = translator.Translate(picture, style, Direction.AtoB, []);
        Assert.NotEqual(without.Rgb.ToArray(), given.Rgb.ToArray());
    }

    [Fact]
    public void Translator_DritCheckpoint_TranslatesWithoutConfiguration()
    {
        using var scope = NewDisposeScope();
        using var translator = DunitTranslator.Load(Path.Combine(DunitRuns.Goldens, "drit_concat.pth"));
        Assert.Null(translator.Detector);
        var picture = new Picture(17, 19, new byte[17 * 19 * 3]);
        Assert.Empty(translator.Instances(picture, Domain.A));
        using var style = translator.EncodeStyle(new Picture(64, 64, new byte[64 * 64 * 3]), Domain.B);
        var output = translator.Translate(picture, style, Direction.AtoB);
        Assert.Equal((17, 19), (output.Width, output.Height));
        Assert.Equal(2, translator.TranslateStyles(picture, Direction.BtoA, translator.SampleStyles(2, 1)).Count);
    }

    [Fact]
    public void Load_AnotherFile_SaysWhatIsExpected()
    {
        string path = Path.Combine(folder, "other.safetensors");
        Safetensors.Save(path, [KeyValuePair.Create("x", zeros(1))], new Dictionary<string, string> { ["system"] = "unit" });
        Assert.Contains("expected weights of system 'dunit'; found 'unit'",
            Assert.Throws<ArgumentException>(() => DunitTranslator.Load(path)).Message);
        Assert.Contains("expected a network 'enc_c'", Assert.Throws<InvalidDataException>(
            () => DunitConfig.OfCheckpoint(Path.Combine(DunitRuns.Goldens, "dunit_networks.pt"))).Message);
    }

    [Fact]
    public void Config_WrittenAndRead_IsTheSame()
    {
        foreach (var (name, config) in DunitConfig.Presets)
            Assert.Equal(config.ToYaml(), DunitConfig.Parse(config.ToYaml(), name).ToYaml());
        var read = DunitConfig.Parse("concat: 0\nno_ms: True\ndetector:\n  rep: 32\n", "x.yaml");
        Assert.Equal((false, true, 32), (read.Concatenates, read.NoModeSeeking, read.Detector.RepresentationSize));
    }

    [Theory]
    [InlineData("crop_sise: 3", "unknown key 'crop_sise'")]
    [InlineData("crop_size: 214", "crop_size: expected a multiple of 4; got 214")]
    [InlineData("crop_size: 208", "three need crops of 212")]
    [InlineData("gamma: 1.5", "gamma: expected a number from 0 to 1; got 1.5")]
    [InlineData("batch_size: 1", "batch_size: expected a number of at least 2; got 1")]
    [InlineData("ic_function: box", "expected iou or giou or diou or ciou or full; got 'box'")]
    [InlineData("detector:\n  optimizer: sgd", "detector.optimizer: expected adam")]
    public void Config_Impossible_NamesFileAndKey(string yaml, string message)
    {
        string error = Assert.Throws<ArgumentException>(() => DunitConfig.Parse(yaml, "my.yaml")).Message;
        Assert.StartsWith("my.yaml", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private sealed class OpenFile(string path) : IDisposable
    {
        internal CheckpointNode Root { get; } = TorchFile.Load(path);

        public void Dispose() => Root.Dispose();
    }
}
