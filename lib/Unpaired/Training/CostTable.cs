using Unpaired.Display;
using Unpaired.Layers;

namespace Unpaired.Training;

/// <summary>What two experiments of one paper cost, side by side.</summary>
internal static class CostTable
{
    /// <param name="caption">What the table says.</param>
    /// <param name="costs">The networks of a configuration for pictures of a height and width; the same networks for
    /// both.</param>
    /// <param name="first">Name and experiment, at its own picture size.</param>
    /// <param name="second">Name and experiment.</param>
    internal static DataTable Compare<T>(
        string caption, Func<T, int, int, IReadOnlyList<NetworkCost>> costs,
        (string Name, T Config) first, (string Name, T Config) second)
        where T : TwoDomainConfig
    {
        string Parameters((string Name, T Config) model) => $"{model.Name}: parameters";
        string MultiplyAdds((string Name, T Config) model) =>
            $"{model.Name}: million multiply-adds at {model.Config.CropWidth} x {model.Config.CropHeight}";
        IReadOnlyList<NetworkCost> Costs(T config) => costs(config, config.CropHeight, config.CropWidth);
        var table = new DataTable(caption, "network",
            Parameters(first), MultiplyAdds(first), Parameters(second), MultiplyAdds(second))
        {
            Formats = [null, null, "#,0.0", null, "#,0.0"],
        };
        foreach (var (a, b) in Costs(first.Config).Zip(Costs(second.Config)))
            table.Add(a.Network, a.Parameters, a.MultiplyAdds / 1e6, b.Parameters, b.MultiplyAdds / 1e6);
        return table;
    }
}
