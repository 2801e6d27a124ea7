using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>The losses of differences of boxes.</summary>
internal static class SmoothL1
{
    /// <summary>Σ 0.5 d² / β where |d| &lt; β, else |d| − 0.5 β, with β = 1/9.</summary>
    internal static Tensor Sum(Tensor predicted, Tensor wanted) =>
        nn.functional.smooth_l1_loss(predicted, wanted, nn.Reduction.Sum, 1.0 / 9);
}
