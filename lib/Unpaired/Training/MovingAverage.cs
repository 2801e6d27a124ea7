using System.Globalization;
using TorchSharp.Modules;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>
/// The exponential moving average of weights, θ̄ ← βₜ θ̄ + (1 − βₜ) θ: GANs circle round a good point, their average
/// lies nearer to it.
/// </summary>
/// <remarks>
/// βₜ = min(β, (1 + t) / (10 + t)), so that the first, random weights are soon forgotten. Not part of the original
/// MUNIT or UNIT; see Yazıcı et al., "The Unusual Effectiveness of Averaging in GAN Training", ICLR 2019.
/// </remarks>
public sealed class MovingAverage : IDisposable
{
    private const string UpdatesKey = "updates";

    private readonly List<(Parameter Live, Tensor Average)> weights;
    private readonly double decay;
    private long updates;

    /// <summary>Starts at the present weights.</summary>
    /// <param name="networks">Whose weights to average; buffers are not averaged.</param>
    /// <param name="decay">β, at least 0 and below 1; 0.999 remembers about a thousand updates.</param>
    /// <exception cref="ArgumentException">Another decay.</exception>
    public MovingAverage(IEnumerable<nn.Module> networks, double decay)
    {
        if (decay is not (>= 0 and < 1))
            throw new ArgumentException($"Expected a decay of at least 0 and below 1; got {decay}.", nameof(decay));
        this.decay = decay;
        // Once each: of two entries for one shared parameter, Apply would take the first one's average for the weights.
        weights = [.. networks.SelectMany(network => network.parameters()).DistinctBy(live => live.Handle)
            .Select(live => (live, live.detach().clone().DetachFromDisposeScope()))];
    }

    /// <summary>Takes the present weights in; call it after each step.</summary>
    public void Update()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        double beta = Math.Min(decay, (1.0 + updates) / (10.0 + updates));
        updates++;
        foreach (var (live, average) in weights)
            average.lerp_(live, 1 - beta);
    }

    /// <summary>Puts the average into the networks until the result is disposed; do not train meanwhile.</summary>
    public IDisposable Apply()
    {
        Swap();
        return new Restoration(Swap);
    }

    /// <summary>Updates so far; with the averages it is all that a later run needs to go on.</summary>
    public long Updates => updates;

    /// <summary>Writes averages and count as one safetensors file.</summary>
    /// <param name="path">Replaced as a whole or not at all.</param>
    public void Save(string path) => Safetensors.Save(
        path,
        weights.Select((pair, i) => KeyValuePair.Create(Name(i), pair.Average)),
        new Dictionary<string, string> { [UpdatesKey] = updates.ToString(CultureInfo.InvariantCulture) });

    /// <summary>Goes on from what <see cref="Save"/> wrote.</summary>
    /// <param name="path">Of an average of the same networks.</param>
    /// <exception cref="InvalidDataException">Of other networks.</exception>
    public void Load(string path)
    {
        using var file = Safetensors.Load(path);
        using var quiet = no_grad();
        if (file.Tensors.Count != weights.Count || !file.Metadata.TryGetValue(UpdatesKey, out string? count))
            throw new InvalidDataException(
                $"{path}: expected the average of {weights.Count} weights with '{UpdatesKey}'; "
                + $"found {file.Tensors.Count} tensors.");
        for (int i = 0; i < weights.Count; i++)
        {
            var average = weights[i].Average;
            if (!file.Tensors.TryGetValue(Name(i), out var stored) || !stored.shape.SequenceEqual(average.shape))
                throw new InvalidDataException(
                    $"{path}: expected '{Name(i)}' of shape [{string.Join(", ", average.shape)}]. "
                    + "Is the configuration that of this run?");
            average.copy_(stored);
        }
        updates = long.Parse(count, CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public void Dispose() => weights.ForEach(pair => pair.Average.Dispose());

    private static string Name(int index) => index.ToString("D4", CultureInfo.InvariantCulture);

    private void Swap()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (live, average) in weights)
        {
            var kept = live.clone();
            live.copy_(average);
            average.copy_(kept);
        }
    }

    private sealed class Restoration(Action restore) : IDisposable
    {
        private Action? pending = restore;

        public void Dispose()
        {
            pending?.Invoke();
            pending = null;
        }
    }
}
