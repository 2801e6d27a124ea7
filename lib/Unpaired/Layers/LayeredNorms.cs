using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>Instance normalisation with a learnt scale and shift per channel: w · (x − μ) / σ + b.</summary>
/// <remarks>σ² is the biased variance plus 1e-5, in training and in evaluation alike. Keys <c>weight, bias</c>; w
/// starts at 1, b at 0. Original: imaginaire, activation norm <c>instance</c> (c6f7484).</remarks>
public sealed class AffineInstanceNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;

    /// <param name="channels">Channels of the input, at least 1.</param>
    public AffineInstanceNorm(long channels) : base(nameof(AffineInstanceNorm))
    {
        weight = nn.Parameter(ones(channels));
        bias = nn.Parameter(zeros(channels));
        register_parameter("weight", weight);
        register_parameter("bias", bias);
        this.KeepState();
    }

    /// <summary>The shifts, which initialisation may set to 0.</summary>
    internal Tensor Bias => bias;

    /// <param name="x">[N, C, H, W] with more than one pixel.</param>
    /// <returns>The same shape. The caller owns it.</returns>
    /// <exception cref="ArgumentException">One pixel only.</exception>
    public override Tensor forward(Tensor x)
    {
        InstanceNorm.CheckPixels(x);
        return nn.functional.instance_norm(x, weight: weight, bias: bias);
    }
}

/// <summary>Adaptive instance normalisation with a linear layer of its own: β + (1 + γ) · (x − μ) / σ.</summary>
/// <remarks>
/// [γ, β] = fc(style). Parity: γ comes first and 1 is added to it, unlike in MUNIT and the original FUNIT
/// (<see cref="AdaptiveInstanceNorm2d"/>). Keys <c>fc.layers.conv.*</c>; the linear layer's weights are never
/// normalised. Original: imaginaire, activation norm <c>adaptive</c> (c6f7484).
/// </remarks>
public sealed class StyledInstanceNorm : nn.Module
{
    private readonly LayeredBlock fc;

    /// <param name="channels">Channels of the input, at least 1.</param>
    /// <param name="styleSize">Numbers in a style vector.</param>
    public StyledInstanceNorm(long channels, long styleSize) : base(nameof(StyledInstanceNorm))
    {
        Channels = channels;
        fc = LayeredBlock.Linear(styleSize, 2 * channels, Activation.None);
        register_module("fc", fc);
    }

    /// <summary>Channels of the input.</summary>
    public long Channels { get; }

    /// <param name="x">[N, C, H, W] with more than one pixel.</param>
    /// <param name="style">[N, S].</param>
    /// <returns>[N, C, H, W]. The caller owns it.</returns>
    /// <exception cref="ArgumentException">One pixel only.</exception>
    public Tensor Normalize(Tensor x, Tensor style)
    {
        InstanceNorm.CheckPixels(x);
        using var scope = NewDisposeScope();
        var shape = x.shape;
        var parameters = fc.call(style);
        var gamma = parameters.narrow(1, 0, Channels).Plus(1).reshape(-1);
        var beta = parameters.narrow(1, Channels, Channels).reshape(-1);
        // Samples become channels, so the fused kernel sees one sample with N·C channels.
        var flat = x.reshape(1, shape[0] * Channels, shape[2], shape[3]);
        return nn.functional.instance_norm(flat, weight: gamma, bias: beta).view(shape).MoveToOuterDisposeScope();
    }
}
