using System.Globalization;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Verification;

/// <summary>How far a tensor is from what was expected.</summary>
/// <param name="Absolute">The largest difference; infinite where shapes differ or only one value is finite.</param>
/// <param name="Magnitude">The largest finite magnitude expected.</param>
/// <param name="Message">Where the largest difference is and both values there, or both shapes.</param>
internal readonly record struct TensorDifference(double Absolute, double Magnitude, string Message)
{
    /// <summary>Compares in float64. Equal infinities and two NaNs agree.</summary>
    public static TensorDifference Between(Tensor expected, Tensor actual)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        if (!expected.shape.AsSpan().SequenceEqual(actual.shape))
        {
            return new TensorDifference(double.PositiveInfinity, 0,
                $"expected shape {Text.Shape(expected.shape)}, got {Text.Shape(actual.shape)}");
        }

        if (expected.numel() == 0)
            return new TensorDifference(0, 0, "empty");
        var e = expected.detach().cpu().to(float64).flatten();
        var a = actual.detach().cpu().to(float64).flatten();
        var same = a.eq(e).logical_or(a.isnan().logical_and(e.isnan()));
        var difference = where(same, zeros_like(e), (a - e).abs())
            .nan_to_num(double.PositiveInfinity, double.PositiveInfinity);
        double magnitude = where(e.isfinite(), e.abs(), zeros_like(e)).max().item<double>();
        long index = difference.argmax().item<long>();
        string place = Text.Shape(Unravel(index, expected.shape));
        return new TensorDifference(difference[index].item<double>(), magnitude,
            $"at {place}: expected {Number(e[index].item<double>())}, got {Number(a[index].item<double>())}");
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static long[] Unravel(long index, long[] shape)
    {
        long[] result = new long[shape.Length];
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            result[i] = index % shape[i];
            index /= shape[i];
        }

        return result;
    }
}
