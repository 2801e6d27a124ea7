using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Detection;
using static TorchSharp.torch;
using static Unpaired.Tests.Detection.DetectorGoldens;

namespace Unpaired.Tests.Detection;

public sealed class DetectorFilesTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired detector ");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("rpn.head.conv.weight", "rpn.head.conv.0.0.weight")]
    [InlineData("rpn.head.conv.0.0.bias", "rpn.head.conv.0.0.bias")]
    [InlineData("module.backbone.fpn.inner_blocks.3.bias", "backbone.fpn.inner_blocks.3.0.bias")]
    [InlineData("backbone.fpn.layer_blocks.0.0.weight", "backbone.fpn.layer_blocks.0.0.weight")]
    [InlineData("rpn.head.cls_logits.weight", "rpn.head.cls_logits.weight")]
    public void CurrentName_OldNames_AreUnderstood(string old, string current) =>
        Assert.Equal(current, DetectorFiles.CurrentName(old));

    [Theory]
    [InlineData(ScalarType.Float32, 0)]
    [InlineData(ScalarType.Float16, 2e-3)]
    public void Save_ThenLoad_GivesTheSameDetector(ScalarType storedAs, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var network = Network(Small);
        string path = Path.Combine(folder.FullName, "weights.safetensors");
        DetectorFiles.Save(path, network, storedAs);
        using var detector = ObjectDetector.Load(path);
        Assert.Equal(Small.ToYaml(), detector.Network.Config.ToYaml());
        var others = StateDict.Of(detector.Network);
        foreach (var (name, value) in StateDict.Of(network))
        {
            Assert.Equal(value.dtype, others[name].dtype);
            Assert.True((value - others[name]).abs().max().to(float64).item<double>() <= tolerance, name);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_TorchvisionFile_BareOrBelowModel_IsReadBack(bool wrapped)
    {
        using var scope = NewDisposeScope();
        using var network = Network(Small);
        using var other = Network(Small, seed: 2);
        string path = Path.Combine(folder.FullName, "model.pth");
        if (wrapped)
        {
            TorchFile.Save(path, new Dictionary<string, object?>
            {
                ["model"] = StateDict.Of(network).ToDictionary(entry => entry.Key, entry => (object?)entry.Value),
                ["epoch"] = 3L,
            });
        }
        else
        {
            DetectorFiles.SaveOriginal(path, network);
        }
        DetectorFiles.Load(path, other);
        var state = StateDict.Of(other);
        Assert.All(StateDict.Of(network), entry => Assert.True(entry.Value.Equals(state[entry.Key]), entry.Key));
    }

    [Fact]
    public void Load_OtherConfigurationOrSystem_SaysWhatDiffers()
    {
        using var scope = NewDisposeScope();
        string path = Path.Combine(folder.FullName, "weights.safetensors");
        using (var network = Network(Small)) DetectorFiles.Save(path, network);
        using var wider = Network(Small with { RepresentationSize = 24 });
        var error = Assert.Throws<StateDictException>(() => DetectorFiles.Load(path, wider));
        Assert.Contains("roi_heads.box_head.fc6.weight: expected [24, 392], file has [16, 392]", error.Message);
        Assert.Contains("holds no configuration",
            Assert.Throws<ArgumentException>(() => ObjectDetector.Load(PathOf("fasterrcnn_resnet_tiny.pt"))).Message);
        string alien = Path.Combine(folder.FullName, "alien.safetensors");
        Safetensors.Save(alien, [], new Dictionary<string, string> { ["system"] = "munit" });
        Assert.Contains("expected weights of system 'detector'; found 'munit'",
            Assert.Throws<ArgumentException>(() => ObjectDetector.Load(alien)).Message);
    }

    [Fact]
    public void Detect_SeveralPictures_IsThatOfEachAlone()
    {
        using var scope = NewDisposeScope();
        using var network = Network(Small with { BoxScoreThreshold = 0.1 });
        using var detector = new ObjectDetector(network);
        byte[] pixels = new byte[48 * 64 * 3];
        new Random(3).NextBytes(pixels);
        var picture = new Picture(64, 48, pixels);
        var alone = detector.Detect(picture);
        var together = detector.Detect([picture, picture]);
        Assert.NotEmpty(alone);
        Assert.Equal(alone.Count, together[1].Count);
        for (int i = 0; i < alone.Count; i++)
        {
            Assert.Equal(alone[i].Label, together[1][i].Label);
            Assert.Equal(alone[i].Score, together[1][i].Score, 1e-5);
            Assert.Equal(alone[i].Left, together[1][i].Left, 1e-3);
        }
        Assert.Empty(detector.Detect([]));
    }
}
