using Unpaired.Checkpoints;
using Unpaired.Checkpoints.Originals;
using Unpaired.CocoFunit;
using Unpaired.Munit;
using Unpaired.Tests.Munit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Checkpoints;

/// <summary>Original checkpoints of every system: what they are, and there and back again.</summary>
public sealed class ConversionTests : IDisposable
{
    private const string Imaginaire = "coco-funit/imaginaire-funit/";
    private readonly CheckpointFiles files = new();

    public void Dispose() => files.Dispose();

    public static TheoryData<string, string> Originals() => new()
    {
        { "munit/ckpt/gen_00000002.pt", "MUNIT generator pair, dim 3, style 4, iteration 2" },
        { "munit/ckpt/dis_00000002.pt", "UNIT or MUNIT discriminator pair, dim 4, 2 scales, iteration 2" },
        { "munit/ckpt/optimizer.pt", "Adam state of gen, dis" },
        { "munit/ckpt_legacy/gen_00000002.pt", "dim 3, style 4, iteration 2, from before PyTorch 1.6" },
        { "munit/ckpt_legacy/optimizer_dis_only.pt", "Adam state of dis" },
        { "munit/ckpt_pt03/gen_00000001.pt", "with the unused norm statistics of PyTorch 0.3, iteration 1" },
        { "unit/ckpt/gen_00000002.pt", "UNIT generator pair, dim" },
        { "unit/ckpt_legacy/gen_00000002.pt", "UNIT generator pair, dim" },
        { "unit/ckpt_pt03/gen_00000001.pt", "UNIT generator pair, dim" },
        { "funit/gen_00000003.pt", "FUNIT generators (trained and averaged), dim 3, iteration 3" },
        { "funit/legacy/gen_00000003.pt", "FUNIT generators (trained and averaged), dim 3" },
        { "funit/dis_00000003.pt", "FUNIT discriminator, dim 4, 5 classes, iteration 3" },
        { "funit/optimizer.pt", "RMSprop state of gen, dis" },
        { "tunit/model_1.ckpt", "TUNIT checkpoint, dim 4" },
        { "tunit/model_4568.ckpt", "with optimizers" },
        { "coco-funit/epoch_00001_iteration_000000003_checkpoint.pt", "COCO-FUNIT checkpoint, dim" },
        { Imaginaire + "epoch_00000_iteration_000000002_checkpoint.pt", "imaginaire's FUNIT checkpoint, dim" },
        { Imaginaire + "legacy/epoch_00000_iteration_000000002_checkpoint.pt", "iteration 2, from before" },
        { "detector/fasterrcnn_resnet_tiny.pt", "torchvision Faster R-CNN, ResNet with FPN" },
        { "detector/fasterrcnn_resnet_tiny_legacy.pth", "names of 2019, from before PyTorch 1.6" },
        { "detector/fasterrcnn_mobilenet_tiny.pt", "torchvision Faster R-CNN, MobileNetV3 with FPN" },
        { "metrics/fid_inception_tiny.pth", "Inception-v3 features, dim 2" },
    };

    [Theory]
    [MemberData(nameof(Originals))]
    public void Convert_ThereAndBack_KeepsEveryTensorAndTheTree(string name, string sentence)
    {
        string original = CheckpointFiles.Munit("../" + name);
        string ours = files.New("ours.safetensors"), back = files.CopyOf(Path.GetFullPath(original));
        Assert.Contains(sentence, CheckpointTitle.Of(CheckpointInspector.Inspect(original)).Sentence);
        string said = CheckpointConversion.Convert(original, ours);
        CheckpointConversion.Convert(ours, back);

        Assert.Contains(sentence.Split(", from before")[0], said);
        using var expected = TorchFile.Load(original);
        using var found = TorchFile.Load(back);
        Assert.True(Same(expected, found) > 1);
    }

    [Theory]
    [InlineData("epoch_00001_iteration_000000003_checkpoint.pt", "coco-funit.yaml")]
    [InlineData(
        "imaginaire-funit/epoch_00000_iteration_000000002_checkpoint.pt", "imaginaire-funit/imaginaire-funit.yaml")]
    public void Convert_Imaginaire_TranslatesAsTheOriginalDoes(string checkpoint, string yaml)
    {
        string original = CheckpointFiles.Munit("../coco-funit/" + checkpoint), ours = files.New("ours.safetensors");
        string config = CheckpointFiles.Munit("../coco-funit/" + yaml);
        CheckpointConversion.Convert(original, ours, config);
        using var scope = NewDisposeScope();
        using var expected = CocoFunitTranslator.Load(original, config);
        using var found = CocoFunitTranslator.Load(ours);

        Assert.Equal(StateDict.Of(expected.Generator).Keys, StateDict.Of(found.Generator).Keys);
        Assert.All(StateDict.Of(expected.Generator), entry =>
            Assert.True(entry.Value.Equals(StateDict.Of(found.Generator)[entry.Key]), entry.Key));
    }

    [Fact]
    public void Convert_OwnWeights_BecomeWhatTheOriginalReads()
    {
        using var trainer = new MunitTrainer(MunitTrainerTests.Tiny, seed: 4);
        string ours = files.New("ours.safetensors"), original = files.New("gen.pt"), config = files.New("munit.yaml");
        trainer.SaveWeights(ours);
        File.WriteAllText(config, trainer.Config.ToYaml());
        CheckpointConversion.Convert(ours, original);
        using var scope = NewDisposeScope();
        using var expected = MunitTranslator.Load(ours);
        using var found = MunitTranslator.Load(original, config);

        Assert.All(StateDict.Of(expected.GeneratorB), entry =>
            Assert.True(entry.Value.Equals(StateDict.Of(found.GeneratorB)[entry.Key]), entry.Key));
        int side = trainer.Config.CropHeight;
        Assert.Contains($"{side} px, iteration 0", CheckpointTitle.Of(CheckpointInspector.Inspect(ours)).Sentence);
    }

    [Fact]
    public void Load_NamesOfDataParallel_AreUnderstood()
    {
        using var scope = NewDisposeScope();
        using var trainer = new MunitTrainer(MunitTrainerTests.Tiny, seed: 4);
        Dictionary<string, Tensor> Wrapped(nn.Module network) =>
            StateDict.Of(network).ToDictionary(e => "module." + e.Key, e => e.Value);
        string path = files.New("gen_00000007.pt"), config = files.New("munit.yaml");
        TorchFile.Save(path, new Dictionary<string, object?>
        {
            ["a"] = Wrapped(trainer.Networks.GeneratorPair[0]),
            ["b"] = Wrapped(trainer.Networks.GeneratorPair[1]),
        });
        File.WriteAllText(config, trainer.Config.ToYaml());

        using var translator = MunitTranslator.Load(path, config);
        Assert.All(StateDict.Of(translator.GeneratorA), entry =>
            Assert.True(entry.Value.Equals(StateDict.Of(trainer.Networks.GeneratorPair[0])[entry.Key]), entry.Key));
        Assert.Contains("names of DataParallel, iteration 7",
            CheckpointTitle.Of(CheckpointInspector.Inspect(path)).Sentence);
    }

    [Fact]
    public void Inspect_PublishedSizeBesideItsConfiguration_SaysItAll()
    {
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(files.New("run/checkpoints"));
        File.WriteAllText(files.New("run/config.yaml"), "crop_image_height: 256\ncrop_image_width: 256\n");
        string path = files.New("run/checkpoints/gen_01000000.pt");
        var state = new Dictionary<string, Tensor>
        {
            ["enc_style.model.6.weight"] = zeros(8, 1, 1, 1),
            ["enc_content.model.0.conv.weight"] = zeros(64, 3, 1, 1),
        };
        TorchFile.Save(path, new Dictionary<string, object?> { ["a"] = state, ["b"] = state });

        Assert.Equal("MUNIT generator pair, dim 64, style 8, 256 px, iteration 1,000,000",
            CheckpointTitle.Of(CheckpointInspector.Inspect(path)).Sentence);
    }

    [Theory]
    [InlineData("x.pt", "y.pth")]
    [InlineData("x.safetensors", "y.safetensors")]
    public void Convert_TwoOfAKind_IsRefused(string source, string target) =>
        Assert.Contains("one PyTorch file", Assert.Throws<ArgumentException>(() =>
            CheckpointConversion.Convert(files.New(source), files.New(target))).Message);

    [Fact]
    public void Save_Metadata_IsWrittenAgain()
    {
        using var original = TorchFile.Load(CheckpointFiles.Munit("ckpt/gen_00000002.pt"));
        string path = files.New("again.pt");
        TorchFile.Save(path, original);
        using var again = TorchFile.Load(path);

        Assert.NotNull(original["a"].Attributes);
        Assert.Equal(original["a"].Attributes!["_metadata"].Keys, again["a"].Attributes!["_metadata"].Keys);
    }

    private static int Same(CheckpointNode x, CheckpointNode y)
    {
        Assert.Equal((x.Path, x.Kind), (y.Path, y.Kind));
        Assert.Equal(x.Keys, y.Keys);
        Assert.Equal(x.Attributes is null, y.Attributes is null);
        if (x.Kind == CheckpointKind.Tensor)
        {
            using var scope = NewDisposeScope();
            Assert.Equal(x.ElementType, y.ElementType);
            Assert.Equal(x.Shape, y.Shape);
            Assert.True(x.AsTensor().contiguous().bytes.SequenceEqual(y.AsTensor().contiguous().bytes), x.Path);
            return 1;
        }

        Assert.Equal(x.Description, y.Description);
        int inner = x.Attributes is { } attributes ? Same(attributes, y.Attributes!) : 0;
        return inner + x.Items.Zip(y.Items, Same).Sum();
    }
}
