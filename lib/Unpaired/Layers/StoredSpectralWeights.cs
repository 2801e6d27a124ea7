using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>W / σ that is computed in training and kept for evaluation; keys <c>bias, weight_orig</c> and the buffers
/// <c>weight, weight_u</c>.</summary>
/// <remarks>
/// Miyato et al., ICLR 2018. In training every forward pass makes one power iteration v ← Wᵀu / ‖Wᵀu‖, u ← Wv / ‖Wv‖
/// and divides by σ = uᵀWv; u and v are constants for the gradient. Evaluation multiplies with what the last pass in
/// training divided. Differs from <see cref="SpectralWeights"/> in that v is not kept and the quotient is. Original:
/// DRIT networks.py, SpectralNorm (f19f50a).
/// </remarks>
internal sealed class StoredSpectralWeights : LayerWeights
{
    private const double Epsilon = 1e-12;
    private readonly Parameter bias;
    private readonly Parameter weight_orig;
    private readonly Tensor weight;
    private readonly Tensor weight_u;

    internal StoredSpectralWeights(long[] shape) : base(nameof(StoredSpectralWeights))
    {
        bias = Zero(shape[0]);
        weight_orig = Zero(shape);
        weight = zeros(shape);
        weight_u = zeros(shape[0]);
        register_parameter("bias", bias);
        register_parameter("weight_orig", weight_orig);
        register_buffer("weight", weight);
        register_buffer("weight_u", weight_u);
        this.KeepState();
    }

    public override Tensor Bias => bias;

    internal override Tensor Drawn => weight_orig;

    public override Tensor Effective()
    {
        if (!training) return weight;
        using var scope = NewDisposeScope();
        var matrix = weight_orig.view(weight_orig.shape[0], -1);
        Tensor u, v;
        using (no_grad())
        {
            v = Unit(matrix.t().mv(weight_u));
            u = Unit(matrix.mv(v));
            weight_u.copy_(u);
        }
        var divided = weight_orig / u.dot(matrix.mv(v));
        using (no_grad()) weight.copy_(divided);
        return divided.MoveToOuterDisposeScope();
    }

    internal override Tensor AtRest() => weight;

    internal override void AfterDrawing(Generator random)
    {
        weight_u.copy_(Unit(weight_u.normal_(0, 1, random)));
        weight.copy_(weight_orig);
    }

    /// <summary>What loading a file does in the original, where <c>weight</c> begins on the memory of
    /// <c>weight_orig</c>: the quotient, which comes later in the file, takes its place.</summary>
    internal void TakeQuotient()
    {
        using var quiet = no_grad();
        weight_orig.copy_(weight);
    }

    private static Tensor Unit(Tensor vector) => nn.functional.normalize(vector, dim: 0, eps: Epsilon);
}
