using static TorchSharp.torch;
using static Unpaired.Layers.NumberArithmetic;

namespace Unpaired.Detection;

/// <summary>Tensors compared with numbers; the numbers live until the call is over, see NumberArithmetic.</summary>
internal static class TensorComparison
{
    /// <summary>x &gt; number.</summary>
    internal static Tensor IsAbove(this Tensor x, double number) => With(number, alive => x.gt(alive));

    /// <summary>x ≥ number.</summary>
    internal static Tensor IsAtLeast(this Tensor x, double number) => With(number, alive => x.ge(alive));

    /// <summary>x &lt; number.</summary>
    internal static Tensor IsBelow(this Tensor x, double number) => With(number, alive => x.lt(alive));

    /// <summary>x = number.</summary>
    internal static Tensor Is(this Tensor x, long number) => With(number, alive => x.eq(alive));

    /// <summary>max(x, number).</summary>
    internal static Tensor RaisedTo(this Tensor x, double number) => With(number, alive => x.clamp_min(alive));

    /// <summary>max(x, 0) of whole numbers, which stay whole.</summary>
    internal static Tensor FromZero(this Tensor x) => With(0L, alive => x.clamp_min(alive));

    /// <summary>min(x, number).</summary>
    internal static Tensor LoweredTo(this Tensor x, double number) => With(number, alive => x.clamp_max(alive));

    /// <summary>0 to count − 1. [count] int64, on the CPU.</summary>
    internal static Tensor Counting(long count) => With(count, alive => arange(alive, dtype: int64));

    /// <summary>x · number, both whole.</summary>
    internal static Tensor TimesWhole(this Tensor x, long number) => With(number, alive => x.mul(alive));

    /// <summary>A tensor like another one, of one number.</summary>
    internal static Tensor FilledWith(this Tensor x, double number) => With(number, alive => full_like(x, alive));

    /// <summary>Where a vector of booleans is true, rising. [K], int64.</summary>
    internal static Tensor Positions(this Tensor mask)
    {
        using var found = mask.nonzero();
        return found.flatten();
    }

    /// <summary>The numbers of a vector.</summary>
    internal static long[] ToLongs(this Tensor vector)
    {
        using var scope = NewDisposeScope();
        return vector.numel() == 0 ? [] : vector.to(int64).cpu().contiguous().data<long>().ToArray();
    }

    /// <summary>The numbers of a tensor, row by row.</summary>
    internal static double[] ToDoubles(this Tensor values)
    {
        using var scope = NewDisposeScope();
        return values.numel() == 0 ? [] : values.detach().to(float64).cpu().contiguous().data<double>().ToArray();
    }
}
