using TorchSharp;
using TorchSharp.Modules;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>Batch normalisation whose statistics and scales never change: y = x s + (b − μ s), s = w / √(σ² +
/// ε).</summary>
/// <remarks>
/// Keys <c>weight, bias, running_mean, running_var</c>, all buffers. Original: torchvision.ops.misc.FrozenBatchNorm2d
/// (0.14.1).
/// </remarks>
public sealed class FrozenBatchNorm2d : nn.Module<Tensor, Tensor>
{
    // The names are the original's keys: TorchSharp finds buffers by the field's name when it converts a module.
    private readonly Tensor weight;
    private readonly Tensor bias;
    private readonly Tensor running_mean;
    private readonly Tensor running_var;

    /// <summary>Changes nothing until it is loaded, ε apart.</summary>
    /// <param name="channels">Channels of the input.</param>
    /// <param name="epsilon">ε; 1e-5, but 0 for the published weights of fasterrcnn_resnet50_fpn.</param>
    public FrozenBatchNorm2d(long channels, double epsilon = 1e-5) : base(nameof(FrozenBatchNorm2d))
    {
        Epsilon = epsilon;
        (weight, bias) = (ones(channels), zeros(channels));
        (running_mean, running_var) = (zeros(channels), ones(channels));
        register_buffer("weight", weight);
        register_buffer("bias", bias);
        register_buffer("running_mean", running_mean);
        register_buffer("running_var", running_var);
        this.KeepState();
    }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <param name="x">[N, C, H, W].</param>
    /// <returns>The same shape. The caller owns it.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var scale = weight * running_var.Plus(Epsilon).rsqrt();
        var shift = bias - running_mean * scale;
        using Scalar one = 1;
        return addcmul(shift.view(1, -1, 1, 1), x, scale.view(1, -1, 1, 1), one).MoveToOuterDisposeScope();
    }
}

/// <summary>The normalisation of a backbone.</summary>
public enum BackboneNorm
{
    /// <summary><see cref="FrozenBatchNorm2d"/>: for pretrained weights.</summary>
    Frozen,

    /// <summary>Ordinary batch normalisation: for training from nothing.</summary>
    Batch,
}

/// <summary>Makes the layers of one backbone.</summary>
/// <param name="Norm">Which normalisation.</param>
/// <param name="Epsilon">Its ε.</param>
internal sealed record BackboneLayers(BackboneNorm Norm, double Epsilon)
{
    internal nn.Module<Tensor, Tensor> Normalization(long channels) => Norm == BackboneNorm.Frozen
        ? new FrozenBatchNorm2d(channels, Epsilon)
        : nn.BatchNorm2d(channels, Epsilon);

    /// <summary>A convolution without bias that keeps the size apart from its stride.</summary>
    internal static Conv2d Convolution(long inputs, long outputs, long kernel, long stride = 1, long groups = 1) =>
        nn.Conv2d(inputs, outputs, kernel, stride, padding: (kernel - 1) / 2, groups: groups, bias: false);
}
