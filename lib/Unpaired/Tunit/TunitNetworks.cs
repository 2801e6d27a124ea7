using TorchSharp;
using Unpaired.Checkpoints;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>The networks that TUNIT trains and their moving averages.</summary>
/// <remarks>Original: main.py, build_model (405a77c); the names there are C, C_EMA, D, G, G_EMA.</remarks>
public sealed class TunitNetworks : IDisposable
{
    /// <summary>Builds the networks; the averages begin as copies.</summary>
    /// <param name="config">Widths and options.</param>
    /// <param name="random">The source of all starting weights, on the CPU.</param>
    /// <param name="dtype">float32, or float64 for parity.</param>
    /// <param name="device">Where they are computed.</param>
    public TunitNetworks(TunitConfig config, Generator random, ScalarType dtype, Device device)
    {
        config.CheckNetworks();
        Guide = NewGuide(config);
        GuideAverage = NewGuide(config);
        Judge = new TunitDiscriminator(config);
        Painter = new TunitGenerator(config);
        PainterAverage = new TunitGenerator(config);
        Guide.Reset(random, config.ClusterHeadDeviation);
        WeightInitialization.Apply(Judge, InitializationKind.Kaiming, random);
        WeightInitialization.Apply(Painter, InitializationKind.Kaiming, random);
        foreach (var (_, network) in Named) network.to(dtype).to(device).KeepState();
        CopyState(Guide, GuideAverage);
        CopyState(Painter, PainterAverage);
    }

    /// <summary>C: the guiding network.</summary>
    public GuidingNetwork Guide { get; }

    /// <summary>C_EMA: its moving average, which makes the keys and, after training, the style codes.</summary>
    public GuidingNetwork GuideAverage { get; }

    /// <summary>D.</summary>
    public TunitDiscriminator Judge { get; }

    /// <summary>G.</summary>
    public TunitGenerator Painter { get; }

    /// <summary>G_EMA: the moving average of G, which translates after training.</summary>
    public TunitGenerator PainterAverage { get; }

    /// <summary>All of them by the original's names, in the order of its checkpoints.</summary>
    internal IReadOnlyList<(string Name, nn.Module Network)> Named =>
        [("C", Guide), ("C_EMA", GuideAverage), ("D", Judge), ("G", Painter), ("G_EMA", PainterAverage)];

    /// <summary>A guiding network with the framework's default weights.</summary>
    internal static GuidingNetwork NewGuide(TunitConfig config) =>
        new(config.ParseWidths(), config.Clusters, config.StyleSize);

    /// <summary>Copies parameters and buffers.</summary>
    internal static void CopyState(nn.Module from, nn.Module to) =>
        StateDict.LoadInto(to, StateDict.Of(from), from.GetName());

    /// <summary>Copies buffers: batch statistics and counters.</summary>
    internal static void CopyBuffers(nn.Module from, nn.Module to)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (target, source) in to.buffers().Zip(from.buffers())) target.copy_(source);
    }

    /// <summary>average ← decay · average + (1 − decay) · live; parameters only. Parity: buffers wait for the epoch's
    /// end.</summary>
    internal static void Average(nn.Module live, nn.Module average, double decay)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (target, source) in average.parameters().Zip(live.parameters()))
            target.TimesInPlace(decay).PlusInPlace(source, 1 - decay);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, network) in Named) network.Dispose();
    }
}
