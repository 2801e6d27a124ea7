using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>The numbers in which convolutions and linear layers are computed.</summary>
public enum Precision
{
    /// <summary>As the weights are: float32, or float64 for parity.</summary>
    Float32,
    /// <summary>bfloat16: the range of float32 with 8 bits of precision; half the bytes to move.</summary>
    BFloat16,
}

/// <summary>The convolutions and linear layers of all blocks, in the precision that is in force on this
/// thread.</summary>
/// <remarks>
/// In bfloat16 weights and inputs are cast on the way in and the result is cast back, so the gradient reaches float32
/// weights. Norms, activations, losses and penalties never see bfloat16, and neither do the 1×1 convolutions at the
/// end of a network, whose scores and codes go straight into losses. The products are added up in float32 by the
/// processor (or GPU); only inputs and results are rounded, each to one part in 256.
/// </remarks>
internal static class Products
{
    [ThreadStatic] private static Precision precision;

    /// <summary>Sets the precision of this thread until the result is disposed.</summary>
    internal static IDisposable In(Precision wanted)
    {
        var before = precision;
        precision = wanted;
        return new Restoration(before);
    }

    /// <summary>A convolution with zeros beyond the border.</summary>
    /// <param name="x">[N, I, H, W].</param>
    /// <param name="weight">[O, I, k, k].</param>
    /// <param name="bias">[O], or null.</param>
    /// <param name="stride">Pixels between places.</param>
    /// <param name="padding">Zeros on each side.</param>
    /// <returns>[N, O, H', W'] in the type of <paramref name="x"/>. The caller owns it.</returns>
    internal static Tensor Convolve(Tensor x, Tensor weight, Tensor? bias = null, long stride = 1, long padding = 0)
    {
        long[] strides = [stride, stride], paddings = [padding, padding];
        if (precision == Precision.Float32) return nn.functional.conv2d(x, weight, bias, strides, paddings);
        using var scope = NewDisposeScope();
        return nn.functional.conv2d(Narrow(x), Narrow(weight), bias is null ? null : Narrow(bias), strides, paddings)
            .to(x.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>x Wᵀ + b.</summary>
    /// <param name="x">[N, I].</param>
    /// <param name="weight">[O, I].</param>
    /// <param name="bias">[O].</param>
    /// <returns>[N, O] in the type of <paramref name="x"/>. The caller owns it.</returns>
    internal static Tensor Linear(Tensor x, Tensor weight, Tensor bias)
    {
        if (precision == Precision.Float32) return nn.functional.linear(x, weight, bias);
        using var scope = NewDisposeScope();
        return nn.functional.linear(Narrow(x), Narrow(weight), Narrow(bias)).to(x.dtype).MoveToOuterDisposeScope();
    }

    private static Tensor Narrow(Tensor x) => x.to(ScalarType.BFloat16);

    private sealed class Restoration(Precision before) : IDisposable
    {
        public void Dispose() => precision = before;
    }
}
