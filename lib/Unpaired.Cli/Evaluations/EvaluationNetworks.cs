using Unpaired.Layers;
using Unpaired.Metrics.Evaluations;
using Unpaired.Metrics.Features;
using Unpaired.Metrics.Perceptual;

namespace Unpaired.Cli.Evaluations;

/// <summary>Which networks measure: published ones where the user has them, the small shipped one otherwise.</summary>
internal static class EvaluationNetworks
{
    /// <summary>The network for sets of pictures.</summary>
    /// <param name="inception">A named weight file, or null to look into the folders.</param>
    /// <param name="folders">Where published files may lie.</param>
    public static IFeatureNetwork Features(string? inception, WeightFolders folders) =>
        (inception ?? folders.Find(PublishedWeights.FidInception)) is { } path
            ? InceptionFeatures.Load(path) : WorldFeatures.Shipped();

    /// <summary>The networks for pairs of pictures; without weights there are none.</summary>
    /// <param name="folders">Where published files may lie.</param>
    /// <param name="vgg">MUNIT's vgg16.weight, or null.</param>
    public static PairNetworks Pairs(WeightFolders folders, string? vgg)
    {
        var trunk = folders.Find(PublishedWeights.AlexNet);
        var heads = folders.Find(PublishedWeights.LpipsAlexNet);
        var lpips = trunk is not null && heads is not null ? Lpips.Load(trunk, heads, LpipsNetwork.AlexNet) : null;
        try
        {
            return new PairNetworks(lpips, vgg is null ? null : Vgg16Features.Load(vgg));
        }
        catch
        {
            lpips?.Dispose();
            throw;
        }
    }
}
