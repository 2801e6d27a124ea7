using Unpaired.Display;
using Unpaired.Layers;
using Unpaired.Training;

namespace Unpaired.Unit;

/// <summary>Counts parameters and multiply-adds of UNIT's networks without building them.</summary>
public static class UnitCost
{
    /// <summary>Encoder, decoder and discriminator of domain A, then of domain B, then the blocks that both domains
    /// share.</summary>
    /// <param name="config">Widths and numbers of layers; three colours a picture.</param>
    /// <param name="height">Of a picture in pixels; a multiple of 2^n_downsample.</param>
    /// <param name="width">Of a picture in pixels; a multiple of 2^n_downsample.</param>
    /// <returns>
    /// Each parameter is counted once, so the sum is what is trained; a picture of either domain passes the shared
    /// blocks too. Only convolutions are
    /// counted as operations; norms and activations cost little.
    /// </returns>
    public static IReadOnlyList<NetworkCost> Of(UnitConfig config, int height, int width)
    {
        var pixels = ((long)height, (long)width);
        var shared = LayerCosts.Residuals(config.Generator, config.WeightSharing, pixels);
        var own = LayerCosts.Residuals(
            config.Generator, config.Generator.ResidualBlocks - config.WeightSharing, pixels);
        var costs = new List<NetworkCost>();
        foreach (string domain in new[] { "A", "B" })
        {
            costs.Add(NetworkCost.Of($"encoder {domain}", [.. LayerCosts.Halvings(config.Generator, pixels), .. own]));
            costs.Add(NetworkCost.Of($"decoder {domain}", [.. own, .. LayerCosts.Doublings(config.Generator, pixels)]));
            costs.Add(NetworkCost.Of(
                $"discriminator {domain}", LayerCosts.Discriminator(config.Discriminator, pixels)));
        }
        return
        [
            .. costs,
            NetworkCost.Of("shared by the encoders", shared), NetworkCost.Of("shared by the decoders", shared),
        ];
    }

    /// <summary>Two models side by side, each at its own picture size: for example without and with shared
    /// weights.</summary>
    /// <param name="caption">What the table says.</param>
    /// <param name="first">Name and experiment.</param>
    /// <param name="second">Name and experiment.</param>
    public static DataTable Compare(
        string caption, (string Name, UnitConfig Config) first, (string Name, UnitConfig Config) second) =>
        CostTable.Compare(caption, Of, first, second);
}
