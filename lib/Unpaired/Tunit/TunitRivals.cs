using Unpaired.Data;
using Unpaired.Metrics.Clustering;
using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>Clusters that need no training: what the guiding network must be held against.</summary>
public static class TunitRivals
{
    /// <summary>k-means on the numbers of the pixels.</summary>
    /// <param name="pictures">Of one size.</param>
    /// <param name="clusters">K, at least 1.</param>
    /// <param name="seed">Decides the starts.</param>
    /// <returns>One cluster a picture.</returns>
    /// <exception cref="ArgumentException">Pictures of different sizes, or fewer than clusters.</exception>
    public static IReadOnlyList<int> ByPixels(IReadOnlyList<Picture> pictures, int clusters, long seed = 1)
    {
        using var scope = NewDisposeScope();
        return KMeans.Fit(Picture.ToBatch(pictures).flatten(1), clusters, seed).Clusters;
    }

    /// <summary>k-means on what the heads of an untrained guiding network see.</summary>
    /// <param name="pictures">Any sizes; resized as in training.</param>
    /// <param name="config">Whose widths and size of picture, and K.</param>
    /// <param name="seed">Decides the weights, which are those that training would start from, and the starts.</param>
    /// <returns>One cluster a picture.</returns>
    /// <exception cref="ArgumentException">An impossible configuration, or fewer pictures than clusters.</exception>
    public static IReadOnlyList<int> ByUntrainedFeatures(
        IReadOnlyList<Picture> pictures, TunitConfig config, long seed = 1)
    {
        using var trainer = new TunitTrainer(config, seed: seed);
        using var translator = TunitTranslator.Of(trainer);
        using var view = translator.Look(pictures);
        return KMeans.Fit(view.Features, config.Clusters, seed).Clusters;
    }
}
