using TorchSharp;
using Unpaired.Funit;
using Unpaired.Layers;
using static TorchSharp.torch;
using static Unpaired.Tests.Funit.FunitSamples;

namespace Unpaired.Tests.Funit;

/// <summary>The properties of the networks that users of other implementations stumble over.</summary>
public sealed class FunitNetworksTests
{
    [Theory]
    [InlineData(4, 4)]
    [InlineData(4, 8)]
    public void Block_WithoutResidual_IsTheShortcut(int inputs, int outputs)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var block = new ActivationFirstBlock(inputs, outputs);
        foreach (var (name, parameter) in block.named_parameters())
            if (name.StartsWith("conv_1", StringComparison.Ordinal)) parameter.zero_();
        var x = randn(2, inputs, 5, 6);
        var before = x.clone();
        var y = block.call(x);
        // Equal widths: lrelu(x), not x. Different widths: the learned shortcut of x itself.
        var shortcut = block.named_parameters().SingleOrDefault(entry => entry.name == "conv_s.conv.weight").parameter;
        AssertClose(
            inputs == outputs ? x.maximum(x * 0.2) : nn.functional.conv2d(x, shortcut), y, 1e-6);
        Assert.True(before.Equals(x)); // ours leaves its input alone
    }

    [Fact]
    public void Block_Names_AreTheOriginals()
    {
        using var block = new ActivationFirstBlock(4, 6);
        Assert.Equal(
            ["conv_0.conv.weight", "conv_0.conv.bias", "conv_1.conv.weight", "conv_1.conv.bias", "conv_s.conv.weight"],
            block.named_parameters().Select(entry => entry.name));
        Assert.Equal([4, 4, 3, 3], block.get_parameter("conv_0.conv.weight")!.shape);
    }

    [Fact]
    public void Judge_Labels_ChooseTheMapOfEachPicture()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var judge = new FunitDiscriminator(TinyConfig.Discriminator);
        var x = randn(3, 3, 16, 20);
        var judged = judge.Judge(x, tensor(new[] { 2L, 0L, 2L }));
        var all = judge.Scores(judged.Features);
        Assert.Equal([3, 3, 8, 10], all.shape);
        AssertClose(stack([all[0, 2], all[1, 0], all[2, 2]]), judged.Response, 0);
        var last = judge.Stages(x).Last();
        AssertClose(last.maximum(last * 0.2), judged.Features, 1e-6);
        Assert.True(last.min().item<float>() < 0);
    }

    [Fact]
    public void Discriminator_AtTheLargestWidth_HasNoLearnedShortcut()
    {
        using var judge = new FunitDiscriminator(
            new FunitDiscriminatorConfig { Width = 1024, ResidualBlocks = 2, Classes = 1 });
        Assert.DoesNotContain(judge.named_parameters(), entry => entry.name.Contains("conv_s"));
    }

    [Fact]
    public void EncodeSets_Shots_AreTheMeanOfTheirCodes()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var generator = new FunitGenerator(TinyConfig.Generator);
        var pictures = randn(6, 3, 16, 16);
        var codes = generator.EncodeClass(pictures);
        var sets = generator.EncodeSets(pictures, 3);
        Assert.Equal([2, 5, 1, 1], sets.shape);
        AssertClose((codes[0] + codes[1] + codes[2]) / 3, sets[0], 1e-6);
        AssertClose((codes[3] + codes[4] + codes[5]) / 3, sets[1], 1e-6);
        AssertClose(codes.mean([0], keepdim: true), generator.EncodeSet(pictures), 1e-6);
        AssertClose(codes, generator.EncodeSets(pictures, 1), 0);
        var error = Assert.Throws<ArgumentException>(() => generator.EncodeSets(pictures, 4));
        Assert.Contains("multiple of K = 4", error.Message);
    }

    [Fact]
    public void StyleParameters_Layout_IsShiftThenScaleLayerByLayer()
    {
        using var scope = NewDisposeScope();
        using var generator = new FunitGenerator(TinyConfig.Generator); // one block: two AdaIN layers of 8 channels
        var parameters = arange(64, dtype: float32).view(2, 32);
        var styles = generator.StyleParameters(parameters);
        Assert.Equal(2, styles.Count);
        Assert.Equal([0f, 1, 2, 3, 4, 5, 6, 7, 32, 33, 34, 35, 36, 37, 38, 39], styles[0].Bias.data<float>().ToArray());
        Assert.Equal(8f, styles[0].Weight[0].item<float>());
        Assert.Equal(16f, styles[1].Bias[0].item<float>());
        Assert.Equal(24f, styles[1].Weight[0].item<float>());
    }

    [Fact]
    public void Decode_OneCodeForTwoContents_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var generator = new FunitGenerator(TinyConfig.Generator);
        var error = Assert.Throws<ArgumentException>(() => generator.Decode(zeros(2, 8, 8, 8), zeros(1, 5, 1, 1)));
        Assert.Contains("2 contents and 1 codes", error.Message);
    }

    [Fact]
    public void Generator_FewHalvingsAndLayers_BuildsAtLeastTwoOfEach()
    {
        using var generator = new FunitGenerator(
            TinyConfig.Generator with { ClassDownsamplings = 1, MlpBlocks = 1, ContentDownsamplings = 0 });
        string[] names = [.. generator.named_parameters().Select(entry => entry.name)];
        Assert.Contains("enc_class_model.model.2.conv.weight", names);
        Assert.Contains("enc_class_model.model.4.weight", names);
        Assert.Contains("mlp.model.1.fc.weight", names);
        Assert.DoesNotContain("mlp.model.2.fc.weight", names);
        Assert.Contains("dec.model.1.conv.weight", names);
    }

    [Fact]
    public void Decoder_FusedWithInstanceNorm_EqualsPlain()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var decoder = new Decoder(
            2, 1, 8, 3, Normalization.Adaptive, Activation.Relu, PaddingKind.Reflect,
            doublingNorm: Normalization.Instance);
        decoder.to(ScalarType.Float64);
        var content = randn(2, 8, 4, 6, dtype: float64);
        var styles = AdaptiveStyle.Deal(randn(2, 32, dtype: float64), decoder.AdaptiveWidths);
        var plain = decoder.Apply(content, styles);
        decoder.Fused = true;
        AssertClose(plain, decoder.Apply(content, styles), 1e-12);
        Assert.DoesNotContain(decoder.named_parameters(), entry => entry.name.Contains("gamma"));
    }
}
