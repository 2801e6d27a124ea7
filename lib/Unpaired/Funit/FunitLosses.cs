using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Funit;

/// <summary>FUNIT's losses: paper, section 3, equations 4 to 7; original: networks.py and funit_model.py
/// (198f430).</summary>
/// <remarks>All means run over every element: pictures and places at once.</remarks>
public static class FunitLosses
{
    /// <summary>The fixed weight of <see cref="GradientPenalty"/>; no configuration key reaches it.</summary>
    public const double PenaltyWeight = 10;

    /// <summary>What the discriminator pays for real pictures: mean max(0, 1 − r).</summary>
    /// <param name="response">[N, h, w], unbounded.</param>
    /// <returns>A scalar. The caller owns it.</returns>
    public static Tensor Real(Tensor response) => Hinge(response, -1);

    /// <summary>What the discriminator pays for translations: mean max(0, 1 + r).</summary>
    /// <param name="response">[N, h, w], unbounded.</param>
    /// <returns>A scalar. The caller owns it.</returns>
    public static Tensor Fake(Tensor response) => Hinge(response, 1);

    /// <summary>What the generator pays: −mean r.</summary>
    /// <param name="response">[N, h, w], unbounded.</param>
    /// <returns>A scalar. The caller owns it.</returns>
    public static Tensor Deceive(Tensor response)
    {
        using var scope = NewDisposeScope();
        return response.mean().neg().MoveToOuterDisposeScope();
    }

    /// <summary>R1: how much the scores of real pictures change with their pixels, (1/N) Σ (∂ mean r / ∂ x)².</summary>
    /// <remarks>
    /// Parity (quirk 6): the mean runs over the batch too, so the penalty is 1/N³ Σ ‖∇‖² and weakens as batches grow;
    /// there is no ½, and the weight is always <see cref="PenaltyWeight"/>.
    /// </remarks>
    /// <param name="response">[N, h, w], computed from <paramref name="x"/>.</param>
    /// <param name="x">[N, 3, H, W], a leaf that requires a gradient.</param>
    /// <returns>A scalar that can be differentiated again. The caller owns it.</returns>
    public static Tensor GradientPenalty(Tensor response, Tensor x)
    {
        using var scope = NewDisposeScope();
        var gradient = autograd.grad([response.mean()], [x], retain_graph: true, create_graph: true)[0];
        return gradient.square().sum().Over(x.shape[0]).MoveToOuterDisposeScope();
    }

    /// <summary>Features of the last block averaged over all places: what feature matching compares.</summary>
    /// <remarks>Parity (quirk 8): the paper compares features of all but the last layer, place by place.</remarks>
    /// <param name="features">[N, C, h, w].</param>
    /// <returns>[N, C]. The caller owns it.</returns>
    public static Tensor Pooled(Tensor features)
    {
        using var scope = NewDisposeScope();
        return features.mean([3]).mean([2]).MoveToOuterDisposeScope();
    }

    /// <summary>Mean absolute difference.</summary>
    /// <returns>A scalar. The caller owns it.</returns>
    public static Tensor Distance(Tensor x, Tensor target)
    {
        using var scope = NewDisposeScope();
        return (x - target).abs().mean().MoveToOuterDisposeScope();
    }

    /// <summary>The share of places that are judged real, r ≥ 0.</summary>
    /// <returns>A scalar without gradient. The caller owns it.</returns>
    public static Tensor JudgedReal(Tensor response)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using TorchSharp.Scalar border = 0;
        return response.ge(border).to(response.dtype).mean().MoveToOuterDisposeScope();
    }

    private static Tensor Hinge(Tensor response, double sign)
    {
        using var scope = NewDisposeScope();
        return response.Times(sign).PlusInPlace(1).relu_().mean().MoveToOuterDisposeScope();
    }
}
