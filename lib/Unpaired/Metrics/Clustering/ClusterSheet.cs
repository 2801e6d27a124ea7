using Unpaired.Data;
using Unpaired.Display;
using static TorchSharp.torch;

namespace Unpaired.Metrics.Clustering;

/// <summary>What clusters look like: the pictures nearest to each centre.</summary>
public static class ClusterSheet
{
    /// <summary>One row per cluster, the nearest picture first.</summary>
    /// <param name="pictures">Of one size.</param>
    /// <param name="codes">[N, D]: where each picture lies; the centre of a cluster is the mean of its codes.</param>
    /// <param name="clusters">One a picture, from 0.</param>
    /// <param name="perCluster">Pictures in a row.</param>
    /// <param name="title">The claim.</param>
    /// <exception cref="ArgumentException">Different numbers of pictures, codes and clusters.</exception>
    public static PictureGrid Draw(
        IReadOnlyList<Picture> pictures, Tensor codes, IReadOnlyList<int> clusters, int perCluster,
        string? title = null)
    {
        if (codes.dim() != 2 || pictures.Count != clusters.Count || codes.shape[0] != clusters.Count)
            throw new ArgumentException(
                $"Expected a code and a cluster for each picture; got {pictures.Count} pictures, codes "
                + $"[{string.Join(", ", codes.shape)}], {clusters.Count} clusters.");
        var rows = Nearest(codes, clusters, perCluster);
        return new PictureGrid(rows.Select(row => row.Items.Select(i => (Picture?)pictures[i])),
            $"The pictures nearest to the centres of {rows.Count} clusters of {pictures.Count} pictures, one row each.")
        {
            Title = title,
            CellPixels = 56,
            RowLabels = [.. rows.Select(row => $"{row.Cluster} ({clusters.Count(c => c == row.Cluster)})")],
        };
    }

    /// <summary>The items nearest to the mean code of each cluster that has any.</summary>
    /// <param name="codes">[N, D].</param>
    /// <param name="clusters">One an item, from 0.</param>
    /// <param name="perCluster">At most so many items each.</param>
    public static IReadOnlyList<(int Cluster, IReadOnlyList<int> Items)> Nearest(
        Tensor codes, IReadOnlyList<int> clusters, int perCluster)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var x = codes.detach().to(float64).cpu();
        var result = new List<(int, IReadOnlyList<int>)>();
        var groups = clusters.Select((c, i) => (Cluster: c, Item: i)).GroupBy(e => e.Cluster).OrderBy(g => g.Key);
        foreach (var group in groups)
        {
            long[] members = [.. group.Select(e => (long)e.Item)];
            var own = x.index_select(0, tensor(members));
            double[] distances = (own - own.mean([0], keepdim: true)).square().sum(1).data<double>().ToArray();
            var nearest = members.Zip(distances).OrderBy(e => e.Second).Take(perCluster);
            result.Add((group.Key, [.. nearest.Select(e => (int)e.First)]));
        }
        return result;
    }
}
