using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Tests.Checkpoints;

/// <summary>What files are, by names and shapes: those of the golden data that no conversion test names, and published
/// layouts of which there is no small file, made here from the names that their repositories give.</summary>
public sealed class CheckpointTitleTests : IDisposable
{
    private readonly CheckpointFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("dunit/drit_concat.pth",
        "DRIT checkpoint, dim 1, concatenated attributes, with optimizers, epoch 4, iteration 2")]
    [InlineData("dunit/drit_featurewise.pth",
        "DRIT checkpoint, dim 1, feature-wise attributes, with optimizers, epoch 4, iteration 2, from before PyTorch 1.6")]
    [InlineData("dunit/dunit_networks.pt", "networks of the released DUNIT code, dim 2")]
    [InlineData("metrics/vgg16_tiny.pth", "VGG16, dim 4")]
    [InlineData("metrics/alexnet_tiny.pth", "AlexNet, dim 8")]
    [InlineData("metrics/lpips_lin_alex_tiny.pth", "LPIPS weights, 5 layers")]
    [InlineData("metrics/lpips_lin_vgg_tiny.pth", "LPIPS weights, 5 layers")]
    [InlineData("metrics/munit_vgg16_tiny.weight", "VGG16 as UNIT's perceptual loss reads it, dim 4")]
    [InlineData("metrics/fid_inception_tiny.pth", "Inception-v3 features, dim 2")]
    public void Title_GoldenFile_IsTheWholeSentence(string name, string sentence) =>
        Assert.Equal(sentence, Title(CheckpointFiles.Munit("../" + name)).Sentence.Replace(
            ", from before PyTorch 1.6", sentence.EndsWith("1.6", StringComparison.Ordinal) ? ", from before PyTorch 1.6" : "",
            StringComparison.Ordinal));

    [Fact]
    public void Title_Dunit_IsToldFromDrit()
    {
        string path = Save("last.pth", new()
        {
            ["enc_c"] = new() { ["conv_share.0.model.1.weight"] = [256, 256, 3, 3], ["convA.0.model.1.weight"] = [64, 3, 7, 7] },
            ["enc_a"] = new() { ["fc_A.0.weight"] = [8, 256] },
            ["gen"] = new() { ["dec_share.0.model.1.weight"] = [256, 256, 3, 3] },
            ["ins"] = new() { ["conv.0.weight"] = [8] },
        });
        Assert.Equal("DUNIT checkpoint, dim 64, concatenated attributes, generator and encoders only", Title(path).Sentence);
        Assert.Equal("drit", Title(path).System);
    }

    /// <summary>imaginaire's UNIT and MUNIT: raw weights with spectral norm, an average with it folded in.</summary>
    [Theory]
    [InlineData("unit", "imaginaire's UNIT (another network than the 2017 UNIT; not built here)", "imaginaire-unit")]
    [InlineData("munit", "imaginaire's MUNIT (another network than the 2018 MUNIT; not built here)", "imaginaire-munit")]
    public void Title_ImaginaireTwoDomains_SaysThatItIsAnotherNetwork(string system, string name, string ours)
    {
        var generator = new Dictionary<string, long[]> { ["module.num_updates_tracked"] = [1] };
        foreach (string domain in new[] { "autoencoder_a.", "autoencoder_b." })
        {
            const string conv = "content_encoder.model.0.layers.conv.";
            generator[$"module.module.{domain}{conv}weight_orig"] = [48, 3, 7, 7];
            generator[$"module.module.{domain}{conv}weight_u"] = [48];
            generator[$"module.averaged_model.{domain}{conv}weight"] = [48, 3, 7, 7];
            if (system == "munit")
                generator[$"module.averaged_model.{domain}style_encoder.model.0.layers.conv.weight"] = [48, 3, 7, 7];
            if (system == "munit")
                generator[$"module.module.{domain}style_encoder.model.0.layers.conv.weight_orig"] = [48, 3, 7, 7];
        }

        string path = Save("winter2summer.pt", new() { ["net_G"] = generator });
        Assert.Equal($"{name} checkpoint, dim 48, spectral norm, with averaged model, generator only", Title(path).Sentence);
        Assert.Equal(ours, Title(path).System);
    }

    [Fact]
    public void Title_PublishedFeatureNetworks_HaveTheirWidths()
    {
        Assert.Equal("VGG16, dim 64", Title(Save("vgg16.pth", new()
        {
            [""] = new() { ["features.0.weight"] = [64, 3, 3, 3], ["features.28.weight"] = [512, 512, 3, 3], ["classifier.0.weight"] = [8] },
        })).Sentence);
        Assert.Equal("AlexNet, dim 64", Title(Save("alexnet.pth", new()
        {
            [""] = new() { ["features.0.weight"] = [64, 3, 11, 11], ["classifier.1.weight"] = [8] },
        })).Sentence);
        Assert.Equal("1 tensors of a network that is not known here", Title(Save("other.pth", new()
        {
            [""] = new() { ["features.0.weight"] = [64, 3, 5, 5] },
        })).Sentence);
    }

    private static CheckpointTitle Title(string path) => CheckpointTitle.Of(CheckpointInspector.Inspect(path));

    private string Save(string name, Dictionary<string, Dictionary<string, long[]>> shapes)
    {
        using var scope = NewDisposeScope();
        string path = files.New(name);
        Dictionary<string, Tensor> State(Dictionary<string, long[]> state) =>
            state.ToDictionary(entry => entry.Key, entry => zeros(entry.Value));
        if (shapes.TryGetValue("", out var only))
            TorchFile.Save(path, State(only));
        else
            TorchFile.Save(path, shapes.ToDictionary(entry => entry.Key, entry => (object?)State(entry.Value)));
        return path;
    }
}
