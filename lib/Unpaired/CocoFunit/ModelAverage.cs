using Unpaired.Checkpoints;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.CocoFunit;

/// <summary>The averaged generator, which translates: avg ← β · avg + (1 − β) · current, a copy until
/// start_iteration.</summary>
/// <remarks>
/// Every entry of the state dict is averaged. With remove_sn a spectrally normalised layer of the copy has plain
/// weights, and what is averaged is weight_orig / σ with the stored u and v. Without it weight_orig, u and v are
/// averaged one by one — parity: u and v lose their length of 1. Original: imaginaire utils/model_average.py (c6f7484).
/// </remarks>
public sealed class ModelAverage : IDisposable
{
    private readonly ModelAverageConfig config;
    private readonly List<(Tensor Average, Func<Tensor> Current)> entries;

    /// <summary>Starts as a copy.</summary>
    /// <param name="config">Decay and start.</param>
    /// <param name="source">The trained generator, in its final precision and place; stays the caller's.</param>
    public ModelAverage(ModelAverageConfig config, CocoFunitGenerator source)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        this.config = config;
        var like = source.parameters().First();
        Generator = new CocoFunitGenerator(source.Config, Copied(source.Config, config));
        TorchSharp.ModuleExtensionMethods.to(Generator, like.dtype);
        TorchSharp.ModuleExtensionMethods.to(Generator, like.device);
        Generator.KeepState();
        Generator.eval();
        foreach (var parameter in Generator.parameters()) parameter.requires_grad = false;
        entries = Pair(Generator, source);
        foreach (var (average, current) in entries) average.copy_(current());
    }

    /// <summary>The average; do not train it.</summary>
    public CocoFunitGenerator Generator { get; }

    /// <summary>Updates so far; imaginaire's <c>num_updates_tracked</c>.</summary>
    public long Updates { get; internal set; }

    /// <summary>Takes the present weights in; call it behind each step of the generator.</summary>
    public void Update()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        Updates++;
        // Parity: β = 0 makes a copy, by the same formula.
        double beta = Updates <= config.StartIteration ? 0 : config.Decay;
        foreach (var (average, current) in entries) average.TimesInPlace(beta).PlusInPlace(current(), 1 - beta);
    }

    /// <inheritdoc/>
    public void Dispose() => Generator.Dispose();

    /// <summary>How the copy's weights are stored.</summary>
    internal static WeightNormalization Copied(CocoFunitGeneratorConfig generator, ModelAverageConfig config) =>
        generator.Weights == WeightNormalization.Spectral && config.RemoveSpectral
            ? WeightNormalization.SpectralRemoved
            : generator.Weights;

    private static List<(Tensor, Func<Tensor>)> Pair(CocoFunitGenerator copy, CocoFunitGenerator source)
    {
        const string weight = ".weight";
        var current = StateDict.Of(source);
        var layers = source.named_modules().Where(entry => entry.module is LayerWeights)
            .ToDictionary(entry => entry.name, entry => (LayerWeights)entry.module);
        var pairs = new List<(Tensor, Func<Tensor>)>();
        foreach (var (name, average) in StateDict.Of(copy))
        {
            if (current.TryGetValue(name, out var same)) pairs.Add((average, () => same));
            else pairs.Add((average, layers[name[..^weight.Length]].AtRest));
        }
        return pairs;
    }
}
