using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>Where a detector's training gets its random choices from.</summary>
public interface IDetectorDraws
{
    /// <summary>The numbers 0 to <paramref name="count"/> − 1 in random order.</summary>
    /// <param name="count">At least 0.</param>
    /// <returns>[count] int64, on the CPU; its first entries alone if no more are looked at. The caller owns
    /// it.</returns>
    Tensor Permutation(long count);

    /// <summary>A number from 0 to <paramref name="count"/> − 1.</summary>
    int Choose(int count);
}

/// <summary>Choices drawn from a generator.</summary>
/// <param name="random">On the CPU; stays the caller's.</param>
public sealed class RandomDraws(Generator random) : IDetectorDraws
{
    /// <inheritdoc/>
    public Tensor Permutation(long count) => randperm(count, dtype: int64, generator: random);

    /// <inheritdoc/>
    public int Choose(int count)
    {
        using var scope = NewDisposeScope();
        return Math.Min(count - 1, (int)(rand(1, generator: random).item<float>() * count));
    }
}

/// <summary>Draws examples for a loss, with at most a part of them positive.</summary>
/// <remarks>Original: torchvision.models.detection._utils.BalancedPositiveNegativeSampler (0.14.1).</remarks>
/// <param name="Size">Examples for each picture.</param>
/// <param name="PositivePart">Which part may be positive, 0 to 1.</param>
public sealed record BalancedSampler(int Size, double PositivePart)
{
    /// <summary>Draws the examples of one picture: two permutations, positives first, even of nothing.</summary>
    /// <param name="labels">[N]: at least 1 positive, 0 negative, below 0 ignored.</param>
    /// <param name="draws">Gives the permutations.</param>
    /// <returns>Indices, rising, int64. The caller owns them.</returns>
    public (Tensor Positive, Tensor Negative) Sample(Tensor labels, IDetectorDraws draws)
    {
        using var scope = NewDisposeScope();
        var positive = labels.IsAtLeast(1).Positions();
        var negative = labels.Is(0).Positions();
        long positives = Math.Min(positive.shape[0], (long)(Size * PositivePart));
        long negatives = Math.Min(negative.shape[0], Size - positives);
        return (Some(positive, positives, draws).MoveToOuterDisposeScope(),
            Some(negative, negatives, draws).MoveToOuterDisposeScope());
    }

    private static Tensor Some(Tensor from, long count, IDetectorDraws draws)
    {
        var order = draws.Permutation(from.shape[0]).narrow(0, 0, count).to(from.device);
        return from.index_select(0, order).sort(0).Values;
    }
}
