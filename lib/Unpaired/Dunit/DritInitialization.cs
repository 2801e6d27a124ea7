using TorchSharp.Modules;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>Starting weights of DRIT, all from one generator.</summary>
/// <remarks>Weights of convolutions from N(0, 0.02²); biases and linear layers as the framework draws them, U(±1/√fan
/// in). Original: gaussian_weights_init (DRIT networks.py, f19f50a).</remarks>
internal static class DritInitialization
{
    internal static void Apply(nn.Module network, double deviation, Generator random)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (_, module) in network.named_modules())
        {
            switch (module)
            {
                case LayerWeights weights:
                    weights.Drawn.normal_(0, deviation, random);
                    Uniform(weights.Bias, weights.Drawn, random);
                    weights.AfterDrawing(random);
                    break;
                case ConvTranspose2d up:
                    up.weight.normal_(0, deviation, random);
                    Uniform(up.bias!, up.weight, random);
                    break;
                case Linear linear:
                    Uniform(linear.weight, linear.weight, random);
                    Uniform(linear.bias!, linear.weight, random);
                    break;
            }
        }
    }

    private static void Uniform(Tensor target, Tensor weight, Generator random)
    {
        double bound = 1 / Math.Sqrt(weight.numel() / weight.shape[0]);
        target.uniform_(-bound, bound, random);
    }
}
