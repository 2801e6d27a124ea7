using Unpaired.Display;
using Unpaired.Layers;

namespace Unpaired.Tunit;

/// <summary>Counts parameters and multiply-adds of TUNIT's networks without building them.</summary>
public static class TunitCost
{
    private const int StyleLayers = 3;

    /// <summary>Guiding network, content encoder, MLP, decoder, discriminator, for one picture.</summary>
    /// <param name="config">Widths, size of picture, K.</param>
    /// <exception cref="ArgumentException">Networks that cannot be built.</exception>
    public static IReadOnlyList<NetworkCost> Of(TunitConfig config)
    {
        config.CheckNetworks();
        return
        [
            NetworkCost.Of("guiding network", Guide(config)),
            NetworkCost.Of("content encoder", [.. Halvings(config), .. Residuals(config)]),
            NetworkCost.Of("MLP", Mlp(config)),
            NetworkCost.Of("decoder", [.. Residuals(config), .. Doublings(config)]),
            NetworkCost.Of("discriminator", Judge(config)),
        ];
    }

    /// <summary>Two models side by side, each at its own picture size.</summary>
    /// <param name="caption">What the table says.</param>
    /// <param name="first">Name and experiment.</param>
    /// <param name="second">Name and experiment.</param>
    /// <exception cref="ArgumentException">Networks that cannot be built.</exception>
    public static DataTable Compare(
        string caption, (string Name, TunitConfig Config) first, (string Name, TunitConfig Config) second)
    {
        string Parameters((string Name, TunitConfig Config) model) => $"{model.Name}: parameters";
        string MultiplyAdds((string Name, TunitConfig Config) model) =>
            $"{model.Name}: million multiply-adds at {model.Config.ImageSize} x {model.Config.ImageSize}";
        var table = new DataTable(
            caption, "network", Parameters(first), MultiplyAdds(first), Parameters(second), MultiplyAdds(second))
        {
            Formats = [null, null, "#,0.0", null, "#,0.0"],
        };
        foreach (var (a, b) in Of(first.Config).Zip(Of(second.Config)))
            table.Add(a.Network, a.Parameters, a.MultiplyAdds / 1e6, b.Parameters, b.MultiplyAdds / 1e6);
        return table;
    }

    private static IEnumerable<LayerCost> Guide(TunitConfig config)
    {
        long channels = 3, side = config.ImageSize;
        foreach (int width in config.ParseWidths())
        {
            if (width == 0)
            {
                side /= 2;
                continue;
            }
            // Extra: γ and β of the batch norm.
            yield return new LayerCost(channels, width, 3, side * side, Extra: 2 * width);
            channels = width;
        }
        yield return new LayerCost(channels, config.Clusters, 1, 1);
        yield return new LayerCost(channels, config.StyleSize, 1, 1);
    }

    private static long Places(TunitConfig config, int halvings) =>
        (long)(config.ImageSize >> halvings) * (config.ImageSize >> halvings);

    private static IEnumerable<LayerCost> Halvings(TunitConfig config)
    {
        long channels = config.GeneratorChannels;
        yield return new LayerCost(3, channels, 7, Places(config, 0));
        for (int i = 1; i <= config.Downsamplings; i++, channels *= 2)
            yield return new LayerCost(channels, 2 * channels, 4, Places(config, i));
    }

    private static long CodeWidth(TunitConfig config) => (long)config.GeneratorChannels << config.Downsamplings;

    private static IEnumerable<LayerCost> Residuals(TunitConfig config) => Enumerable.Repeat(
        new LayerCost(CodeWidth(config), CodeWidth(config), 3, Places(config, config.Downsamplings)),
        2 * config.ResidualBlocks);

    private static IEnumerable<LayerCost> Doublings(TunitConfig config)
    {
        long channels = CodeWidth(config);
        for (int i = config.Downsamplings - 1; i >= 0; i--, channels /= 2)
            yield return new LayerCost(channels, channels / 2, 5, Places(config, i));
        yield return new LayerCost(channels, 3, 7, Places(config, 0));
    }

    private static IEnumerable<LayerCost> Mlp(TunitConfig config)
    {
        // Two numbers for each channel behind each convolution of the decoder but the last.
        long styled = 2 * config.ResidualBlocks * CodeWidth(config);
        for (long channels = CodeWidth(config) / 2; channels >= config.GeneratorChannels; channels /= 2)
            styled += channels;
        long inputs = config.StyleSize;
        for (int layer = 0; layer < StyleLayers; layer++, inputs = config.MlpWidth)
            yield return new LayerCost(inputs, layer == StyleLayers - 1 ? 2 * styled : config.MlpWidth, 1, 1);
    }

    private static IEnumerable<LayerCost> Judge(TunitConfig config)
    {
        long width = config.DiscriminatorChannels;
        yield return new LayerCost(3, width, 3, Places(config, 0));
        for (int level = 0; level < config.DiscriminatorLevels; level++)
        {
            long next = Math.Min(2 * width, config.DiscriminatorLimit);
            // Extra: τ, γ and β of the norm in front of each convolution.
            foreach (var (outputs, halves) in new[] { (width, 0), (next, 1) })
            {
                yield return new LayerCost(width, width, 3, Places(config, level), Extra: 3 * width);
                yield return new LayerCost(width, outputs, 3, Places(config, level + halves), Extra: 3 * width);
                // The shortcut has no bias, which a layer otherwise counts.
                if (outputs != width) yield return new LayerCost(width, outputs, 1, Places(config, level), Extra: -outputs);
            }
            width = next;
        }
        yield return new LayerCost(width, width, 4, 1);
        yield return new LayerCost(width, config.Clusters, 1, 1);
    }
}
