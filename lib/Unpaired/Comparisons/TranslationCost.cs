using Unpaired.CocoFunit;
using Unpaired.Dunit;
using Unpaired.Funit;
using Unpaired.Layers;
using Unpaired.Munit;
using Unpaired.Tunit;
using Unpaired.Unit;

namespace Unpaired.Comparisons;

/// <summary>What it takes to have a trained translator and to translate one picture with one example.</summary>
/// <remarks>Counted from a configuration, without building a network: convolutions and linear layers; discriminators,
/// which are thrown away after training, and detectors are left out.</remarks>
/// <param name="Setting">The configuration, in words.</param>
/// <param name="Width">Pixels of a picture.</param>
/// <param name="Height">Pixels of a picture.</param>
/// <param name="Parameters">Numbers of all networks that translate, both ways where there are two.</param>
/// <param name="MultiplyAdds">Of the networks that one picture passes.</param>
/// <param name="Outputs">Numbers that the layers of those networks put out.</param>
public sealed record TranslationCost(
    string Setting, int Width, int Height, long Parameters, long MultiplyAdds, long Outputs)
{
    private const double BytesPerMegabyte = 1e6;
    private const string InstanceBranch = "instance branch";

    /// <summary>The weights in float32.</summary>
    public double WeightMegabytes => sizeof(float) * Parameters / BytesPerMegabyte;

    /// <summary>All maps of one picture in float32: what has to be kept to train, and more than is needed at once to
    /// translate.</summary>
    public double MapMegabytes => sizeof(float) * Outputs / BytesPerMegabyte;

    /// <summary>UNIT: one encoder, the other decoder, and what both domains share.</summary>
    public static TranslationCost Of(string setting, UnitConfig config) => Of(setting,
        (config.CropWidth, config.CropHeight), UnitCost.Of(config, config.CropHeight, config.CropWidth), copies: 1,
        name => name is "encoder A" or "decoder B" || name.StartsWith("shared", StringComparison.Ordinal));

    /// <summary>MUNIT: the content encoder of one domain; style encoder, MLP and decoder of the other.</summary>
    public static TranslationCost Of(string setting, MunitConfig config) => Of(setting,
        (config.CropWidth, config.CropHeight), MunitCost.Of(config, config.CropHeight, config.CropWidth), copies: 2,
        _ => true);

    /// <summary>FUNIT, with one class picture.</summary>
    public static TranslationCost Of(string setting, FunitConfig config) => Of(setting,
        (config.CropWidth, config.CropHeight), FunitCost.Of(config, config.CropHeight, config.CropWidth), copies: 1,
        _ => true);

    /// <summary>COCO-FUNIT, with one class picture.</summary>
    public static TranslationCost Of(string setting, CocoFunitConfig config) => Of(setting,
        (config.Pictures.CropWidth, config.Pictures.CropHeight),
        CocoFunitCost.Of(config, config.Pictures.CropHeight, config.Pictures.CropWidth), copies: 1, _ => true);

    /// <summary>TUNIT, with one reference.</summary>
    public static TranslationCost Of(string setting, TunitConfig config) => Of(setting,
        (config.ImageSize, config.ImageSize), TunitCost.Of(config), copies: 1, _ => true);

    /// <summary>DRIT, or DUNIT with as many instances as it takes from a picture; without its detector.</summary>
    public static TranslationCost Of(string setting, DunitConfig config)
    {
        // Counted there for a picture of each domain, so that one translation is half of it.
        var both = Of(setting, (config.CropSize, config.CropSize), DunitCost.Of(config), copies: 1,
            name => name != InstanceBranch || config.InstanceAwareB);
        var branch = DunitCost.Of(config).Where(network => network.Network == InstanceBranch && !config.InstanceAwareB)
            .FirstOrDefault(new NetworkCost(InstanceBranch, 0, 0));
        return both with
        {
            MultiplyAdds = (both.MultiplyAdds / 2) + branch.MultiplyAdds,
            Outputs = (both.Outputs / 2) + branch.Outputs,
        };
    }

    private static TranslationCost Of(string setting, (int Width, int Height) size, IReadOnlyList<NetworkCost> networks,
        int copies, Func<string, bool> passed)
    {
        var translating = networks.Where(network => !network.Network.Contains("discriminator", StringComparison.Ordinal)).ToList();
        var used = translating.Where(network => passed(network.Network)).ToList();
        return new TranslationCost(setting, size.Width, size.Height,
            copies * translating.Sum(network => network.Parameters), used.Sum(network => network.MultiplyAdds),
            used.Sum(network => network.Outputs));
    }
}
