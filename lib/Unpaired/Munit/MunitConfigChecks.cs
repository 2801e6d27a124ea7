namespace Unpaired.Munit;

public sealed partial record MunitConfig
{
    private protected override IEnumerable<(string Key, double Value, double Least)> OwnLimits =>
    [
        ("recon_s_w", StyleReconstructionWeight, 0), ("recon_c_w", ContentReconstructionWeight, 0),
        ("gen.mlp_dim", Generator.MlpWidth, 1), ("gen.style_dim", Generator.StyleSize, 1),
    ];

    /// <summary>Refuses what cannot be built or trained.</summary>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentException">The message names the original's key, what is expected and what was
    /// found.</exception>
    public MunitConfig Validated()
    {
        Check();
        return this;
    }

    private protected override void CheckEncoders(long height, long width, string picture)
    {
        base.CheckEncoders(height, width, picture);
        CheckHalvings(height, width, 4, $"gen: {picture} are too small for the style encoder's four halvings");
    }
}
