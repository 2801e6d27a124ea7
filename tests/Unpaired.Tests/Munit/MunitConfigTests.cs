using Unpaired.Layers;
using Unpaired.Munit;

namespace Unpaired.Tests.Munit;

public sealed class MunitConfigTests
{
    // The keys and values of an experiment in list mode, with comments and spacing as people write them.
    private const string ListFile = """
        # logger options
        image_save_iter: 10000         # How often do you want to save output images during training
        image_display_iter: 100
        display_size: 8
        snapshot_save_iter: 10000
        log_iter: 1

        max_iter: 1000000
        batch_size: 1
        weight_decay: 0.0001
        beta1: 0.5
        beta2: 0.999
        init: kaiming                 # initialization [gaussian/kaiming/xavier/orthogonal]
        lr: 0.0001
        lr_policy: step
        step_size: 100000
        gamma: 0.5
        gan_w: 1
        recon_x_w: 10
        recon_s_w: 1
        recon_c_w: 1
        recon_x_cyc_w: 10
        vgg_w: 0

        gen:
          dim: 32
          mlp_dim: 128
          style_dim: 4
          activ: lrelu
          n_downsample: 3
          n_res: 5
          pad_type: replicate
        dis:
          dim: 48
          norm: sn
          activ: prelu
          n_layer: 3
          gan_type: nsgan
          num_scales: 2
          pad_type: zero

        input_dim_a: 3
        input_dim_b: 3
        num_workers: 8
        new_size: 128
        crop_image_height: 96
        crop_image_width: 128
        data_folder_train_a: ./datasets/demo/trainA
        data_list_train_a: ./datasets/demo/list_trainA.txt
        data_folder_test_b: ./datasets/demo/testB
        """;

    [Fact]
    public void Parse_OriginalFile_ReadsEveryKey()
    {
        var config = MunitConfig.Parse(ListFile, "list.yaml");
        Assert.Equal(new GeneratorConfig
        {
            Width = 32,
            MlpWidth = 128,
            StyleSize = 4,
            Activation = Activation.LeakyRelu,
            Downsamplings = 3,
            ResidualBlocks = 5,
            Padding = PaddingKind.Replicate,
        }, config.Generator);
        Assert.Equal(new DiscriminatorConfig
        {
            Width = 48,
            Normalization = Normalization.Spectral,
            Activation = Activation.ParametricRelu,
            Layers = 3,
            GanKind = GanKind.NonSaturating,
            Scales = 2,
            Padding = PaddingKind.Zero,
        }, config.Discriminator);
        Assert.Equal((96, 128, 128), (config.CropHeight, config.CropWidth, config.NewSize));
        Assert.Equal((10, 0), (config.CycleWeight, config.PerceptualWeight));
        Assert.Equal("./datasets/demo/list_trainA.txt", config.DataPaths["data_list_train_a"]);
        Assert.Equal(("step", 100_000, 0.5), (config.LearningRatePolicy, config.StepSize, config.Gamma));
    }

    [Theory]
    [InlineData(nameof(MunitConfig.Edges2Shoes))]
    [InlineData(nameof(MunitConfig.Edges2Handbags))]
    [InlineData(nameof(MunitConfig.Summer2Winter))]
    [InlineData(nameof(MunitConfig.Synthia2Cityscape))]
    [InlineData(nameof(MunitConfig.Seminar32))]
    [InlineData(nameof(MunitConfig.Seminar64))]
    public void Preset_ToYamlAndBack_IsTheSame(string name)
    {
        var preset = (MunitConfig)typeof(MunitConfig).GetProperty(name)!.GetValue(null)!;
        var again = MunitConfig.Parse(preset.ToYaml(), name);
        Assert.Equal(preset, again);
        Assert.Equal(preset.Generator, again.Generator);
        Assert.Equal(preset.CycleWeight, again.CycleWeight);
        Assert.NotEqual(preset, again with { StepSize = preset.StepSize + 1 });
    }

    [Fact]
    public void ToYaml_AllKeysOfAFile_KeepsThem()
    {
        string yaml = MunitConfig.Parse(ListFile, "list.yaml").ToYaml();
        foreach (string line in ListFile.Split('\n')
            .Where(line => line.Contains(':') && !line.TrimStart().StartsWith('#')))
        {
            string plain = line.Split('#')[0].TrimEnd();
            Assert.Contains(plain + "\n", yaml);
        }
    }

    [Fact]
    public void Parse_NoLearningRatePolicy_MeansConstant()
    {
        var config = MunitConfig.Parse("crop_image_height: 64\ncrop_image_width: 64\ndis: {n_layer: 3}", "x");
        Assert.Equal("constant", config.LearningRatePolicy);
        Assert.Null(config.NewSize);
    }

    [Theory]
    [InlineData("recon_kl_w: 0.01", "unknown key 'recon_kl_w'", "recon_x_cyc_w")]
    [InlineData("gen:\n  width: 3", "unknown key 'gen.width'", "mlp_dim")]
    [InlineData("dis:\n  n_layers: 3", "unknown key 'dis.n_layers'", "num_scales")]
    [InlineData("lr: fast", "'lr': expected a number", "'fast'")]
    [InlineData("batch_size: 1.5", "'batch_size': expected a whole number", "'1.5'")]
    [InlineData("init: he", "'init': expected one of gaussian, xavier, kaiming, orthogonal, default", "'he'")]
    [InlineData("gen:\n  activ: gelu", "'gen.activ': expected one of none, relu, lrelu, prelu, selu, tanh", "'gelu'")]
    [InlineData("gen: 3", "'gen': expected 'key: value' lines", "")]
    [InlineData("lr: [1, 2]", "'lr': expected one value", "")]
    [InlineData("- a\n- b", "expected one YAML document", "")]
    [InlineData("gen: {dim: 3", "not YAML: line 2", "")]
    public void Parse_BadText_NamesFileKeyAndWhatIsExpected(string yaml, string message, string also)
    {
        var error = Assert.Throws<ArgumentException>(() => MunitConfig.Parse(yaml, "run7/config.yaml"));
        Assert.StartsWith("run7/config.yaml", error.Message);
        Assert.Contains(message, error.Message);
        Assert.Contains(also, error.Message);
    }

    [Theory]
    [InlineData("batch_size: 0", "'batch_size'", "not below 1")]
    [InlineData("gan_w: -1", "'gan_w'", "not below 0")]
    [InlineData("beta1: 1", "'beta1'", "below 1")]
    [InlineData("lr_policy: cosine", "'lr_policy'", "step or constant")]
    [InlineData("dis: {norm: adain}", "'dis.norm'", "no style")]
    [InlineData("vgg_w: 1\ninput_dim_a: 1", "'vgg_w'", "3 channels")]
    [InlineData("crop_image_height: 8", "style encoder's four halvings", "crop_image_height")]
    [InlineData("crop_image_width: 3", "reflects 3 pixels", "3")]
    [InlineData("crop_image_height: 32\ncrop_image_width: 32\ndis: {n_layer: 5}", "scale 2 of 3 (num_scales)",
        "5 halvings (n_layer)")]
    [InlineData("crop_image_height: 16\ncrop_image_width: 16\ngen: {n_downsample: 4}", "one pixel", "normalised")]
    [InlineData("gen: {n_downsample: 40}", "'gen.n_downsample'", "channels")]
    public void Parse_ImpossibleConfiguration_SaysWhy(string yaml, string message, string also)
    {
        var error = Assert.Throws<ArgumentException>(() => MunitConfig.Parse(yaml, "c.yaml"));
        Assert.StartsWith("c.yaml", error.Message);
        Assert.Contains(message, error.Message);
        Assert.Contains(also, error.Message);
    }

    [Fact]
    public void Accumulate_IsWrittenWhereItIsNotOne()
    {
        var config = MunitConfig.Seminar32 with { Accumulate = 3 };
        Assert.Equal(24, config.PicturesPerStep);
        Assert.Equal(config, MunitConfig.Parse(config.ToYaml(), "own"));
        Assert.NotEqual(config, MunitConfig.Seminar32);
        Assert.DoesNotContain("accumulate", MunitConfig.Seminar32.ToYaml());
        Assert.Contains(
            "'accumulate'", Assert.Throws<ArgumentException>(() => MunitConfig.Parse("accumulate: 0", "own")).Message);
    }

    [Fact]
    public void FromYaml_MissingFile_NamesIt()
    {
        var error = Assert.Throws<FileNotFoundException>(() => MunitConfig.FromYaml("nowhere/config.yaml"));
        Assert.Contains("nowhere/config.yaml", error.Message);
    }
}
