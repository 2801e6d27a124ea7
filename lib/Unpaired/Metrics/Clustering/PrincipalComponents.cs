using static TorchSharp.torch;

namespace Unpaired.Metrics.Clustering;

/// <summary>The directions in which points spread most.</summary>
public static class PrincipalComponents
{
    /// <summary>The points in the coordinates of largest variance.</summary>
    /// <param name="points">[N, D], N at least 2.</param>
    /// <param name="count">Coordinates to keep; at most the smaller of N and D are kept.</param>
    /// <returns>[N, count], float64, on the CPU, centred; the coordinate largest in size of each direction is positive,
    /// so that the result does not depend on a library's choice of sign. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Another shape, or a count below 1.</exception>
    public static Tensor Project(Tensor points, int count)
    {
        if (points.dim() != 2 || points.shape[0] < 2 || count < 1)
            throw new ArgumentException(
                $"Expected points [N, D], N at least 2, and at least 1 component; got "
                + $"[{string.Join(", ", points.shape)}] and {count}.");
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var x = points.detach().to(float64).cpu();
        x = x - x.mean([0], keepdim: true);
        count = (int)Math.Min(count, Math.Min(x.shape[0], x.shape[1]));
        bool tall = x.shape[0] >= x.shape[1];
        var (values, vectors) = linalg.eigh(tall ? x.t().mm(x) : x.mm(x.t()));
        long last = values.shape[0];
        var top = vectors.narrow(1, last - count, count).flip(1);
        // Of few points in many dimensions, the small matrix gives the projections at once.
        var projected = tall ? x.mm(top) : top * values.narrow(0, last - count, count).flip(0).clamp(min: 0).sqrt();
        var largest = projected.abs().argmax(0, keepdim: true);
        return (projected * projected.gather(0, largest).sign()).MoveToOuterDisposeScope();
    }
}
