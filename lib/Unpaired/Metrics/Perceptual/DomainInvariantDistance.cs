using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Metrics.Perceptual;

/// <summary>DIPD: how far a translation's content is from its source's, by VGG features from which the look has been
/// taken.</summary>
/// <remarks>
/// Specification metrics.md, section 7: MUNIT's <see cref="PerceptualLoss"/> between a translation and its source,
/// which FUNIT reports as a measure of kept content; lower is better.
/// </remarks>
public static class DomainInvariantDistance
{
    /// <summary>The distance of each pair: the mean of (IN(φ(x)) − IN(φ(y)))² over channels and places.</summary>
    /// <param name="vgg">φ, up to relu5_3.</param>
    /// <param name="x">[N, 3, H, W] in [-1, 1].</param>
    /// <param name="y">The same shape: the sources.</param>
    /// <returns>[N]. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Different shapes.</exception>
    public static Tensor PerPair(Vgg16Features vgg, Tensor x, Tensor y)
    {
        if (!x.shape.SequenceEqual(y.shape))
            throw new ArgumentException($"Expected pictures of one shape; got [{string.Join(", ", x.shape)}] and "
                + $"[{string.Join(", ", y.shape)}].");
        using var scope = NewDisposeScope();
        var difference = PerceptualLoss.Features(vgg, x) - PerceptualLoss.Features(vgg, y);
        return difference.square().mean([1, 2, 3]).MoveToOuterDisposeScope();
    }
}
