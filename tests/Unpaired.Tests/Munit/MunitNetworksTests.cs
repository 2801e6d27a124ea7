using Unpaired.Checkpoints;
using Unpaired.Layers;
using Unpaired.Munit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Munit;

public sealed class MunitNetworksTests
{
    [Fact]
    public void Generator_PublishedSize_HasTheOriginalsKeysAndShapes()
    {
        using var generator = new MunitGenerator(3, new GeneratorConfig());
        var state = StateDict.Of(generator);
        Assert.Equal(82, state.Count);
        Assert.Equal(15_026_187, generator.parameters().Sum(parameter => parameter.numel()));
        var expected = new Dictionary<string, long[]>
        {
            ["enc_style.model.0.conv.weight"] = [64, 3, 7, 7],
            ["enc_style.model.4.conv.bias"] = [256],
            ["enc_style.model.6.weight"] = [8, 256, 1, 1],
            ["enc_content.model.2.conv.weight"] = [256, 128, 4, 4],
            ["enc_content.model.3.model.3.model.1.conv.weight"] = [256, 256, 3, 3],
            ["dec.model.0.model.0.model.1.norm.running_var"] = [256],
            ["dec.model.2.norm.gamma"] = [128],
            ["dec.model.2.conv.weight"] = [128, 256, 5, 5],
            ["dec.model.4.conv.weight"] = [64, 128, 5, 5],
            ["dec.model.5.conv.weight"] = [3, 64, 7, 7],
            ["mlp.model.2.fc.weight"] = [4096, 256],
        };
        foreach (var (name, shape) in expected) Assert.Equal(shape, state[name].shape);
        Assert.Equal(
            ["dec.model.2.norm.gamma", "dec.model.2.norm.beta", "dec.model.2.conv.weight", "dec.model.2.conv.bias"],
            generator.named_parameters().Select(entry => entry.name)
                .Where(name => name.StartsWith("dec.model.2.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Discriminator_PublishedSize_HasTheOriginalsKeysAndShapes()
    {
        var config = new DiscriminatorConfig();
        using var judge = new MultiScaleDiscriminator(
            3, config.Width, config.Layers, config.Scales, config.Normalization, config.Activation, config.Padding);
        var state = StateDict.Of(judge);
        Assert.Equal(30, state.Count);
        Assert.Equal(8_271_171, judge.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal([512, 256, 4, 4], state["cnns.2.3.conv.weight"].shape);
        Assert.Equal([1, 512, 1, 1], state["cnns.0.4.weight"].shape);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Assert.Equal([16L, 8, 4], judge.Scores(zeros(1, 3, 256, 256)).Select(score => score.shape[3]));
    }

    [Theory]
    [InlineData(1, 16, 16, 2)]
    [InlineData(3, 20, 36, 2)]
    [InlineData(2, 24, 16, 1)]
    public void Generator_AnySize_EncodesAndDecodes(int batch, int height, int width, int halvings)
    {
        using var scope = NewDisposeScope();
        var small = new GeneratorConfig { Width = 4, MlpWidth = 8, StyleSize = 3, ResidualBlocks = 1 };
        using var generator = new MunitGenerator(1, small with { Downsamplings = halvings });
        var x = rand(batch, 1, height, width) * 2 - 1;
        var (content, style) = generator.Encode(x);
        Assert.Equal([batch, 4L << halvings, height >> halvings, width >> halvings], content.shape);
        Assert.Equal([batch, 3, 1, 1], style.shape);
        var picture = generator.Decode(content, style);
        Assert.Equal(x.shape, picture.shape);
        Assert.True(picture.abs().max().item<float>() <= 1);
    }

    [Fact]
    public void Decode_BatchOfDifferentStyles_EqualsOneByOne()
    {
        using var scope = NewDisposeScope();
        using var generator =
            new MunitGenerator(3, new GeneratorConfig { Width = 4, MlpWidth = 8, ResidualBlocks = 2 });
        ModuleToDouble(generator);
        var content = randn(3, 16, 5, 6, dtype: ScalarType.Float64);
        var styles = randn(3, 8, 1, 1, dtype: ScalarType.Float64);
        foreach (bool fused in new[] { false, true })
        {
            generator.Decoder.Fused = fused;
            var together = generator.Decode(content, styles);
            var apart = cat([.. Enumerable.Range(0, 3).Select(
                i => generator.Decode(content.narrow(0, i, 1), styles.narrow(0, i, 1)))], 0);
            Assert.True((together - apart).abs().max().item<double>() < 1e-12);
        }
    }

    [Fact]
    public void Decode_OtherNumberOfStyles_Throws()
    {
        using var scope = NewDisposeScope();
        using var generator =
            new MunitGenerator(3, new GeneratorConfig { Width = 2, MlpWidth = 4, ResidualBlocks = 1 });
        var error = Assert.Throws<ArgumentException>(() => generator.Decode(zeros(2, 8, 4, 4), zeros(3, 8, 1, 1)));
        Assert.Contains("2 contents and 3 styles", error.Message);
    }

    private static void ModuleToDouble(nn.Module module) =>
        TorchSharp.ModuleExtensionMethods.to(module, ScalarType.Float64);
}
