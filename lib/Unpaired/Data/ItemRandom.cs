namespace Unpaired.Data;

/// <summary>
/// A small random generator whose state is one number, so that every item of every epoch can have its own: what is
/// drawn
/// for an item depends on the seed and its place, never on which worker came first. Algorithm: SplitMix64.
/// </summary>
public struct ItemRandom
{
    private ulong state;

    /// <summary>The generator of one place.</summary>
    /// <param name="seed">The experiment's seed.</param>
    /// <param name="place">For example domain, epoch and position; another place gives unrelated numbers.</param>
    public ItemRandom(long seed, params ReadOnlySpan<long> place)
    {
        state = (ulong)seed;
        foreach (long coordinate in place)
            state = Next() ^ (ulong)coordinate;
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        ulong mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A whole number from 0 to <paramref name="bound"/> − 1.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>The numbers 0 to <paramref name="count"/> − 1 in random order.</summary>
    public int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }
}
