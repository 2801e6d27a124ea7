using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Metrics.Features;

/// <summary>Turns pictures into rows of features that sets of pictures are compared by.</summary>
public interface IFeatureNetwork : IDisposable
{
    /// <summary>What the features are, in words.</summary>
    string Name { get; }

    /// <summary>Whether these are the features that FID, KID and IS are defined by; only then may a result be called
    /// so.</summary>
    bool IsStandard { get; }

    /// <summary>Tells networks, weights and preprocessing apart; the key of caches.</summary>
    string Identity { get; }

    /// <summary>D: numbers for each picture.</summary>
    int Width { get; }

    /// <summary>Features of pictures of any sizes.</summary>
    /// <param name="pictures">At least one.</param>
    /// <returns>[N, D], float32, on the CPU. The caller owns it.</returns>
    Tensor Features(IReadOnlyList<Picture> pictures);

    /// <summary>Class probabilities from features, for inception scores.</summary>
    /// <param name="features">[N, D].</param>
    /// <returns>[N, classes], float64; null for a network without classes. The caller owns it.</returns>
    Tensor? Probabilities(Tensor features);
}
