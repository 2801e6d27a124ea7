using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>The adversarial losses, summed (not averaged) over the discriminator's scales.</summary>
/// <remarks>MUNIT paper, section 4, the adversarial loss; least squares after Mao et al. Original: MUNIT networks.py,
/// MsImageDis.calc_*_loss.</remarks>
public static class GanLoss
{
    /// <summary>What a discriminator minimises: scores of translations towards 0, of real pictures towards 1.</summary>
    /// <param name="kind">lsgan: Σ mean(f²) + mean((r − 1)²), without ½; nsgan: Σ −mean(log(1 − σ(f))) − mean(log
    /// σ(r)).</param>
    /// <param name="fake">One [N, 1, h, w] per scale, unbounded.</param>
    /// <param name="real">The same for real pictures.</param>
    /// <returns>A scalar. The caller owns it.</returns>
    public static Tensor Discriminator(GanKind kind, IReadOnlyList<Tensor> fake, IReadOnlyList<Tensor> real)
    {
        using var scope = NewDisposeScope();
        return fake.Zip(real, (f, r) => Towards(kind, f, 0) + Towards(kind, r, 1))
            .Aggregate((a, b) => a + b).MoveToOuterDisposeScope();
    }

    /// <summary>What a generator minimises: scores of its translations towards 1.</summary>
    /// <param name="kind">lsgan: Σ mean((f − 1)²); nsgan: Σ −mean(log σ(f)).</param>
    /// <param name="fake">One [N, 1, h, w] per scale, unbounded.</param>
    /// <returns>A scalar. The caller owns it.</returns>
    public static Tensor Generator(GanKind kind, IReadOnlyList<Tensor> fake)
    {
        using var scope = NewDisposeScope();
        return fake.Select(f => Towards(kind, f, 1)).Aggregate((a, b) => a + b).MoveToOuterDisposeScope();
    }

    // Parity: sigmoid, then cross entropy whose logarithm stops at -100, so saturated scores give 100 and no gradient.
    private static Tensor Towards(GanKind kind, Tensor score, int target) => kind == GanKind.LeastSquares
        ? (target == 0 ? score : score.Plus(-target)).square().mean()
        : nn.functional.binary_cross_entropy(score.sigmoid(), target == 0 ? zeros_like(score) : ones_like(score));
}
