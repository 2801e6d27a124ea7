using Unpaired.Tunit;

namespace Unpaired.Tests.Tunit;

public sealed class TunitConfigTests
{
    [Fact]
    public void Parse_OriginalOptions_AreRead()
    {
        var config = TunitConfig.Parse(
            "dataset: afhq_cat\noutput_k: 10\nimg_size: 256\nbatch_size: 16\niid_mode: iid+\ngpu: 0\n"
            + "p_semi: 0.2\nw_vec: 0.02", "options");
        Assert.Equal(("afhq_cat", 256, 16, 0.2, 0.02),
            (config.Dataset, config.ImageSize, config.BatchSize, config.LabelledShare, config.StyleWeight));
        Assert.Equal(32, config.GeneratorChannels);
    }

    [Fact]
    public void ToYaml_EachPreset_ReadsBack()
    {
        foreach (var preset in new[]
        {
            TunitConfig.AnimalFaces10, TunitConfig.Afhq128, TunitConfig.Afhq256, TunitConfig.Summer2Winter,
            TunitConfig.Seminar64, TunitConfig.Seminar32, TunitRuns.Tiny,
            TunitConfig.Seminar32 with { Sequential = true },
        })
            Assert.Equal(preset, TunitConfig.Parse(preset.ToYaml(), "preset"));
    }

    [Theory]
    [InlineData("outputk: 3", "unknown key 'outputk'")]
    [InlineData("output_k: many", "'output_k': expected a whole number; got 'many'")]
    [InlineData("output_k: 0", "output_k: expected a number of at least 1; got 0")]
    [InlineData("p_semi: 1.5", "p_semi: expected a share from 0 to 1; got 1.5")]
    [InlineData("img_size: 16", "img_size: expected at least 32 pixels")]
    [InlineData("guiding_net_widths: 4,X", "expected channels or M, separated by commas; got 'X'")]
    [InlineData("guiding_net_widths: M,M", "guiding_net_widths: expected convolutions")]
    [InlineData("generator_n_downs: 7", "generator_n_downs: expected 0 to 6 for 128 pixels; got 7")]
    [InlineData("generator_n_downs: -1", "generator_n_downs: expected 0 to 6 for 128 pixels; got -1")]
    [InlineData("iters: 10", "separated: expected an epoch")]
    [InlineData("batch_size: 1", "batch_size: expected a number of at least 2; got 1")]
    [InlineData("sequential: never", "'sequential': expected true or false; got 'never'")]
    [InlineData("iic_balance: 0.5", "iic_balance: expected a number of at least 1; got 0.5")]
    [InlineData("disc_std: -1", "disc_std: expected a number of at least 0; got -1")]
    [InlineData("ema_decay: 1", "ema_decay: expected a number from 0 to below 1; got 1")]
    [InlineData("jitter: maybe", "'jitter': expected true or false; got 'maybe'")]
    public void Parse_Impossible_NamesSourceAndKey(string yaml, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => TunitConfig.Parse(yaml, "my.yaml"));
        Assert.StartsWith("my.yaml:", error.Message);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void OfCheckpoint_Golden_ReadsShapes()
    {
        var config = TunitConfig.OfCheckpoint(TunitGoldens.File("model_4568.ckpt"));
        Assert.Equal((32, 4, 8, 4, 16, 2, 4, 8), (config.ImageSize, config.Clusters, config.StyleSize, config.GeneratorChannels,
            config.MlpWidth, config.ResidualBlocks, config.DiscriminatorChannels, config.DiscriminatorLimit));
        Assert.Equal("4,M,4,M,8,8,M,8,8,M,8,8,M", config.GuidingWidths);
    }

    [Theory]
    [InlineData(32, null, 16)]
    [InlineData(64, null, 16)]
    [InlineData(32, 2, 8)]
    [InlineData(32, 0, 32)]
    public void ContentHalvings_Given_DecideThePlacesOfTheCode_AndCheckpointsTellThem(int side, int? halvings, long places)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var folder = new Training.RunFolderForTest();
        var config = TunitRuns.Tiny with { ImageSize = side, ContentHalvings = halvings };
        using var trainer = new TunitTrainer(config);
        var pictures = TorchSharp.torch.zeros(1, 3, side, side);
        using var content = trainer.Networks.Painter.Encode(pictures);
        Assert.Equal([places, places], content.shape[2..]);
        using var styles = TorchSharp.torch.zeros(1, config.StyleSize);
        Assert.Equal(pictures.shape, trainer.Networks.Painter.Decode(content, styles).shape);
        var read = TunitConfig.OfCheckpoint(trainer.SaveOriginal(folder["a"]));
        Assert.Equal((side, halvings), (read.ImageSize, read.ContentHalvings));
    }
}
