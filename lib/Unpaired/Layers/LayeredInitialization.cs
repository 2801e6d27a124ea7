using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>How the weights of imaginaire's networks start; its key is <c>trainer.init.type</c>.</summary>
public enum LayeredStart
{
    /// <summary><c>none</c>: PyTorch's defaults: weights and biases U(±1/√fan in), embeddings N(0, 1).</summary>
    Default,
    /// <summary><c>normal</c>: N(0, gain²).</summary>
    Normal,
    /// <summary><c>xavier</c>: N(0, gain² · 2 / (fan in + fan out)).</summary>
    Xavier,
    /// <summary><c>xavier_uniform</c>: the same variance with gain 1, uniform.</summary>
    XavierUniform,
    /// <summary><c>kaiming</c>: N(0, gain² · 2 / fan in).</summary>
    Kaiming,
    /// <summary><c>kaiming_linear</c>: N(0, gain² / fan in).</summary>
    KaimingLinear,
    /// <summary><c>orthogonal</c>: gain times an orthogonal matrix.</summary>
    Orthogonal,
}

/// <summary>Starting weights of networks made of <see cref="LayeredBlock"/>s, all drawn from one generator.</summary>
/// <remarks>All types but none set every bias to 0, those of instance norms too. Original: imaginaire,
/// utils/init_weight.py (c6f7484).</remarks>
public static class LayeredInitialization
{
    /// <summary>Draws a network and everything in it.</summary>
    /// <param name="network">Overwritten.</param>
    /// <param name="start">The distribution.</param>
    /// <param name="gain">Its factor.</param>
    /// <param name="random">The source of randomness, on the CPU.</param>
    public static void Apply(nn.Module network, LayeredStart start, double gain, Generator random)
    {
        using var quiet = no_grad();
        foreach (var module in network.modules().Prepend(network)) // the framework leaves the network itself out
        {
            using var scope = NewDisposeScope();
            switch (module)
            {
                case LayerWeights layer:
                    Draw(layer.Drawn, layer.Bias, start, gain, random);
                    layer.AfterDrawing(random);
                    break;
                case PointConvolution point:
                    Draw(point.Weight, point.Bias, start, gain, random);
                    break;
                case AffineInstanceNorm norm:
                    norm.Bias.zero_();
                    break;
                case Embedding embedding when start == LayeredStart.Default:
                    embedding.weight!.normal_(0, 1, random);
                    break;
                case Embedding embedding:
                    Draw(embedding.weight!, start, gain, random);
                    break;
            }
        }
    }

    private static void Draw(Tensor weight, Tensor bias, LayeredStart start, double gain, Generator random)
    {
        Draw(weight, start, gain, random);
        if (start == LayeredStart.Default) Spread(bias, FanIn(weight), random);
        else bias.zero_();
    }

    private static void Draw(Tensor weight, LayeredStart start, double gain, Generator random)
    {
        long fanIn = FanIn(weight), fanOut = weight.numel() / weight.shape[1];
        switch (start)
        {
            case LayeredStart.Default:
                Spread(weight, fanIn, random);
                break;
            case LayeredStart.Normal:
                weight.normal_(0, gain, random);
                break;
            case LayeredStart.Xavier:
                weight.normal_(0, gain * Math.Sqrt(2.0 / (fanIn + fanOut)), random);
                break;
            case LayeredStart.XavierUniform:
                double bound = Math.Sqrt(6.0 / (fanIn + fanOut));
                weight.uniform_(-bound, bound, random);
                break;
            case LayeredStart.Kaiming:
                weight.normal_(0, gain * Math.Sqrt(2.0 / fanIn), random);
                break;
            case LayeredStart.KaimingLinear:
                weight.normal_(0, gain * Math.Sqrt(1.0 / fanIn), random);
                break;
            case LayeredStart.Orthogonal:
                WeightInitialization.Draw(weight, InitializationKind.Orthogonal, random);
                weight.TimesInPlace(gain / Math.Sqrt(2)); // that draw has the gain √2
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(start), start, "Unknown initialisation.");
        }
    }

    private static void Spread(Tensor values, long fanIn, Generator random)
    {
        double bound = 1 / Math.Sqrt(fanIn);
        values.uniform_(-bound, bound, random);
    }

    private static long FanIn(Tensor weight) => weight.numel() / weight.shape[0];
}
