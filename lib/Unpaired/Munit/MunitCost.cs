using Unpaired.Display;

namespace Unpaired.Munit;

/// <summary>What one network costs.</summary>
/// <param name="Network">Its name.</param>
/// <param name="Parameters">Trained numbers.</param>
/// <param name="MultiplyAdds">Multiplications, each with an addition, that one picture needs in one forward pass.</param>
public sealed record NetworkCost(string Network, long Parameters, long MultiplyAdds);

/// <summary>Counts parameters and multiply-adds of MUNIT's networks, of one domain, without building them.</summary>
public static class MunitCost
{
    private const int StyleHalvings = 4;

    /// <summary>Style encoder, content encoder, MLP, decoder, discriminator.</summary>
    /// <param name="config">Widths and numbers of layers; three colours a picture.</param>
    /// <param name="height">Of a picture in pixels; a multiple of 16.</param>
    /// <param name="width">Of a picture in pixels; a multiple of 16.</param>
    /// <returns>Only convolutions and linear layers are counted as operations; norms and activations cost little.</returns>
    public static IReadOnlyList<NetworkCost> Of(MunitConfig config, int height, int width)
    {
        var pixels = (Height: (long)height, Width: (long)width);
        return
        [
            Count("style encoder", StyleEncoder(config.Generator, pixels)),
            Count("content encoder", ContentEncoder(config.Generator, pixels)),
            Count("MLP", Mlp(config.Generator)),
            Count("decoder", Decoder(config.Generator, pixels)),
            Count("discriminator", Discriminator(config.Discriminator, pixels)),
        ];
    }

    /// <summary>Two models side by side, each at its own picture size.</summary>
    /// <param name="caption">What the table says.</param>
    /// <param name="first">Name and experiment.</param>
    /// <param name="second">Name and experiment.</param>
    public static DataTable Compare(
        string caption, (string Name, MunitConfig Config) first, (string Name, MunitConfig Config) second)
    {
        string Parameters((string Name, MunitConfig Config) model) => $"{model.Name}: parameters";
        string MultiplyAdds((string Name, MunitConfig Config) model) =>
            $"{model.Name}: million multiply-adds at {model.Config.CropWidth} x {model.Config.CropHeight}";
        IReadOnlyList<NetworkCost> Costs(MunitConfig config) => Of(config, config.CropHeight, config.CropWidth);
        var table = new DataTable(caption, "network",
            Parameters(first), MultiplyAdds(first), Parameters(second), MultiplyAdds(second))
        {
            Formats = [null, null, "#,0.0", null, "#,0.0"],
        };
        foreach (var (a, b) in Costs(first.Config).Zip(Costs(second.Config)))
            table.Add(a.Network, a.Parameters, a.MultiplyAdds / 1e6, b.Parameters, b.MultiplyAdds / 1e6);
        return table;
    }

    /// <summary>A convolution at every place of its output, or a linear layer at one place.</summary>
    private readonly record struct Layer(long Inputs, long Outputs, long Kernel, long Places, long Extra = 0)
    {
        public long Weights => Inputs * Outputs * Kernel * Kernel;

        public long Parameters => Weights + Outputs + Extra;
    }

    private static NetworkCost Count(string network, IEnumerable<Layer> layers)
    {
        var all = layers.ToList();
        return new NetworkCost(
            network, all.Sum(layer => layer.Parameters), all.Sum(layer => layer.Weights * layer.Places));
    }

    private static long Places((long Height, long Width) pixels, int halvings) =>
        (pixels.Height >> halvings) * (pixels.Width >> halvings);

    private static IEnumerable<Layer> StyleEncoder(GeneratorConfig config, (long, long) pixels)
    {
        long channels = config.Width;
        yield return new Layer(3, channels, 7, Places(pixels, 0));
        for (int i = 1; i <= StyleHalvings; i++)
        {
            long wider = i <= 2 ? 2 * channels : channels;
            yield return new Layer(channels, wider, 4, Places(pixels, i));
            channels = wider;
        }
        yield return new Layer(channels, config.StyleSize, 1, 1);
    }

    private static IEnumerable<Layer> ContentEncoder(GeneratorConfig config, (long, long) pixels)
    {
        long channels = config.Width;
        yield return new Layer(3, channels, 7, Places(pixels, 0));
        for (int i = 1; i <= config.Downsamplings; i++, channels *= 2)
            yield return new Layer(channels, 2 * channels, 4, Places(pixels, i));
        for (int i = 0; i < 2 * config.ResidualBlocks; i++)
            yield return new Layer(channels, channels, 3, Places(pixels, config.Downsamplings));
    }

    private static IEnumerable<Layer> Mlp(GeneratorConfig config)
    {
        long channels = config.Width << config.Downsamplings;
        yield return new Layer(config.StyleSize, config.MlpWidth, 1, 1);
        yield return new Layer(config.MlpWidth, config.MlpWidth, 1, 1);
        yield return new Layer(config.MlpWidth, config.ResidualBlocks * 2 * 2 * channels, 1, 1);
    }

    private static IEnumerable<Layer> Decoder(GeneratorConfig config, (long, long) pixels)
    {
        long channels = config.Width << config.Downsamplings;
        for (int i = 0; i < 2 * config.ResidualBlocks; i++)
            yield return new Layer(channels, channels, 3, Places(pixels, config.Downsamplings));
        for (int i = config.Downsamplings - 1; i >= 0; i--, channels /= 2)
            yield return new Layer(channels, channels / 2, 5, Places(pixels, i), Extra: channels); // layer norm: γ and β
        yield return new Layer(channels, 3, 7, Places(pixels, 0));
    }

    private static IEnumerable<Layer> Discriminator(DiscriminatorConfig config, (long, long) pixels)
    {
        for (int scale = 0; scale < config.Scales; scale++)
        {
            long channels = config.Width;
            yield return new Layer(3, channels, 4, Places(pixels, scale + 1));
            for (int i = 2; i <= config.Layers; i++, channels *= 2)
                yield return new Layer(channels, 2 * channels, 4, Places(pixels, scale + i));
            yield return new Layer(channels, 1, 1, Places(pixels, scale + config.Layers));
        }
    }
}
