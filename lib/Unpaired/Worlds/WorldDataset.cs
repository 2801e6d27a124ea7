using TorchSharp;
using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>
/// One domain of an unpaired training set, drawn when asked for: picture i is the same on every call and every
/// machine. Each domain has contents of its own even for the same seed. May be read from many threads.
/// </summary>
public abstract class WorldDataset : IPictureSource
{
    private readonly long stream;
    private readonly long domain;

    /// <summary>Describes a set; nothing is drawn yet.</summary>
    /// <param name="count">How many pictures; at least 1.</param>
    /// <param name="seed">Another seed, other pictures.</param>
    /// <param name="stream">Keeps these draws apart from those of other sets with the same seed.</param>
    /// <param name="domain">Keeps the domains apart.</param>
    /// <exception cref="ArgumentException">A count below 1.</exception>
    private protected WorldDataset(int count, long seed, long stream, long domain)
    {
        if (count < 1)
            throw new ArgumentException($"Expected at least 1 picture; got {count}.", nameof(count));
        Count = count;
        Seed = seed;
        this.stream = stream;
        this.domain = domain;
    }

    /// <summary>How many pictures.</summary>
    public int Count { get; }

    /// <summary>What all draws follow from.</summary>
    public long Seed { get; }

    /// <summary>A picture.</summary>
    /// <param name="index">0 to Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another index.</exception>
    public abstract Picture this[int index] { get; }

    /// <inheritdoc/>
    public abstract string NameOf(int index);

    /// <summary>Pictures as a network sees them.</summary>
    /// <param name="indices">At least one; 0 to Count − 1.</param>
    /// <returns>[N, 3, H, W] in [-1, 1], float32, on the CPU. The caller owns it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index outside the set.</exception>
    /// <exception cref="ArgumentException">No indices.</exception>
    public torch.Tensor Batch(IEnumerable<int> indices) => Picture.ToBatch(indices.Select(i => this[i]));

    /// <summary>Where the draws of a picture come from.</summary>
    /// <param name="index">The picture.</param>
    /// <param name="purpose">0 for its content, 1 for its style.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index outside the set.</exception>
    private protected SplitMixRandom Draws(int index, long purpose)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return new SplitMixRandom(Seed, stream, domain, index, purpose);
    }
}
