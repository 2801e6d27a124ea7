using Unpaired.Layers;

namespace Unpaired.Funit;

/// <summary>Counts parameters and multiply-adds of FUNIT's networks without building them.</summary>
public static class FunitCost
{
    private const long LargestWidth = 1024;

    /// <summary>Class encoder, content encoder, MLP, decoder, discriminator, for one picture and one class
    /// picture.</summary>
    /// <param name="config">Widths and numbers of layers.</param>
    /// <param name="height">Of a picture in pixels; a multiple of 2^n_downs_class.</param>
    /// <param name="width">Of a picture in pixels; a multiple of 2^n_downs_class.</param>
    /// <returns>Only convolutions and linear layers are counted as operations; norms and activations cost
    /// little.</returns>
    public static IReadOnlyList<NetworkCost> Of(FunitConfig config, int height, int width)
    {
        var (generator, pixels) = (config.Generator, ((long)height, (long)width));
        return
        [
            NetworkCost.Of("class encoder", LayerCosts.StyleEncoder(
                generator.Width, Math.Max(2, generator.ClassDownsamplings), generator.LatentSize, pixels)),
            NetworkCost.Of("content encoder", [.. Halvings(generator, pixels), .. Residuals(generator, pixels)]),
            NetworkCost.Of("MLP", Mlp(generator)),
            NetworkCost.Of("decoder", [.. Residuals(generator, pixels), .. Doublings(generator, pixels)]),
            NetworkCost.Of("discriminator", Judge(config.Discriminator, pixels)),
        ];
    }

    private static IEnumerable<LayerCost> Halvings(FunitGeneratorConfig config, (long, long) pixels)
    {
        long channels = config.Width;
        yield return new LayerCost(3, channels, 7, LayerCosts.Places(pixels, 0));
        for (int i = 1; i <= config.ContentDownsamplings; i++, channels *= 2)
            yield return new LayerCost(channels, 2 * channels, 4, LayerCosts.Places(pixels, i));
    }

    private static IEnumerable<LayerCost> Residuals(FunitGeneratorConfig config, (long, long) pixels) =>
        Enumerable.Repeat(
            new LayerCost(
                config.CodeWidth, config.CodeWidth, 3, LayerCosts.Places(pixels, config.ContentDownsamplings)),
            2 * config.ResidualBlocks);

    private static IEnumerable<LayerCost> Doublings(FunitGeneratorConfig config, (long, long) pixels)
    {
        long channels = config.CodeWidth;
        for (int i = config.ContentDownsamplings - 1; i >= 0; i--, channels /= 2)
            yield return new LayerCost(channels, channels / 2, 5, LayerCosts.Places(pixels, i));
        yield return new LayerCost(channels, 3, 7, LayerCosts.Places(pixels, 0));
    }

    private static IEnumerable<LayerCost> Mlp(FunitGeneratorConfig config)
    {
        yield return new LayerCost(config.LatentSize, config.MlpWidth, 1, 1);
        for (int i = 2; i < config.MlpBlocks; i++) yield return new LayerCost(config.MlpWidth, config.MlpWidth, 1, 1);
        yield return new LayerCost(config.MlpWidth, 2 * 2 * config.ResidualBlocks * config.CodeWidth, 1, 1);
    }

    private static IEnumerable<LayerCost> Judge(FunitDiscriminatorConfig config, (long, long) pixels)
    {
        long channels = config.Width;
        yield return new LayerCost(3, channels, 7, LayerCosts.Places(pixels, 0));
        for (int level = 0; level < config.Levels; level++)
        {
            long places = LayerCosts.Places(pixels, level), next = Math.Min(2 * channels, LargestWidth);
            for (int i = 0; i < 3; i++) yield return new LayerCost(channels, channels, 3, places);
            yield return new LayerCost(channels, next, 3, places);
            // The shortcut has no bias, which a layer otherwise counts.
            if (next != channels) yield return new LayerCost(channels, next, 1, places, Extra: -next);
            channels = next;
        }
        yield return new LayerCost(channels, config.Classes, 1, LayerCosts.Places(pixels, config.Levels - 1));
    }
}
