namespace Unpaired.Layers;

/// <summary>What one network costs.</summary>
/// <param name="Network">Its name.</param>
/// <param name="Parameters">Trained numbers.</param>
/// <param name="MultiplyAdds">Multiplications, each with an addition, that one picture needs in one forward
/// pass.</param>
public sealed record NetworkCost(string Network, long Parameters, long MultiplyAdds)
{
    /// <summary>Numbers that all its convolutions and linear layers together put out for one picture.</summary>
    public long Outputs { get; init; }

    /// <summary>Sums up layers. Only convolutions and linear layers are counted as operations; norms and activations
    /// cost little.</summary>
    internal static NetworkCost Of(string network, IEnumerable<LayerCost> layers)
    {
        var all = layers.ToList();
        return new NetworkCost(
            network, all.Sum(layer => layer.Parameters), all.Sum(layer => layer.Weights * layer.Places))
        {
            Outputs = all.Sum(layer => layer.Outputs * layer.Places),
        };
    }
}

/// <summary>A convolution at every place of its output, or a linear layer at one place.</summary>
/// <param name="Inputs">Channels in.</param>
/// <param name="Outputs">Channels out.</param>
/// <param name="Kernel">Side of the kernel.</param>
/// <param name="Places">Pixels of the output.</param>
/// <param name="Extra">Parameters of the normalisation behind it.</param>
internal readonly record struct LayerCost(long Inputs, long Outputs, long Kernel, long Places, long Extra = 0)
{
    internal long Weights => Inputs * Outputs * Kernel * Kernel;

    internal long Parameters => Weights + Outputs + Extra;
}

/// <summary>The layers of the networks that UNIT and MUNIT share, for pictures of three colours, without building
/// them.</summary>
internal static class LayerCosts
{
    internal static long Places((long Height, long Width) pixels, int halvings) =>
        (pixels.Height >> halvings) * (pixels.Width >> halvings);

    /// <summary>From a picture to the map that the residual blocks work on.</summary>
    internal static IEnumerable<LayerCost> Halvings(EncoderDecoderConfig config, (long, long) pixels)
    {
        long channels = config.Width;
        yield return new LayerCost(3, channels, 7, Places(pixels, 0));
        for (int i = 1; i <= config.Downsamplings; i++, channels *= 2)
            yield return new LayerCost(channels, 2 * channels, 4, Places(pixels, i));
    }

    /// <summary>Residual blocks of an encoder or decoder.</summary>
    internal static IEnumerable<LayerCost> Residuals(EncoderDecoderConfig config, int blocks, (long, long) pixels) =>
        Enumerable.Repeat(
        new LayerCost(config.CodeWidth, config.CodeWidth, 3, Places(pixels, config.Downsamplings)), 2 * blocks);

    /// <summary>From the residual blocks of a decoder to the picture.</summary>
    internal static IEnumerable<LayerCost> Doublings(EncoderDecoderConfig config, (long, long) pixels)
    {
        long channels = config.CodeWidth;
        for (int i = config.Downsamplings - 1; i >= 0; i--, channels /= 2)
        {
            // Extra: γ and β of the layer norm.
            yield return new LayerCost(channels, channels / 2, 5, Places(pixels, i), Extra: channels);
        }
        yield return new LayerCost(channels, 3, 7, Places(pixels, 0));
    }

    /// <summary>A style or class encoder without norms: twice as wide at the first two halvings, a mean over all places,
    /// a 1×1 convolution.</summary>
    internal static IEnumerable<LayerCost> StyleEncoder(long width, int halvings, long styleSize, (long, long) pixels)
    {
        long channels = width;
        yield return new LayerCost(3, channels, 7, Places(pixels, 0));
        for (int i = 1; i <= halvings; i++)
        {
            long next = i <= 2 ? 2 * channels : channels;
            yield return new LayerCost(channels, next, 4, Places(pixels, i));
            channels = next;
        }
        yield return new LayerCost(channels, styleSize, 1, 1);
    }

    internal static IEnumerable<LayerCost> Discriminator(DiscriminatorConfig config, (long, long) pixels)
    {
        for (int scale = 0; scale < config.Scales; scale++)
        {
            long channels = config.Width;
            yield return new LayerCost(3, channels, 4, Places(pixels, scale + 1));
            for (int i = 2; i <= config.Layers; i++, channels *= 2)
                yield return new LayerCost(channels, 2 * channels, 4, Places(pixels, scale + i));
            yield return new LayerCost(channels, 1, 1, Places(pixels, scale + config.Layers));
        }
    }
}
