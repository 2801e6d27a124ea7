using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>How the weights of a layer are normalised; imaginaire's key is <c>weight_norm_type</c>.</summary>
public enum WeightNormalization
{
    /// <summary><c>none</c>: not at all.</summary>
    None,
    /// <summary><c>spectral</c>: divided by an estimate of their largest singular value.</summary>
    Spectral,
    /// <summary><c>weight</c>: a direction and a length per output.</summary>
    Gain,
    /// <summary>Spectral ones that were divided once and for all, as in an averaged generator: plain weights, but
    /// stored behind the bias.</summary>
    SpectralRemoved,
    /// <summary>Divided in training by an estimate of their largest singular value; evaluation uses the last
    /// quotient.</summary>
    SpectralStored,
}

/// <summary>Weights and bias of one convolution or linear layer, with their normalisation.</summary>
/// <remarks>
/// Everything is zero until <see cref="LayeredInitialization"/> draws it or a file is loaded. Original: torch.nn.utils
/// spectral_norm and weight_norm as imaginaire uses them (c6f7484).
/// </remarks>
public abstract class LayerWeights : nn.Module
{
    private protected LayerWeights(string name) : base(name)
    {
    }

    /// <summary>Makes the weights of a layer.</summary>
    /// <param name="kind">The normalisation.</param>
    /// <param name="shape">[out, in, k, k] of a convolution or [out, in] of a linear layer.</param>
    public static LayerWeights Create(WeightNormalization kind, params long[] shape) => kind switch
    {
        WeightNormalization.None => new PlainWeights(shape, biasFirst: false),
        WeightNormalization.SpectralRemoved => new PlainWeights(shape, biasFirst: true),
        WeightNormalization.Spectral => new SpectralWeights(shape),
        WeightNormalization.SpectralStored => new StoredSpectralWeights(shape),
        WeightNormalization.Gain => new GainWeights(shape),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown weight normalisation."),
    };

    /// <summary>[out]; never normalised.</summary>
    public abstract Tensor Bias { get; }

    /// <summary>The weights that a forward pass multiplies with; a spectral layer in training makes one power iteration
    /// first.</summary>
    /// <returns>The shape of the weights. The module or the present dispose scope owns it.</returns>
    public abstract Tensor Effective();

    /// <summary>The same without a power iteration: what an average of the effective weights takes in.</summary>
    internal virtual Tensor AtRest() => Effective();

    /// <summary>The tensor that initialisation draws.</summary>
    internal abstract Tensor Drawn { get; }

    /// <summary>Makes what follows from drawn weights agree with them.</summary>
    internal virtual void AfterDrawing(Generator random)
    {
    }

    private protected static Parameter Zero(params long[] shape) => nn.Parameter(zeros(shape));
}

/// <summary>Keys <c>weight, bias</c>, or the other way round.</summary>
internal sealed class PlainWeights : LayerWeights
{
    private readonly Parameter weight;
    private readonly Parameter bias;

    internal PlainWeights(long[] shape, bool biasFirst) : base(nameof(PlainWeights))
    {
        weight = Zero(shape);
        bias = Zero(shape[0]);
        // Parity: taking spectral normalisation away registers the weight anew, behind the bias.
        if (biasFirst) register_parameter("bias", bias);
        register_parameter("weight", weight);
        if (!biasFirst) register_parameter("bias", bias);
        this.KeepState();
    }

    public override Tensor Bias => bias;

    internal override Tensor Drawn => weight;

    public override Tensor Effective() => weight;
}

/// <summary>W / σ with σ = uᵀWv; keys <c>bias, weight_orig</c> and the buffers <c>weight_u, weight_v</c>.</summary>
/// <remarks>
/// Miyato et al., ICLR 2018. In training every forward pass first makes one power iteration v ← Wᵀu / ‖Wᵀu‖,
/// u ← Wv / ‖Wv‖ without gradient and keeps both; evaluation uses what is kept. u and v are constants for the
/// gradient, σ is not. Differs from <see cref="SpectralNorm"/>, the MUNIT authors' own, in the keys, in what is divided
/// by (max(‖z‖, 1e-12) instead of ‖z‖ + 1e-12), in the order and in evaluation.
/// </remarks>
internal sealed class SpectralWeights : LayerWeights
{
    private const double Epsilon = 1e-12;
    private readonly Parameter bias;
    private readonly Parameter weight_orig;
    private readonly Tensor weight_u;
    private readonly Tensor weight_v;

    internal SpectralWeights(long[] shape) : base(nameof(SpectralWeights))
    {
        long rest = shape.Skip(1).Aggregate(1L, (a, b) => a * b);
        bias = Zero(shape[0]);
        weight_orig = Zero(shape);
        weight_u = zeros(shape[0]);
        weight_v = zeros(rest);
        register_parameter("bias", bias);
        register_parameter("weight_orig", weight_orig);
        register_buffer("weight_u", weight_u);
        register_buffer("weight_v", weight_v);
        this.KeepState();
    }

    public override Tensor Bias => bias;

    internal override Tensor Drawn => weight_orig;

    public override Tensor Effective()
    {
        using var scope = NewDisposeScope();
        if (training) Iterate();
        return Divided().MoveToOuterDisposeScope();
    }

    internal override Tensor AtRest()
    {
        using var scope = NewDisposeScope();
        return Divided().MoveToOuterDisposeScope();
    }

    internal override void AfterDrawing(Generator random)
    {
        weight_u.copy_(Unit(weight_u.normal_(0, 1, random)));
        weight_v.copy_(Unit(weight_v.normal_(0, 1, random)));
    }

    private void Iterate()
    {
        using var quiet = no_grad();
        var matrix = weight_orig.view(weight_orig.shape[0], -1);
        weight_v.copy_(Unit(matrix.t().mv(weight_u)));
        weight_u.copy_(Unit(matrix.mv(weight_v)));
    }

    private Tensor Divided()
    {
        var matrix = weight_orig.view(weight_orig.shape[0], -1);
        // Copies: several forward passes before one backward pass each keep the u and v that they were computed with.
        var (u, v) = (weight_u.detach().clone(), weight_v.detach().clone());
        return weight_orig / u.dot(matrix.mv(v));
    }

    private static Tensor Unit(Tensor vector) => nn.functional.normalize(vector, dim: 0, eps: Epsilon);
}

/// <summary>g · v / ‖v‖, one length g per output; keys <c>bias, weight_g, weight_v</c>, all of them
/// parameters.</summary>
/// <remarks>Salimans and Kingma, NIPS 2016.</remarks>
internal sealed class GainWeights : LayerWeights
{
    private readonly Parameter bias;
    private readonly Parameter weight_g;
    private readonly Parameter weight_v;

    internal GainWeights(long[] shape) : base(nameof(GainWeights))
    {
        bias = Zero(shape[0]);
        weight_g = Zero([shape[0], .. shape.Skip(1).Select(_ => 1L)]);
        weight_v = Zero(shape);
        // Parity: normalising the weights registers them anew, behind the bias.
        register_parameter("bias", bias);
        register_parameter("weight_g", weight_g);
        register_parameter("weight_v", weight_v);
        this.KeepState();
    }

    public override Tensor Bias => bias;

    internal override Tensor Drawn => weight_v;

    public override Tensor Effective()
    {
        using var scope = NewDisposeScope();
        return (weight_v * (weight_g / Lengths())).MoveToOuterDisposeScope();
    }

    internal override void AfterDrawing(Generator random) => weight_g.copy_(Lengths());

    private Tensor Lengths() => weight_v.flatten(1).square().sum(1).sqrt().view(weight_g.shape);
}

/// <summary>A 1×1 convolution that is no block: keys <c>weight, bias</c>, never normalised.</summary>
public sealed class PointConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;

    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    public PointConvolution(long inputs, long outputs) : base(nameof(PointConvolution))
    {
        weight = nn.Parameter(zeros(outputs, inputs, 1, 1));
        bias = nn.Parameter(zeros(outputs));
        register_parameter("weight", weight);
        register_parameter("bias", bias);
        this.KeepState();
    }

    internal Tensor Weight => weight;

    internal Tensor Bias => bias;

    /// <param name="x">[N, inputs, H, W].</param>
    /// <returns>[N, outputs, H, W]. The caller owns it.</returns>
    public override Tensor forward(Tensor x) => nn.functional.conv2d(x, weight, bias);
}
