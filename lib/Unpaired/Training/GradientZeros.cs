using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>Zeroing of gradients as PyTorch before 2.0 did it.</summary>
internal static class GradientZeros
{
    /// <summary>
    /// Existing gradients become zeros: such a parameter is moved by every later step, by momentum and weight decay.
    /// Missing ones stay missing.
    /// </summary>
    internal static void FillGradientsWithZeros(this IEnumerable<Parameter> parameters)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var parameter in parameters) parameter.grad?.zero_();
    }
}
