namespace Unpaired.Worlds;

/// <summary>
/// Random numbers that stay the same on every machine and in every version of .NET, with 64 bits of seed.
/// </summary>
/// <remarks>SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014,
/// figure 15.</remarks>
public sealed class SplitMixRandom : Random
{
    private ulong state;

    /// <summary>Starts a stream.</summary>
    /// <param name="seed">Any number; each gives its own stream.</param>
    /// <param name="stream">Further numbers that tell streams of one seed apart, such as domain and index.</param>
    public SplitMixRandom(long seed, params ReadOnlySpan<long> stream)
    {
        state = Mix((ulong)seed);
        foreach (var part in stream)
            state = Mix(state + 0x9E3779B97F4A7C15UL + (ulong)part);
    }

    /// <inheritdoc/>
    public override double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <inheritdoc/>
    protected override double Sample() => NextDouble();

    /// <inheritdoc/>
    public override int Next() => Next(int.MaxValue);

    /// <inheritdoc/>
    public override int Next(int maxValue) => Next(0, maxValue);

    /// <inheritdoc/>
    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return (int)(minValue + (long)(NextDouble() * ((long)maxValue - minValue)));
    }

    /// <inheritdoc/>
    public override void NextBytes(Span<byte> buffer)
    {
        for (var i = 0; i < buffer.Length; i++)
            buffer[i] = (byte)NextBits();
    }

    /// <inheritdoc/>
    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    private ulong NextBits()
    {
        state += 0x9E3779B97F4A7C15UL;
        return Mix(state);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
