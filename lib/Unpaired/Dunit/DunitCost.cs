using Unpaired.Layers;

namespace Unpaired.Dunit;

/// <summary>Counts parameters and multiply-adds of DRIT's networks and of DUNIT's instance branch without building
/// them.</summary>
public static class DunitCost
{
    // Of the content encoder and the content discriminator.
    private const int Halvings = 2, LayersOfAJudge = 4, LayersOfASingleJudge = 6, ContentKernel = 7, LastKernel = 4;

    /// <summary>
    /// Each network's part for A, its part for B, and what both share; the discriminators; for DUNIT the instance branch
    /// in the same three parts, for one instance. The detector is not counted.
    /// </summary>
    /// <param name="config">Widths and options.</param>
    /// <param name="height">Of a picture in pixels; a multiple of 16.</param>
    /// <param name="width">Of a picture in pixels; a multiple of 16.</param>
    /// <returns>Each parameter is counted once, so the sum is what is trained. Only convolutions and linear layers are
    /// counted as operations; norms and activations cost little.</returns>
    public static IReadOnlyList<NetworkCost> Of(DunitConfig config, int height, int width)
    {
        var pixels = ((long)height, (long)width);
        var (b, style) = ((long)config.Width, (long)config.StyleSize);
        var costs = new List<NetworkCost>();
        foreach (string domain in new[] { "A", "B" })
        {
            costs.Add(NetworkCost.Of($"content encoder {domain}", ContentFront(b, pixels)));
            costs.Add(NetworkCost.Of($"attribute encoder {domain}", config.Concatenates
                ? ConcatAttribute(b, style, pixels)
                : LayerCosts.StyleEncoder(b, 4, style, pixels)));
            costs.Add(NetworkCost.Of(
                $"decoder {domain}", [.. Residuals(config, pixels), .. Tail(config, pixels)]));
            costs.Add(NetworkCost.Of($"discriminator {domain}", Judge(config, pixels)));
            costs.Add(NetworkCost.Of($"second discriminator {domain}", Judge(config, pixels)));
        }
        costs.Add(NetworkCost.Of("content encoder, shared", Residual(4 * b, LayerCosts.Places(pixels, Halvings))));
        costs.Add(NetworkCost.Of("decoder, shared", SharedResiduals(config, pixels)));
        costs.Add(NetworkCost.Of("content discriminator", ContentJudge(config, pixels)));
        if (config.HasInstances) costs.AddRange(Instances(config));
        return costs;
    }

    /// <summary>For the instances of a picture: as <see cref="Of"/>, at the instances' size.</summary>
    private static IEnumerable<NetworkCost> Instances(DunitConfig config)
    {
        var pixels = ((long)config.InstanceSize, (long)config.InstanceSize);
        long b = config.Width;
        foreach (string domain in new[] { "A", "B" })
        {
            yield return NetworkCost.Of(
                $"instances {domain}", [.. ContentFront(b, pixels), .. StyledResiduals(config, pixels)]);
        }
        yield return NetworkCost.Of("instances, shared",
            [.. Residual(4 * b, LayerCosts.Places(pixels, Halvings)), .. SharedResiduals(config, pixels)]);
    }

    private static IEnumerable<LayerCost> Residual(long channels, long places) =>
        Enumerable.Repeat(new LayerCost(channels, channels, 3, places), 2);

    private static IEnumerable<LayerCost> ContentFront(long b, (long, long) pixels)
    {
        long places = LayerCosts.Places(pixels, Halvings);
        return
        [
            new LayerCost(3, b, 7, LayerCosts.Places(pixels, 0)),
            new LayerCost(b, 2 * b, 3, LayerCosts.Places(pixels, 1)), new LayerCost(2 * b, 4 * b, 3, places),
            .. Enumerable.Range(0, 3).SelectMany(_ => Residual(4 * b, places)),
        ];
    }

    private static IEnumerable<LayerCost> ConcatAttribute(long b, long style, (long, long) pixels)
    {
        yield return new LayerCost(3, b, 4, LayerCosts.Places(pixels, 1));
        for (int block = 1; block <= 3; block++)
        {
            long inputs = block * b, outputs = inputs + b, places = LayerCosts.Places(pixels, block);
            yield return new LayerCost(inputs, inputs, 3, places);
            yield return new LayerCost(inputs, outputs, 3, places);
            yield return new LayerCost(inputs, outputs, 1, LayerCosts.Places(pixels, block + 1));
        }
        for (int head = 0; head < 2; head++) yield return new LayerCost(4 * b, style, 1, 1);
    }

    /// <summary>The decoder's residual blocks of one domain, with the MLP where there is one.</summary>
    private static IEnumerable<LayerCost> Residuals(DunitConfig config, (long, long) pixels)
    {
        if (config.Concatenates) return StyledResiduals(config, pixels);
        long hidden = config.MlpWidth;
        return
        [
            new LayerCost(config.StyleSize, hidden, 1, 1), new LayerCost(hidden, hidden, 1, 1),
            new LayerCost(hidden, 4L * 4 * config.Width, 1, 1), .. StyledResiduals(config, pixels),
        ];
    }

    private static IEnumerable<LayerCost> StyledResiduals(DunitConfig config, (long, long) pixels)
    {
        long c = 4L * config.Width, places = LayerCosts.Places(pixels, Halvings);
        if (config.Concatenates)
            return Enumerable.Range(0, 3).SelectMany(_ => Residual(c + config.StyleSize, places));
        return Enumerable.Range(0, 4 * 2).SelectMany(_ => new[]
        {
            new LayerCost(c, c, 3, places), new LayerCost(2 * c, 2 * c, 1, places), new LayerCost(2 * c, c, 1, places),
        });
    }

    private static IEnumerable<LayerCost> SharedResiduals(DunitConfig config, (long, long) pixels) =>
        config.Concatenates ? Residual(4L * config.Width, LayerCosts.Places(pixels, Halvings)) : [];

    private static IEnumerable<LayerCost> Tail(DunitConfig config, (long, long) pixels)
    {
        // A style of its own is put beside the map in front of each layer.
        long added = config.Concatenates ? config.StyleSize : 0;
        long channels = (4L * config.Width) + added;
        for (int i = Halvings; i > 0; i--)
        {
            channels += added;
            // A transposed convolution multiplies at each place of its input; γ and β of the norm behind it.
            yield return new LayerCost(channels, channels / 2, 3, LayerCosts.Places(pixels, i), Extra: 2 * (channels / 2))
            { Drawn = 4 };
            channels /= 2;
        }
        yield return new LayerCost(channels + added, 3, 1, LayerCosts.Places(pixels, 0));
    }

    private static IEnumerable<LayerCost> Judge(DunitConfig config, (long, long) pixels)
    {
        if (config.DiscriminatorScales > 1)
        {
            return LayerCosts.Discriminator(new DiscriminatorConfig
            {
                Width = config.Width,
                Layers = LayersOfAJudge,
                Scales = config.DiscriminatorScales,
            }, pixels);
        }
        long b = config.Width;
        return
        [
            .. Enumerable.Range(0, LayersOfASingleJudge).Select(i => new LayerCost(
                i == 0 ? 3 : b << (i - 1), b << i, 3, LayerCosts.Places(pixels, i + 1))),
            new LayerCost(b << (LayersOfASingleJudge - 1), 1, 1, LayerCosts.Places(pixels, LayersOfASingleJudge)),
        ];
    }

    private static IEnumerable<LayerCost> ContentJudge(DunitConfig config, (long Height, long Width) pixels)
    {
        long channels = 4L * config.Width, height = pixels.Height >> Halvings, width = pixels.Width >> Halvings;
        // Mirrored by one, then read in steps of two.
        static long Halved(long side) => ((side + 2 - ContentKernel) / 2) + 1;
        for (int i = 0; i < config.ContentLayers; i++)
        {
            (height, width) = (Halved(height), Halved(width));
            yield return new LayerCost(channels, channels, ContentKernel, height * width);
        }
        long places = (height - LastKernel + 1) * (width - LastKernel + 1);
        yield return new LayerCost(channels, channels, LastKernel, places);
        yield return new LayerCost(channels, 1, 1, places);
    }
}
