using TorchSharp;
using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>Tensors and numbers, for code that runs millions of times.</summary>
/// <remarks>
/// TorchSharp turns a number into an object with a finalizer and hands only its native address on. If another
/// thread's allocation starts
/// a garbage collection at that moment, the native number is freed while it is being read, and the call fails
/// ("Expected false to be true", toDouble). The operators <c>x * 2.0</c> have this flaw; here the object lives until
/// the call is over.
/// </remarks>
internal static class NumberArithmetic
{
    // Of the whole process, so that nothing frees it.
    private static readonly Scalar One = 1;

    /// <summary>x + y; the operator makes a number too, the factor 1 of y.</summary>
    internal static Tensor Plus(this Tensor x, Tensor y) => x.add(y, One);

    /// <summary>x + number.</summary>
    internal static Tensor Plus(this Tensor x, double number) => With(number, alive => x.add(alive));

    /// <summary>x · number.</summary>
    internal static Tensor Times(this Tensor x, double number) => With(number, alive => x.mul(alive));

    /// <summary>x / number.</summary>
    internal static Tensor Over(this Tensor x, double number) => With(number, alive => x.div(alive));

    /// <summary>x ← x · number.</summary>
    internal static Tensor TimesInPlace(this Tensor x, double number) => With(number, alive => x.mul_(alive));

    /// <summary>x ← x + number.</summary>
    internal static Tensor PlusInPlace(this Tensor x, double number) => With(number, alive => x.add_(alive));

    /// <summary>x, or slope · x below zero.</summary>
    internal static Tensor LeakyRelu(this Tensor x, double slope) => With(slope, alive => x.leaky_relu(alive));

    /// <summary>x ← x, or slope · x below zero.</summary>
    internal static Tensor LeakyReluInPlace(this Tensor x, double slope) => With(slope, alive => x.leaky_relu_(alive));

    /// <summary>x ← x + factor · y.</summary>
    internal static Tensor PlusInPlace(this Tensor x, Tensor y, double factor) =>
        With(factor, alive => x.add_(y, alive));

    /// <summary>A call with a number that lives until it is over.</summary>
    internal static Tensor With(Scalar number, Func<Scalar, Tensor> call)
    {
        using (number) return call(number);
    }
}
