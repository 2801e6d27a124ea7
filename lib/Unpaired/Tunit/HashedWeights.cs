using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>Weights from an integer hash of name and place, so that a network of the published size needs no
/// file.</summary>
internal static class HashedWeights
{
    internal const uint InputEntry = 100_000;
    private const uint EntryFactor = 1_000_003, SeedFactor = 7919, Mix1 = 0x85ebca6b, Mix2 = 0xc2b2ae35;

    /// <summary>Numbers in [-1, 1) in float64.</summary>
    /// <param name="shape">Of the tensor.</param>
    /// <param name="entry">Its place in the state dict.</param>
    /// <param name="seed">Of the case.</param>
    internal static Tensor Numbers(long[] shape, uint entry, uint seed)
    {
        double[] values = new double[shape.Aggregate(1L, (product, side) => product * side)];
        uint start = unchecked(EntryFactor * entry + SeedFactor * seed);
        Parallel.For(0, (values.Length + 65535) / 65536, block =>
        {
            int end = Math.Min(values.Length, (block + 1) * 65536);
            for (int i = block * 65536; i < end; i++) values[i] = Hash(unchecked((uint)i + start));
        });
        return tensor(values, shape);
    }

    /// <summary>Fills one entry of a state dict by the rules of its name.</summary>
    internal static void Fill(Tensor target, string name, uint entry, uint seed)
    {
        using var scope = NewDisposeScope();
        string last = name[(name.LastIndexOf('.') + 1)..];
        if (last == "num_batches_tracked")
        {
            target.zero_();
            return;
        }
        var u = Numbers(target.shape, entry, seed);
        var values = last switch
        {
            "running_mean" or "tau" or "beta" => u * 0.1,
            "running_var" => u * 0.25 + 1,
            "gamma" => u * 0.2 + 1,
            _ when target.dim() >= 2 => u * Math.Sqrt(6.0 / (target.numel() / target.shape[0])),
            "weight" => u * 0.2 + 1,
            _ => u * 0.1,
        };
        target.copy_(values.to(float32));
    }

    private static double Hash(uint x)
    {
        unchecked
        {
            x ^= x >> 16;
            x *= Mix1;
            x ^= x >> 13;
            x *= Mix2;
            x ^= x >> 16;
        }
        return 2.0 * x / 4294967296.0 - 1;
    }
}
