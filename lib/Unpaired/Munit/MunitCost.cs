using Unpaired.Display;
using Unpaired.Layers;
using Unpaired.Training;

namespace Unpaired.Munit;

/// <summary>Counts parameters and multiply-adds of MUNIT's networks, of one domain, without building them.</summary>
public static class MunitCost
{
    private const int StyleHalvings = 4;

    /// <summary>Style encoder, content encoder, MLP, decoder, discriminator.</summary>
    /// <param name="config">Widths and numbers of layers; three colours a picture.</param>
    /// <param name="height">Of a picture in pixels; a multiple of 16.</param>
    /// <param name="width">Of a picture in pixels; a multiple of 16.</param>
    /// <returns>Only convolutions and linear layers are counted as operations; norms and activations cost
    /// little.</returns>
    public static IReadOnlyList<NetworkCost> Of(MunitConfig config, int height, int width)
    {
        var pixels = (Height: (long)height, Width: (long)width);
        var residuals = LayerCosts.Residuals(config.Generator, config.Generator.ResidualBlocks, pixels);
        return
        [
            NetworkCost.Of("style encoder", LayerCosts.StyleEncoder(
                config.Generator.Width, StyleHalvings, config.Generator.StyleSize, pixels)),
            NetworkCost.Of("content encoder", [.. LayerCosts.Halvings(config.Generator, pixels), .. residuals]),
            NetworkCost.Of("MLP", Mlp(config.Generator)),
            NetworkCost.Of("decoder", [.. residuals, .. LayerCosts.Doublings(config.Generator, pixels)]),
            NetworkCost.Of("discriminator", LayerCosts.Discriminator(config.Discriminator, pixels)),
        ];
    }

    /// <summary>Two models side by side, each at its own picture size.</summary>
    /// <param name="caption">What the table says.</param>
    /// <param name="first">Name and experiment.</param>
    /// <param name="second">Name and experiment.</param>
    public static DataTable Compare(
        string caption, (string Name, MunitConfig Config) first, (string Name, MunitConfig Config) second) =>
        CostTable.Compare(caption, Of, first, second);

    private static IEnumerable<LayerCost> Mlp(GeneratorConfig config)
    {
        yield return new LayerCost(config.StyleSize, config.MlpWidth, 1, 1);
        yield return new LayerCost(config.MlpWidth, config.MlpWidth, 1, 1);
        yield return new LayerCost(config.MlpWidth, config.ResidualBlocks * 2 * 2 * config.CodeWidth, 1, 1);
    }
}
