using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>Starting weights as torchvision draws them, all from one generator.</summary>
internal static class DetectorInitialization
{
    internal static void Apply(FasterRcnn network, Generator random)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, module) in network.named_modules())
        {
            switch (module)
            {
                case Conv2d convolution:
                    Draw(name, convolution, random);
                    convolution.bias?.zero_();
                    break;
                case Linear linear:
                    // The framework's own start: both uniform within 1 / sqrt(inputs).
                    double bound = 1 / Math.Sqrt(linear.weight!.shape[1]);
                    linear.weight.uniform_(-bound, bound, random);
                    linear.bias!.uniform_(-bound, bound, random);
                    break;
            }
        }
    }

    private static void Draw(string name, Conv2d convolution, Generator random)
    {
        var weight = convolution.weight!;
        long cells = weight.shape[2] * weight.shape[3];
        if (name.StartsWith("backbone.fpn", StringComparison.Ordinal))
        {
            double bound = Math.Sqrt(3.0 / (weight.shape[1] * cells)); // Kaiming uniform with a = 1
            weight.uniform_(-bound, bound, random);
        }
        else if (name.StartsWith("rpn", StringComparison.Ordinal))
        {
            weight.normal_(0, 0.01, random);
        }
        else
        {
            weight.normal_(0, Math.Sqrt(2.0 / (weight.shape[0] * cells)), random); // Kaiming normal by outputs
        }
    }
}
