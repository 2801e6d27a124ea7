using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>The terms of TUNIT's objective.</summary>
/// <remarks>Original: tools/ops.py and train/train_unsupervised.py (405a77c).</remarks>
public static class TunitLosses
{
    /// <summary>τ of the contrastive loss.</summary>
    public const double Temperature = 0.07;

    /// <summary>How much mutual information weighs beside the contrastive loss.</summary>
    public const double InformationWeight = 5;

    private const double Least = 1e-10;

    /// <summary>
    /// Minus the mutual information between the pseudo domains of pictures and of their copies: at least −ln K, reached
    /// when the domains are sure and equally frequent.
    /// </summary>
    /// <remarks>
    /// Ji et al., "Invariant Information Clustering", ICCV 2019, equation 3: −Σ J (ln J − λ ln a − λ ln c) with J the
    /// symmetrised joint distribution and a, c its margins. λ above 1 favours equal frequencies; TUNIT uses 1.
    /// </remarks>
    /// <param name="p">[N, K], probabilities of the pictures.</param>
    /// <param name="q">[N, K], of their copies.</param>
    /// <param name="balance">λ.</param>
    /// <returns>A scalar. The caller owns it.</returns>
    public static Tensor Information(Tensor p, Tensor q, double balance = 1)
    {
        using var scope = NewDisposeScope();
        var joint = Joint(p, q);
        // Parity: margins of the joint before its small entries are replaced; no gradient through replaced ones.
        var rows = Floored(joint.sum(1, keepdim: true));
        var columns = Floored(joint.sum(0, keepdim: true));
        joint = Floored(joint);
        var logs = joint.log() - columns.log().Times(balance) - rows.log().Times(balance);
        return (joint * logs).sum().neg().MoveToOuterDisposeScope();
    }

    /// <summary>How often a picture is in domain i and its copy in j, made symmetric; sums to 1.</summary>
    /// <param name="p">[N, K], probabilities of the pictures.</param>
    /// <param name="q">[N, K], of their copies.</param>
    /// <returns>[K, K]. The caller owns it.</returns>
    public static Tensor Joint(Tensor p, Tensor q)
    {
        using var scope = NewDisposeScope();
        var joint = (p.unsqueeze(2) * q.unsqueeze(1)).sum([0]);
        joint = (joint + joint.t()).Over(2);
        return (joint / joint.sum()).MoveToOuterDisposeScope();
    }

    /// <summary>A style code must be nearer to its own key than to the keys in the queue: plain dot products.</summary>
    /// <remarks>He et al., "Momentum Contrast", CVPR 2020, equation 1; TUNIT does not normalise.</remarks>
    /// <param name="query">[N, sty_dim].</param>
    /// <param name="key">[N, sty_dim], the codes of the copies; no gradient passes.</param>
    /// <param name="queue">[M, sty_dim], earlier keys.</param>
    /// <param name="temperature">τ.</param>
    /// <returns>A scalar, at least 0. The caller owns it.</returns>
    public static Tensor Contrast(Tensor query, Tensor key, Tensor queue, double temperature = Temperature)
    {
        using var scope = NewDisposeScope();
        var positive = (query * key.detach()).sum(1, keepdim: true);
        var logits = cat([positive, query.mm(queue.detach().t())], 1).Over(temperature);
        var first = zeros(query.shape[0], dtype: int64, device: query.device);
        return nn.functional.cross_entropy(logits, first).MoveToOuterDisposeScope();
    }

    /// <summary>Hinge loss of the discriminator on pictures: mean max(1 − l, 0).</summary>
    public static Tensor HingeReal(Tensor logits)
    {
        using var scope = NewDisposeScope();
        return logits.neg().Plus(1).relu().mean().MoveToOuterDisposeScope();
    }

    /// <summary>Hinge loss of the discriminator on translations: mean max(1 + l, 0).</summary>
    public static Tensor HingeFake(Tensor logits)
    {
        using var scope = NewDisposeScope();
        return logits.Plus(1).relu().mean().MoveToOuterDisposeScope();
    }

    /// <summary>The generator's adversarial loss: −mean l.</summary>
    public static Tensor Adversarial(Tensor logits)
    {
        using var scope = NewDisposeScope();
        return logits.mean().neg().MoveToOuterDisposeScope();
    }

    /// <summary>R1: the squared length of ∂l/∂x, mean over pictures, without ½.</summary>
    /// <remarks>Mescheder et al., ICML 2018.</remarks>
    /// <param name="logits">One number per picture (or summed maps), computed from <paramref name="x"/>.</param>
    /// <param name="x">[N, 3, H, W], requires a gradient.</param>
    /// <returns>A scalar that can be differentiated. The caller owns it.</returns>
    public static Tensor Penalty(Tensor logits, Tensor x)
    {
        using var scope = NewDisposeScope();
        var gradient = autograd.grad([logits.sum()], [x], retain_graph: true, create_graph: true)[0];
        return gradient.square().sum().Over(x.shape[0]).MoveToOuterDisposeScope();
    }

    /// <summary>Mean absolute difference.</summary>
    public static Tensor Reconstruction(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        return (x - y).abs().mean().MoveToOuterDisposeScope();
    }

    private static Tensor Floored(Tensor x)
    {
        using TorchSharp.Scalar least = Least;
        return where(x.lt(least), full_like(x.detach(), least), x);
    }
}
