using Unpaired.Display;
using Unpaired.Layers;
using Unpaired.Training;

namespace Unpaired.CocoFunit;

/// <summary>Parameters and operations of an experiment, counted from its configuration.</summary>
public static class CocoFunitCost
{
    // Weights, gradients, two moments of Adam, the average.
    private const int CopiesOfWeights = 5;

    // The graph keeps about this many maps of each layer (padded input, output, normed output; two pictures drawn).
    private const int CopiesOfMaps = 9;

    /// <summary>The networks for pictures of a height and width, each for one picture once.</summary>
    /// <param name="config">The experiment.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public static IReadOnlyList<NetworkCost> Of(CocoFunitConfig config, int height, int width)
    {
        var (generator, pixels) = (config.Generator, ((long)height, (long)width));
        return
        [
            NetworkCost.Of("style encoder", LayerCosts.StyleEncoder(
                generator.Width, generator.StyleHalvings, generator.StyleSize, pixels)),
            NetworkCost.Of("content encoder", ContentEncoder(generator, pixels)),
            NetworkCost.Of("decoder", Decoder(generator, pixels)),
            NetworkCost.Of("MLPs", Mlps(generator)),
            NetworkCost.Of("discriminator", Discriminator(config.Discriminator, pixels)),
        ];
    }

    /// <summary>Two experiments side by side, each at its own picture size.</summary>
    /// <param name="caption">What the table says.</param>
    /// <param name="first">Name and experiment.</param>
    /// <param name="second">Name and experiment.</param>
    public static DataTable Compare(
        string caption, (string Name, CocoFunitConfig Config) first, (string Name, CocoFunitConfig Config) second)
    {
        static (int Height, int Width) Size(CocoFunitConfig config) =>
            (config.Pictures.CropHeight, config.Pictures.CropWidth);
        static string Operations((string Name, CocoFunitConfig Config) model) =>
            $"{model.Name}: million multiply-adds at {Size(model.Config).Width} x {Size(model.Config).Height}";
        static IReadOnlyList<NetworkCost> Costs(CocoFunitConfig config) =>
            Of(config, Size(config).Height, Size(config).Width);
        var table = new DataTable(caption, "network", $"{first.Name}: parameters", Operations(first),
            $"{second.Name}: parameters", Operations(second))
        {
            Formats = [null, null, "#,0.0", null, "#,0.0"],
        };
        foreach (var (a, b) in Costs(first.Config).Zip(Costs(second.Config)))
            table.Add(a.Network, a.Parameters, a.MultiplyAdds / 1e6, b.Parameters, b.MultiplyAdds / 1e6);
        return table;
    }

    /// <summary>What a preset needs.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="config">The experiment.</param>
    public static PresetCost Of(string name, CocoFunitConfig config)
    {
        var pictures = config.Pictures;
        var networks = Of(config, pictures.CropHeight, pictures.CropWidth);
        long parameters = networks.Sum(network => network.Parameters);
        long maps = pictures.BatchSize * networks.Sum(network => network.Outputs);
        return new PresetCost(
            name, pictures.CropWidth, pictures.CropHeight, pictures.BatchSize, parameters,
            networks.Sum(network => network.MultiplyAdds),
            sizeof(float) * (CopiesOfWeights * parameters + CopiesOfMaps * maps));
    }

    private static IEnumerable<LayerCost> ContentEncoder(CocoFunitGeneratorConfig config, (long, long) pixels)
    {
        long channels = config.Width;
        yield return new LayerCost(3, channels, 7, LayerCosts.Places(pixels, 0), Extra: 2 * channels);
        for (int i = 1; i <= config.ContentDownsamplings; i++, channels *= 2)
            yield return new LayerCost(channels, 2 * channels, 4, LayerCosts.Places(pixels, i), Extra: 4 * channels);
        long places = LayerCosts.Places(pixels, config.ContentDownsamplings);
        for (int i = 0; i < 2 * config.ResidualBlocks; i++)
            yield return new LayerCost(channels, channels, 3, places, Extra: 2 * channels);
    }

    private static IEnumerable<LayerCost> Decoder(CocoFunitGeneratorConfig config, (long, long) pixels)
    {
        // A convolution and the linear layer of its adaptive norm.
        IEnumerable<LayerCost> Styled(long inputs, long outputs, long kernel, int halvings) =>
        [
            new LayerCost(inputs, outputs, kernel, LayerCosts.Places(pixels, halvings)),
            new LayerCost(config.MlpWidth, 2 * outputs, 1, 1),
        ];
        long channels = config.ContentWidth;
        int halvings = config.ContentDownsamplings;
        var layers = Enumerable.Range(0, 4).SelectMany(_ => Styled(channels, channels, 3, halvings)).ToList();
        for (; halvings > 0; halvings--, channels /= 2)
        {
            layers.AddRange(Styled(channels, channels / 2, 5, halvings));
            layers.AddRange(Styled(channels / 2, channels / 2, 5, halvings - 1));
            layers.AddRange(Styled(channels, channels / 2, 1, halvings - 1));
        }
        return [.. layers, new LayerCost(channels, 3, 7, LayerCosts.Places(pixels, 0))];
    }

    private static IEnumerable<LayerCost> Mlps(CocoFunitGeneratorConfig config)
    {
        IEnumerable<LayerCost> Mlp(long inputs, long outputs, int blocks) =>
        [
            new LayerCost(inputs, config.MlpWidth, 1, 1),
            .. Enumerable.Repeat(new LayerCost(config.MlpWidth, config.MlpWidth, 1, 1), Math.Max(0, blocks - 3)),
            new LayerCost(config.MlpWidth, outputs, 1, 1),
        ];
        var own = Mlp(config.StyleSize, config.MlpWidth, config.MlpBlocks);
        return config.ContentConditioned
            ?
            [
                .. own, .. Mlp(config.ContentWidth, config.StyleSize, 2),
                .. Mlp(config.StyleSize + config.StyleBiasSize, config.StyleSize, 2),
                new LayerCost(0, 0, 0, 0, Extra: config.StyleBiasSize),
            ]
            : own;
    }

    private static IEnumerable<LayerCost> Discriminator(CocoFunitDiscriminatorConfig config, (long, long) pixels)
    {
        long channels = config.Width;
        yield return new LayerCost(3, channels, 7, LayerCosts.Places(pixels, 0));
        for (int layer = 0; layer < config.Layers; layer++)
        {
            long places = LayerCosts.Places(pixels, layer), next = Math.Min(2 * channels, config.MaximumWidth);
            long hidden = Math.Min(channels, next);
            yield return new LayerCost(channels, channels, 3, places);
            yield return new LayerCost(channels, channels, 3, places);
            yield return new LayerCost(channels, hidden, 3, places);
            yield return new LayerCost(hidden, next, 3, places);
            if (next != channels) yield return new LayerCost(channels, next, 1, places);
            channels = next;
        }
        yield return new LayerCost(
            channels, 1, 1, LayerCosts.Places(pixels, config.Layers - 1), Extra: channels * config.ClassCount);
    }
}
