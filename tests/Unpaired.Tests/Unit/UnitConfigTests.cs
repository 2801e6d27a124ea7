using Unpaired.Layers;
using Unpaired.Unit;

namespace Unpaired.Tests.Unit;

public sealed class UnitConfigTests
{
    // The keys of a released experiment, those that nothing reads among them.
    private const string SeasonsFile = """
        # logger options
        image_save_iter: 10000         # How often do you want to save output images during training
        image_display_iter: 100
        display_size: 16
        snapshot_save_iter: 10000
        log_iter: 10

        # optimization options
        max_iter: 1000000
        batch_size: 1
        weight_decay: 0.0001
        beta1: 0.5
        beta2: 0.999
        init: kaiming
        lr: 0.0001
        lr_policy: step
        step_size: 100000
        gamma: 0.5
        gan_w: 1
        recon_x_w: 10
        recon_h_w: 0
        recon_kl_w: 0.01
        recon_x_cyc_w: 10
        recon_kl_cyc_w: 0.02
        vgg_w: 0

        gen:
          dim: 64
          mlp_dim: 256
          style_dim: 8
          activ: relu
          n_downsample: 2
          n_res: 4
          pad_type: reflect
        dis:
          dim: 64
          norm: none
          activ: lrelu
          n_layer: 4
          gan_type: lsgan
          num_scales: 3
          pad_type: reflect

        input_dim_a: 3
        input_dim_b: 3
        num_workers: 8
        new_size: 256
        crop_image_height: 256
        crop_image_width: 256
        data_root: ./datasets/summer2winter_yosemite256/
        """;

    [Fact]
    public void Parse_ReleasedFile_ReadsEveryKeyAndKeepsIt()
    {
        var config = UnitConfig.Parse(SeasonsFile, "seasons.yaml");
        Assert.Equal(
            (0.01, 0.02, 10.0, 0.0),
            (config.DivergenceWeight, config.CycleDivergenceWeight, config.CycleWeight, config.PerceptualWeight));
        Assert.Equal(new UnitGeneratorConfig { UnusedMlpWidth = 256, UnusedStyleSize = 8 }, config.Generator);
        Assert.Equal(0, config.WeightSharing);
        string yaml = config.ToYaml();
        foreach (string line in SeasonsFile.Split('\n')
            .Where(line => line.Contains(':') && !line.TrimStart().StartsWith('#')))
            Assert.Contains(line.Split('#')[0].TrimEnd() + "\n", yaml);
        Assert.DoesNotContain("weight_sharing", yaml);
        // But for the keys that nothing reads and one weight it is the preset.
        Assert.Equal(
            UnitConfig.Summer2Winter,
            config with { Generator = new UnitGeneratorConfig(), CycleDivergenceWeight = 0.01 });
    }

    [Theory]
    [InlineData(nameof(UnitConfig.Gta2City))]
    [InlineData(nameof(UnitConfig.Gta2City256))]
    [InlineData(nameof(UnitConfig.Edges2Shoes))]
    [InlineData(nameof(UnitConfig.Edges2Handbags))]
    [InlineData(nameof(UnitConfig.Summer2Winter))]
    [InlineData(nameof(UnitConfig.Seminar32))]
    [InlineData(nameof(UnitConfig.Seminar64))]
    public void Preset_ToYamlAndBack_IsTheSame(string name)
    {
        var preset = (UnitConfig)typeof(UnitConfig).GetProperty(name)!.GetValue(null)!;
        var again = UnitConfig.Parse(preset.ToYaml(), name);
        Assert.Equal(preset, again);
        Assert.Equal(preset.GetHashCode(), again.GetHashCode());
        Assert.Equal(preset.WeightSharing, again.WeightSharing);
        Assert.Equal((preset.NewSize, preset.NewSizeA), (again.NewSize, again.NewSizeA));
        Assert.NotEqual(preset, again with { DivergenceWeight = 0.5 });
    }

    [Fact]
    public void Equals_ConfigurationOfAnotherPaper_IsFalse()
    {
        Unpaired.Training.TwoDomainConfig unit = new UnitConfig(), munit = new Unpaired.Munit.MunitConfig();
        Assert.False(unit.Equals(munit));
        Assert.True(unit.Equals(new UnitConfig()));
    }

    [Theory]
    [InlineData("recon_s_w: 1", "unknown key 'recon_s_w'", "recon_kl_cyc_w")]
    [InlineData("gen:\n  width: 3", "unknown key 'gen.width'", "n_downsample")]
    [InlineData("recon_kl_w: much", "'recon_kl_w': expected a number", "'much'")]
    [InlineData("recon_kl_w: -1", "'recon_kl_w'", "not below 0")]
    [InlineData("recon_kl_cyc_w: .inf", "'recon_kl_cyc_w'", ".inf")]
    [InlineData("weight_sharing: -1", "'weight_sharing'", "not below 0")]
    [InlineData("weight_sharing: 5", "'weight_sharing'", "at most n_res, which is 4")]
    [InlineData("gen: {n_res: -1}", "'gen.n_res'", "not below 0")]
    [InlineData("crop_image_width: 3", "reflects 3 pixels", "3")]
    [InlineData("crop_image_height: 16\ncrop_image_width: 16\ngen: {n_downsample: 4}", "one pixel", "normalised")]
    public void Parse_BadText_NamesFileKeyAndWhatIsExpected(string yaml, string message, string also)
    {
        var error = Assert.Throws<ArgumentException>(() => UnitConfig.Parse(yaml, "run7/config.yaml"));
        Assert.StartsWith("run7/config.yaml", error.Message);
        Assert.Contains(message, error.Message);
        Assert.Contains(also, error.Message);
    }

    [Fact]
    public void Parse_SmallPictures_NeedNoStyleEncoder()
    {
        // MUNIT refuses these: its style encoder halves four times.
        var config = UnitConfig.Parse(
            "crop_image_height: 8\ncrop_image_width: 12\ndis: {n_layer: 2, num_scales: 1}", "small");
        Assert.Equal(8, config.CropHeight);
        Assert.Equal("constant", config.LearningRatePolicy);
        Assert.Equal(InitializationKind.Kaiming, config.Initialization);
    }

    [Fact]
    public void Accumulate_IsWrittenWhereItIsNotOne()
    {
        var config = UnitConfig.Seminar32 with { Accumulate = 3 };
        Assert.Equal(24, config.PicturesPerStep);
        Assert.Equal(config, UnitConfig.Parse(config.ToYaml(), "own"));
        Assert.NotEqual(config, UnitConfig.Seminar32);
        Assert.DoesNotContain("accumulate", UnitConfig.Seminar32.ToYaml());
        Assert.Contains(
            "'accumulate'", Assert.Throws<ArgumentException>(() => UnitConfig.Parse("accumulate: 0", "own")).Message);
    }

    [Fact]
    public void FromYaml_MissingFile_NamesIt()
    {
        var error = Assert.Throws<FileNotFoundException>(() => UnitConfig.FromYaml("nowhere/config.yaml"));
        Assert.Contains("nowhere/config.yaml", error.Message);
    }
}
