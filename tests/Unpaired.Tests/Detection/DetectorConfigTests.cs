using System.Globalization;
using Unpaired.Detection;
using static TorchSharp.torch;

namespace Unpaired.Tests.Detection;

public sealed class DetectorConfigTests
{
    public static TheoryData<string> Presets => ["ResNet50", "MobileNetLarge", "MobileNetLarge320", "Streets", "Streets64"];

    [Theory]
    [MemberData(nameof(Presets))]
    public void ToYaml_EveryPreset_IsReadBackAsItIs(string name)
    {
        var config = (DetectorConfig)typeof(DetectorConfig).GetProperty(name)!.GetValue(null)!;
        string yaml = config.Validated().ToYaml();
        Assert.Equal(yaml, DetectorConfig.Parse(yaml, "test").ToYaml());
        Assert.Contains("rpn_pre_nms_top_n_train: ", yaml);
    }

    [Fact]
    public void Parse_ListsAndNames_AreRead()
    {
        var config = DetectorConfig.Parse(
            "anchor_sizes: '8, 12; 16, 24; 32, 48; 64, 96; 128, 192'\nmin_size: '96, 128'\nnum_classes: 3\n"
            + "class_names: dog, traffic light\nnorm: BatchNorm2d\noptimizer: adam\nlr_steps: 10, 20\n", "test");
        Assert.Equal([32, 48], config.AnchorSizes[2]);
        Assert.Equal([96, 128], config.ShortSides);
        Assert.Equal("traffic light", config.NameOf(2));
        Assert.Equal("class 7", config.NameOf(7));
        Assert.Equal(BackboneNorm.Batch, config.Norm);
        Assert.Equal([10, 20], config.RateSteps);
    }

    [Theory]
    [InlineData("rpn_nms_tresh: 0.5", "unknown key 'rpn_nms_tresh'")]
    [InlineData("fpn: 0", "'fpn': expected a number from 1")]
    [InlineData("kind: vgg", "'kind': expected resnet or mobilenet; got 'vgg'")]
    [InlineData("anchor_sizes: '32; 64'", "'anchor_sizes': expected numbers above 0 for each of 5 maps")]
    [InlineData("anchor_sizes: '8; 8; 8; 8; 8, 16'", "as many anchors on each map")]
    [InlineData("layers: 1, 2", "'layers': expected four stages")]
    [InlineData("min_size: many", "'min_size': expected a whole number; got 'many'")]
    [InlineData("image_std: '1, 0, 1'", "'image_std'")]
    [InlineData("bbox_reg_weights: '1, 2, 3'", "'bbox_reg_weights': expected four numbers")]
    [InlineData("class_names: cat", "'class_names': expected 90 names")]
    [InlineData("rpn_bg_iou_thresh: 0.9", "at most rpn_fg_iou_thresh")]
    [InlineData("[1", "not YAML")]
    public void Parse_Impossible_NamesSourceAndKey(string yaml, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => DetectorConfig.Parse(yaml, "my.yaml"));
        Assert.StartsWith("my.yaml: ", error.Message);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Streets_StoredInHalfPrecision_FitsThreeMegabytes()
    {
        using var scope = NewDisposeScope();
        using var network = new FasterRcnn(DetectorConfig.Streets);
        long numbers = network.state_dict().Values.Sum(tensor => tensor.numel());
        Assert.InRange(2 * numbers, 500_000, 3_000_000);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(3, 2)] // conv1 and layer1
    [InlineData(0, 5)]
    public void TrainableStages_ResNet_FreezesTheFirstOnes(int stages, int frozenParts)
    {
        using var scope = NewDisposeScope();
        using var network =
            new FasterRcnn(DetectorGoldens.Small with { Norm = BackboneNorm.Frozen, TrainableStages = stages });
        var frozen = network.named_parameters().Where(entry => !entry.parameter.requires_grad)
            .Select(entry => entry.name.Split('.')[2]).Distinct().ToList();
        Assert.Equal(frozenParts, frozen.Count);
        Assert.All(frozen, name => Assert.True(name is "conv1" || name.StartsWith("layer", StringComparison.Ordinal)));
    }

    [Fact]
    public void TrainableStages_MobileNet_FreezesWhatLiesBefore()
    {
        using var scope = NewDisposeScope();
        var config =
            DetectorConfig.MobileNetLarge with { WidthMultiplier = 0.1, PyramidWidth = 8, RepresentationSize = 8 };
        using var network = new FasterRcnn(config);
        var learning = network.named_parameters().Where(entry => entry.parameter.requires_grad)
            .Select(entry => entry.name).Where(name => name.StartsWith("backbone.body", StringComparison.Ordinal))
            .Select(name => int.Parse(name.Split('.')[2], CultureInfo.InvariantCulture)).Distinct();
        Assert.Equal(Enumerable.Range(7, 10), learning);
        Assert.Equal([0, 2, 4, 7, 13, 16], ((MobileNetBody)network.Backbone.Body).StageStarts);
    }
}
