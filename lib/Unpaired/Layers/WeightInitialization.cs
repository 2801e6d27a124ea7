using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>Starting weights, all drawn from one generator so that a seed decides them.</summary>
/// <remarks>
/// Affects every convolution and linear layer with a <c>weight</c> of its own; their biases become 0. Parity: a
/// spectrally normalised layer has no
/// such weight, so it keeps the framework's default (bias too); a layer norm's gamma is U(0, 1). Original: MUNIT
/// utils.py, weights_init (a82e222).
/// </remarks>
public static class WeightInitialization
{
    /// <summary>Initialises a network and everything in it.</summary>
    public static void Apply(nn.Module network, InitializationKind kind, Generator generator)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (_, module) in network.named_modules())
        {
            switch (module)
            {
                case Conv2d convolution:
                    Draw(convolution.weight, kind, generator);
                    convolution.bias?.zero_();
                    break;
                case Linear linear:
                    Draw(linear.weight, kind, generator);
                    linear.bias?.zero_();
                    break;
                case SpectralNorm spectral:
                    spectral.Reset(generator);
                    break;
                case SampleLayerNorm norm:
                    norm.Reset(generator);
                    break;
            }
        }
    }

    /// <summary>Draws one weight tensor.</summary>
    /// <param name="weight">[out, in, ...]; overwritten.</param>
    /// <param name="kind">The distribution.</param>
    /// <param name="generator">The source of randomness, on the CPU.</param>
    public static void Draw(Tensor weight, InitializationKind kind, Generator generator)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        long rows = weight.shape[0], columns = weight.numel() / rows;
        long fanIn = columns, fanOut = rows * (columns / weight.shape[1]);
        var values = empty(rows, columns, dtype: weight.dtype);
        values = kind switch
        {
            InitializationKind.Gaussian => values.normal_(0, 0.02, generator),
            InitializationKind.Kaiming => values.normal_(0, Math.Sqrt(2.0 / fanIn), generator),
            InitializationKind.Xavier => values.normal_(0, Math.Sqrt(2) * Math.Sqrt(2.0 / (fanIn + fanOut)), generator),
            InitializationKind.Orthogonal => Orthogonal(values.normal_(0, 1, generator)) * Math.Sqrt(2),
            InitializationKind.Default => values.uniform_(-1 / Math.Sqrt(fanIn), 1 / Math.Sqrt(fanIn), generator),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown initialisation."),
        };
        weight.copy_(values.view(weight.shape));
    }

    /// <summary>A matrix with orthonormal rows or columns, whichever are fewer; uniformly distributed.</summary>
    private static Tensor Orthogonal(Tensor normal)
    {
        bool wide = normal.shape[0] < normal.shape[1];
        var (q, r) = linalg.qr(wide ? normal.t() : normal);
        var unique = q * r.diag().sign();
        return wide ? unique.t() : unique;
    }
}
