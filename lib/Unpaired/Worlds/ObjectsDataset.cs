using TorchSharp;
using Unpaired.Data;
using Unpaired.Training;

namespace Unpaired.Worlds;

/// <summary>
/// One side of an unpaired training set, drawn when asked for: picture i is the same on every call and every machine.
/// The objects of domain A and of domain B are different ones even for the same seed. May be read from many threads.
/// </summary>
public sealed class ObjectsDataset : IPictureSource
{
    /// <summary>Keeps these draws apart from those of other sets with the same seed.</summary>
    private const long TrainingStream = 1;

    /// <summary>Describes a set; nothing is drawn yet.</summary>
    /// <param name="world">Who draws, and how large.</param>
    /// <param name="domain">A for outlines, B for coloured objects.</param>
    /// <param name="count">How many pictures; at least 1.</param>
    /// <param name="seed">Another seed, other pictures.</param>
    /// <exception cref="ArgumentException">A count below 1.</exception>
    public ObjectsDataset(ObjectsWorld world, Domain domain, int count, long seed)
    {
        if (count < 1)
            throw new ArgumentException($"Expected at least 1 picture; got {count}.", nameof(count));
        World = world;
        Domain = domain;
        Count = count;
        Seed = seed;
    }

    /// <summary>Who draws.</summary>
    public ObjectsWorld World { get; }

    /// <summary>Which side of the translation.</summary>
    public Domain Domain { get; }

    /// <summary>How many pictures.</summary>
    public int Count { get; }

    /// <summary>What all draws follow from.</summary>
    public long Seed { get; }

    /// <summary>A picture.</summary>
    /// <param name="index">0 to Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another index.</exception>
    public Picture this[int index] => Domain == Domain.A
        ? World.RenderOutline(Content(index))
        : World.Render(Content(index), Style(index)!);

    /// <inheritdoc/>
    public string NameOf(int index) => $"objects {World.Size} px, domain {Domain}, seed {Seed}, picture {index}";

    /// <summary>What picture <paramref name="index"/> shows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index outside the set.</exception>
    public ObjectContent Content(int index) => World.SampleContent(Draws(index, 0));

    /// <summary>How picture <paramref name="index"/> looks; null in domain A, which has no style.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index outside the set.</exception>
    public ObjectStyle? Style(int index) => Domain == Domain.A ? null : World.SampleStyle(Draws(index, 1));

    /// <summary>Pictures as a network sees them.</summary>
    /// <param name="indices">At least one; 0 to Count − 1.</param>
    /// <returns>[N, 3, H, W] in [-1, 1], float32, on the CPU. The caller owns it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index outside the set.</exception>
    /// <exception cref="ArgumentException">No indices.</exception>
    public torch.Tensor Batch(IEnumerable<int> indices) => Picture.ToBatch(indices.Select(i => this[i]));

    private SplitMixRandom Draws(int index, long purpose)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return new SplitMixRandom(Seed, TrainingStream, (long)Domain, index, purpose);
    }
}
