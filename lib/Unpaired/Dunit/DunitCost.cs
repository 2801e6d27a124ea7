using Unpaired.Display;
using Unpaired.Layers;
using Unpaired.Training;

namespace Unpaired.Dunit;

/// <summary>Parameters and operations of an experiment, counted from its configuration; without the detector, which is
/// frozen while the translation is learnt.</summary>
public static class DunitCost
{
    // Weights, gradients, two moments of Adam.
    private const int CopiesOfWeights = 4;

    // A picture is drawn four or five times and encoded twice; the graph keeps several maps of each layer.
    private const int CopiesOfMaps = 12;

    /// <summary>The networks of both domains, each for one picture of its domain once; instances as many as a picture of
    /// domain A can have.</summary>
    /// <param name="config">The experiment; three colours a picture.</param>
    public static IReadOnlyList<NetworkCost> Of(DunitConfig config)
    {
        long side = config.CropSize, width = config.Width;
        var costs = new List<NetworkCost>
        {
            Twice("content encoder", Content(width, side), Residuals(4 * width, 1, side / 4)),
            Twice("attribute encoder", Attribute(config, side), []),
            Twice("decoder, residual stage", [.. Stage(config, side / 4), .. Mlp(config)], SharedStage(config, side / 4)),
            Twice("decoder, tail", Tail(config, side), []),
            Twice("discriminators of pictures", [.. Judge(config, side), .. Judge(config, side)], []),
            ContentJudge(config, side / 4),
        };
        if (config.HasInstances) costs.Add(Instances(config));
        return costs;
    }

    /// <summary>What a preset needs.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="config">The experiment.</param>
    public static PresetCost Of(string name, DunitConfig config)
    {
        var networks = Of(config);
        long parameters = networks.Sum(network => network.Parameters), maps = networks.Sum(network => network.Outputs);
        return new PresetCost(
            name, config.CropSize, config.CropSize, config.BatchSize, parameters,
            networks.Sum(network => network.MultiplyAdds),
            sizeof(float) * (CopiesOfWeights * parameters + CopiesOfMaps * maps));
    }

    /// <summary>A table of networks: parameters and million multiply-adds.</summary>
    /// <param name="caption">What it says.</param>
    /// <param name="config">The experiment.</param>
    public static DataTable Table(string caption, DunitConfig config)
    {
        var table = new DataTable(
            caption, "network", "parameters", $"million multiply-adds at {config.CropSize} x {config.CropSize}")
        {
            Formats = [null, "#,0", "#,0.0"],
        };
        foreach (var cost in Of(config)) table.Add(cost.Network, cost.Parameters, cost.MultiplyAdds / 1e6);
        return table;
    }

    /// <summary>A network with a branch for each domain and layers that both share.</summary>
    private static NetworkCost Twice(string name, IEnumerable<LayerCost> branch, IEnumerable<LayerCost> shared)
    {
        var (own, common) = (NetworkCost.Of(name, branch), NetworkCost.Of(name, shared));
        return new NetworkCost(name, (2 * own.Parameters) + common.Parameters, 2 * (own.MultiplyAdds + common.MultiplyAdds))
        {
            Outputs = 2 * (own.Outputs + common.Outputs),
        };
    }

    /// <summary>The branch of instances: encoders and residual stages of both domains, used for those of A.</summary>
    private static NetworkCost Instances(DunitConfig config)
    {
        const string name = "instance branch";
        long side = config.InstanceSize, count = config.MostInstances * (config.InstanceAwareB ? 2 : 1);
        var parameters = Twice(
            name, [.. Content(config.Width, side), .. Stage(config, side / 4)],
            [.. Residuals(4 * config.Width, 1, side / 4), .. SharedStage(config, side / 4)]);
        // Half of it is one domain's.
        return new NetworkCost(name, parameters.Parameters, count * parameters.MultiplyAdds / 2)
        {
            Outputs = count * parameters.Outputs / 2,
        };
    }

    private static IEnumerable<LayerCost> Content(long width, long side) =>
    [
        new(3, width, 7, side * side), new(width, 2 * width, 3, side * side / 4),
        new(2 * width, 4 * width, 3, side * side / 16), .. Residuals(4 * width, 3, side / 4),
    ];

    private static IEnumerable<LayerCost> Residuals(long width, int blocks, long side) =>
        Enumerable.Repeat(new LayerCost(width, width, 3, side * side), 2 * blocks);

    private static IEnumerable<LayerCost> Attribute(DunitConfig config, long side)
    {
        long width = config.Width, size = config.StyleSize;
        if (!config.Concatenates)
        {
            return
            [
                new(3, width, 7, side * side), new(width, 2 * width, 4, side * side / 4),
                new(2 * width, 4 * width, 4, side * side / 16), new(4 * width, 4 * width, 4, side * side / 64),
                new(4 * width, 4 * width, 4, side * side / 256), new(4 * width, size, 1, 1),
            ];
        }
        IEnumerable<LayerCost> Halving(long inputs, long outputs, long places) =>
            [new(inputs, inputs, 3, places), new(inputs, outputs, 3, places), new(inputs, outputs, 1, places / 4)];
        return
        [
            new(3, width, 4, side * side / 4),
            .. Enumerable.Range(1, 3).SelectMany(i => Halving(i * width, (i + 1) * width, (side * side) >> (2 * i))),
            new(4 * width, size, 1, 1), new(4 * width, size, 1, 1),
        ];
    }

    private static IEnumerable<LayerCost> Stage(DunitConfig config, long side)
    {
        long width = 4 * config.Width;
        if (config.Concatenates) return Residuals(width + config.StyleSize, 3, side);
        return Enumerable.Repeat<LayerCost[]>(
            [
                new(width, width, 3, side * side), new(2 * width, 2 * width, 1, side * side),
                new(2 * width, width, 1, side * side),
            ], 2 * FeaturewiseStage.Blocks).SelectMany(half => half);
    }

    private static IEnumerable<LayerCost> SharedStage(DunitConfig config, long side) =>
        config.Concatenates ? Residuals(4 * config.Width, 1, side) : [];

    private static IEnumerable<LayerCost> Mlp(DunitConfig config) => config.Concatenates ? [] :
    [
        new(config.StyleSize, config.MlpWidth, 1, 1), new(config.MlpWidth, config.MlpWidth, 1, 1),
        new(config.MlpWidth, FeaturewiseStage.Blocks * 4 * config.Width, 1, 1),
    ];

    private static IEnumerable<LayerCost> Tail(DunitConfig config, long side)
    {
        long size = config.Concatenates ? config.StyleSize : 0, channels = (4 * config.Width) + (2 * size);
        // A transposed convolution works at every place of its input.
        for (int halvings = 2; halvings > 0; halvings--)
        {
            yield return new LayerCost(channels, channels / 2, 3, (side * side) >> (2 * halvings), Extra: 2 * (channels / 2));
            channels = (channels / 2) + size;
        }
        yield return new LayerCost(channels, 3, 1, side * side);
    }

    private static IEnumerable<LayerCost> Judge(DunitConfig config, long side)
    {
        bool several = config.DiscriminatorScales > 1;
        int layers = several ? 4 : 6;
        for (int scale = 0; scale < config.DiscriminatorScales; scale++)
        {
            for (int i = 0; i < layers; i++)
            {
                yield return new LayerCost(
                    i == 0 ? 3 : config.Width << (i - 1), config.Width << i, several ? 4 : 3, Places(side, scale + i + 1));
            }
            yield return new LayerCost(config.Width << (layers - 1), 1, 1, Places(side, scale + layers));
        }
    }

    /// <summary>One network for the codes of both domains.</summary>
    private static NetworkCost ContentJudge(DunitConfig config, long side)
    {
        long width = 4 * config.Width;
        var layers = new List<LayerCost>();
        for (int i = 0; i < config.ContentLayers; i++)
        {
            side = (side - 5) / 2 + 1; // 7 × 7, stride 2, one mirrored pixel
            layers.Add(new LayerCost(width, width, 7, side * side));
        }
        long last = side - 3; // 4 × 4 without a border
        layers.Add(new LayerCost(width, width, 4, last * last));
        layers.Add(new LayerCost(width, 1, 1, last * last));
        var once = NetworkCost.Of("content discriminator", layers);
        return once with { MultiplyAdds = 2 * once.MultiplyAdds, Outputs = 2 * once.Outputs };
    }

    private static long Places(long side, int halvings) => Math.Max(1, side >> halvings) * Math.Max(1, side >> halvings);
}
