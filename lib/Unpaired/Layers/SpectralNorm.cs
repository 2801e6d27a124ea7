using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>A convolution's or linear layer's weights, divided by (an estimate of) their largest singular
/// value.</summary>
/// <remarks>
/// Miyato et al., ICLR 2018. Every forward pass, in training <em>and</em> in evaluation, makes one power iteration
/// v ← Wᵀu / (‖Wᵀu‖ + 1e-12), u ← Wv / (‖Wv‖ + 1e-12) and uses W / σ with σ = uᵀWv; the gradient passes σ through W
/// only.
/// Parity: two forward passes before one backward pass each keep the u and v that they were computed with.
/// Original: MUNIT networks.py, SpectralNorm (a82e222). Keys <c>module.bias, module.weight_u, module.weight_v,
/// module.weight_bar</c>.
/// </remarks>
public sealed class SpectralNorm : nn.Module
{
    private const double Epsilon = 1e-12;
    private readonly SpectralWeights module;

    /// <param name="weightShape">[out, in, k, k] of a convolution or [out, in] of a linear layer.</param>
    public SpectralNorm(params long[] weightShape) : base(nameof(SpectralNorm))
    {
        module = new SpectralWeights(weightShape);
        register_module("module", module);
    }

    /// <summary>[out]; not normalised.</summary>
    public Tensor Bias => module.Bias;

    /// <summary>Makes one power iteration and gives the normalised weights.</summary>
    /// <returns>The shape of the weights, largest singular value about 1. The caller owns it.</returns>
    public Tensor Weight()
    {
        using var scope = NewDisposeScope();
        var weight = module.WeightBar;
        var matrix = weight.view(weight.shape[0], -1);
        Tensor u, v;
        using (no_grad())
        {
            v = Unit(matrix.t().mv(module.U));
            u = Unit(matrix.mv(v));
            // Copies, so that the graph below keeps this pass's own vectors.
            module.U.copy_(u);
            module.V.copy_(v);
        }
        var sigma = u.dot(matrix.mv(v));
        return (weight / sigma).MoveToOuterDisposeScope();
    }

    /// <summary>Draws everything anew from a generator: weights and bias U(±1/√fan in), u and v random
    /// directions.</summary>
    public void Reset(Generator generator)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        double bound = 1 / Math.Sqrt(module.V.numel());
        module.WeightBar.uniform_(-bound, bound, generator);
        module.Bias.uniform_(-bound, bound, generator);
        module.U.copy_(Unit(module.U.normal_(0, 1, generator)));
        module.V.copy_(Unit(module.V.normal_(0, 1, generator)));
    }

    private static Tensor Unit(Tensor vector) => vector / vector.norm().Plus(Epsilon);

    /// <summary>The four tensors under their original names and in their original order.</summary>
    private sealed class SpectralWeights : nn.Module
    {
        private readonly Parameter bias;
        private readonly Parameter weight_u;
        private readonly Parameter weight_v;
        private readonly Parameter weight_bar;

        public SpectralWeights(long[] weightShape) : base(nameof(SpectralWeights))
        {
            long rest = weightShape.Skip(1).Aggregate(1L, (a, b) => a * b);
            double bound = 1 / Math.Sqrt(rest);
            bias = nn.Parameter(empty(weightShape[0]).uniform_(-bound, bound));
            // Parity: u and v are parameters without gradient, so they are saved but never optimised.
            weight_u = nn.Parameter(nn.functional.normalize(randn(weightShape[0]), dim: 0), requires_grad: false);
            weight_v = nn.Parameter(nn.functional.normalize(randn(rest), dim: 0), requires_grad: false);
            weight_bar = nn.Parameter(empty(weightShape).uniform_(-bound, bound));
            register_parameter("bias", bias);
            register_parameter("weight_u", weight_u);
            register_parameter("weight_v", weight_v);
            register_parameter("weight_bar", weight_bar);
            this.KeepState();
        }

        internal Parameter Bias => bias;

        internal Parameter U => weight_u;

        internal Parameter V => weight_v;

        internal Parameter WeightBar => weight_bar;
    }
}
