using Unpaired.Checkpoints;
using Unpaired.Unit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Unit;

public sealed class UnitNetworksTests
{
    [Fact]
    public void Generator_PublishedSize_HasTheOriginalsKeysAndShapes()
    {
        using var generator = new UnitGenerator(3, new UnitGeneratorConfig());
        var state = StateDict.Of(generator);
        Assert.Equal(48, state.Count);
        Assert.Equal(11_140_483, generator.parameters().Sum(parameter => parameter.numel()));
        var expected = new Dictionary<string, long[]>
        {
            ["enc.model.0.conv.weight"] = [64, 3, 7, 7],
            ["enc.model.1.conv.bias"] = [128],
            ["enc.model.2.conv.weight"] = [256, 128, 4, 4],
            ["enc.model.3.model.3.model.1.conv.weight"] = [256, 256, 3, 3],
            ["dec.model.0.model.0.model.0.conv.bias"] = [256],
            ["dec.model.2.norm.gamma"] = [128],
            ["dec.model.2.conv.weight"] = [128, 256, 5, 5],
            ["dec.model.4.conv.weight"] = [64, 128, 5, 5],
            ["dec.model.5.conv.weight"] = [3, 64, 7, 7],
        };
        foreach (var (name, shape) in expected) Assert.Equal(shape, state[name].shape);
        using var original = TorchFile.Load(UnitGoldens.File("ckpt/gen_00000002.pt"));
        using var small = new UnitGenerator(3, new UnitGeneratorConfig { Width = 3, ResidualBlocks = 2 });
        Assert.Equal(original["a"].Keys, small.named_parameters().Select(entry => entry.name)); // in this order
    }

    [Theory]
    [InlineData(1, 16, 16, 2)]
    [InlineData(3, 20, 36, 2)]
    [InlineData(2, 24, 16, 1)]
    [InlineData(1, 18, 23, 2)]
    public void Generator_AnySize_EncodesAndDecodes(int batch, int height, int width, int halvings)
    {
        using var scope = NewDisposeScope();
        using var generator = new UnitGenerator(
            1, new UnitGeneratorConfig { Width = 4, Downsamplings = halvings, ResidualBlocks = 1 });
        using var random = new Generator(3);
        var x = rand(batch, 1, height, width) * 2 - 1;
        var (latent, noise) = generator.Encode(x, random);
        Assert.Equal([batch, 4L << halvings, height >> halvings, width >> halvings], latent.shape);
        Assert.Equal(latent.shape, noise.shape);
        var picture = generator.Decode(latent + noise);
        Assert.Equal([batch, 1, height >> halvings << halvings, width >> halvings << halvings], picture.shape);
        Assert.True(picture.abs().max().item<float>() <= 1);
        Assert.True(generator.call(x).Equals(generator.Decode(latent)));
    }

    [Fact]
    public void Encode_Noise_IsStandardNormalAndNewInEachCall()
    {
        using var scope = NewDisposeScope();
        using var generator = new UnitGenerator(3, new UnitGeneratorConfig { Width = 4, ResidualBlocks = 0 });
        using var random = new Generator(3);
        var x = zeros(4, 3, 64, 64);
        var (first, second) = (generator.Encode(x, random), generator.Encode(x, random));
        Assert.True(first.Latent.Equals(second.Latent));
        Assert.False(first.Noise.Equals(second.Noise));
        Assert.InRange(first.Noise.mean().item<float>(), -0.03, 0.03);
        Assert.InRange(first.Noise.std().item<float>(), 0.97, 1.03);
    }

    [Fact]
    public void Decode_Batch_EqualsOneByOne()
    {
        using var scope = NewDisposeScope();
        using var generator = new UnitGenerator(3, new UnitGeneratorConfig { Width = 4, ResidualBlocks = 2 });
        TorchSharp.ModuleExtensionMethods.to(generator, ScalarType.Float64);
        var latent = randn(3, 16, 5, 6, dtype: ScalarType.Float64);
        foreach (bool fused in new[] { false, true })
        {
            generator.Decoder.Fused = fused;
            var apart = cat([.. Enumerable.Range(0, 3).Select(i => generator.Decode(latent.narrow(0, i, 1)))], 0);
            Assert.True((generator.Decode(latent) - apart).abs().max().item<double>() < 1e-12);
        }
    }
}
