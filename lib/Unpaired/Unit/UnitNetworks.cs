using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Unit;

/// <summary>The variational auto-encoder of one domain: x → h, z = h + noise, z → x.</summary>
/// <remarks>
/// UNIT paper, section 3: encoder E_i and generator G_i; the posterior is N(h, 1), so only its mean is computed. Keys
/// <c>enc, dec</c>: the encoder
/// and decoder of MUNIT without styles. Original: networks.py, VAEGen (28d5982).
/// </remarks>
public sealed class UnitGenerator : nn.Module<Tensor, Tensor>
{
    private readonly ContentEncoder enc;
    private readonly Decoder dec;

    /// <summary>Makes the networks with the framework's default weights.</summary>
    /// <param name="channels">Of a picture, 3 or 1.</param>
    /// <param name="config">Widths and options.</param>
    /// <param name="other">The generator of the other domain, if some weights are common to both.</param>
    /// <param name="sharedBlocks">How many residual blocks: the encoder's last ones and the decoder's first
    /// ones.</param>
    public UnitGenerator(int channels, UnitGeneratorConfig config, UnitGenerator? other = null, int sharedBlocks = 0)
        : base(nameof(UnitGenerator))
    {
        var (activation, padding) = (config.Activation, config.Padding);
        // Paper, section 3: the last layers of the encoders and the first layers of the generators are the same for
        // both domains.
        IReadOnlyList<ResidualBlock> last = other is null ? [] : [.. other.enc.Residuals.TakeLast(sharedBlocks)];
        IReadOnlyList<ResidualBlock> first = other is null ? [] : [.. other.dec.Residuals.Take(sharedBlocks)];
        enc = new ContentEncoder(
            config.Downsamplings, config.ResidualBlocks, channels, config.Width, Normalization.Instance, activation,
            padding, last);
        dec = new Decoder(
            config.Downsamplings, config.ResidualBlocks, enc.OutputWidth, channels, Normalization.Instance, activation,
            padding, first);
        register_module("enc", enc);
        register_module("dec", dec);
    }

    /// <summary>E.</summary>
    public ContentEncoder Encoder => enc;

    /// <summary>G.</summary>
    public Decoder Decoder => dec;

    /// <summary>The code and the noise that makes it a sample of the posterior: z = h + noise.</summary>
    /// <param name="x">[N, C, H, W] in [-1, 1].</param>
    /// <param name="random">Where the noise is drawn from, on the CPU.</param>
    /// <returns>Both [N, dim·2ⁿ, H/2ⁿ, W/2ⁿ]; the noise is standard normal. The caller owns them.</returns>
    public (Tensor Latent, Tensor Noise) Encode(Tensor x, Generator random)
    {
        using var scope = NewDisposeScope();
        var latent = EncodeMean(x);
        var noise = empty(latent.shape, dtype: latent.dtype).normal_(0, 1, random).to(latent.device);
        return (latent.MoveToOuterDisposeScope(), noise.MoveToOuterDisposeScope());
    }

    /// <summary>The mean of the posterior, h = E(x).</summary>
    /// <param name="x">[N, C, H, W] in [-1, 1].</param>
    /// <returns>[N, dim·2ⁿ, H/2ⁿ, W/2ⁿ]. The caller owns it.</returns>
    public Tensor EncodeMean(Tensor x) => enc.call(x);

    /// <summary>x = G(z).</summary>
    /// <param name="latent">[N, dim·2ⁿ, h, w], of either domain.</param>
    /// <returns>[N, C, h·2ⁿ, w·2ⁿ] in [-1, 1]. The caller owns it.</returns>
    public Tensor Decode(Tensor latent) => dec.call(latent);

    /// <summary>G(E(x)): the reconstruction without noise. The original's own forward raises an error.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return Decode(EncodeMean(x)).MoveToOuterDisposeScope();
    }

    /// <summary>The generators of both domains, with the framework's default weights.</summary>
    /// <exception cref="ArgumentException">An impossible configuration.</exception>
    internal static (UnitGenerator A, UnitGenerator B) Pair(UnitConfig config)
    {
        config.CheckNetworks();
        var a = new UnitGenerator(config.InputChannelsA, config.Generator);
        return (a, new UnitGenerator(config.InputChannelsB, config.Generator, a, config.WeightSharing));
    }
}

/// <summary>The four networks that UNIT trains, and VGG where the perceptual loss is on.</summary>
public sealed class UnitNetworks : TwoDomainNetworks<UnitGenerator>
{
    /// <summary>Builds and initialises the networks.</summary>
    /// <param name="config">Widths and options.</param>
    /// <param name="generator">The source of all starting weights, on the CPU.</param>
    /// <param name="dtype">float32, or float64 for parity.</param>
    /// <param name="device">Where they are computed.</param>
    /// <exception cref="FileNotFoundException">vgg_w is above 0 and the VGG weight file is missing.</exception>
    public UnitNetworks(UnitConfig config, Generator generator, ScalarType dtype, Device device)
        : base(config, UnitGenerator.Pair(config), generator, dtype, device)
    {
    }
}
