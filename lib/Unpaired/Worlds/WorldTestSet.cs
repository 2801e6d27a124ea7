namespace Unpaired.Worlds;

/// <summary>
/// Questions to a translator with their answers. Never overlaps with a training set, whatever the seeds. May be read
/// from many threads.
/// </summary>
/// <typeparam name="TPair">One question with its answer.</typeparam>
public abstract class WorldTestSet<TPair>
{
    private readonly long stream;

    /// <summary>Describes a set; nothing is drawn yet.</summary>
    /// <param name="count">How many pairs; at least 1.</param>
    /// <param name="seed">Another seed, other pairs.</param>
    /// <param name="stream">Keeps these draws apart from those of other sets with the same seed.</param>
    /// <exception cref="ArgumentException">A count below 1.</exception>
    private protected WorldTestSet(int count, long seed, long stream)
    {
        if (count < 1)
            throw new ArgumentException($"Expected at least 1 pair; got {count}.", nameof(count));
        Count = count;
        Seed = seed;
        this.stream = stream;
    }

    /// <summary>How many pairs.</summary>
    public int Count { get; }

    /// <summary>What all draws follow from.</summary>
    public long Seed { get; }

    /// <summary>A pair.</summary>
    /// <param name="index">0 to Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another index.</exception>
    public TPair this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return Draw(purpose => new SplitMixRandom(Seed, stream, index, purpose));
        }
    }

    /// <summary>Every pair, drawn one after the other.</summary>
    public IEnumerable<TPair> Pairs() => Enumerable.Range(0, Count).Select(i => this[i]);

    /// <summary>Makes a pair.</summary>
    /// <param name="draws">Where its draws come from, for each purpose (content, style and so on) apart.</param>
    private protected abstract TPair Draw(Func<long, SplitMixRandom> draws);
}
