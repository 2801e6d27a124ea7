using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>The auto-encoder of one domain: x → (c, s) → x.</summary>
/// <remarks>
/// MUNIT paper, figure 3. Keys <c>enc_style, enc_content, dec, mlp</c>. The MLP turns a style into the scales and
/// shifts of the decoder's AdaIN
/// layers. Original: networks.py, AdaINGen (a82e222).
/// </remarks>
public sealed class MunitGenerator : nn.Module
{
    private const int StyleHalvings = 4;
    private const int MlpBlocks = 3;
    private readonly StyleEncoder enc_style;
    private readonly ContentEncoder enc_content;
    private readonly Decoder dec;
    private readonly Mlp mlp;

    /// <summary>Makes the networks with the framework's default weights.</summary>
    /// <param name="channels">Of a picture, 3 or 1.</param>
    /// <param name="config">Widths and options.</param>
    public MunitGenerator(int channels, GeneratorConfig config) : base(nameof(MunitGenerator))
    {
        var (activation, padding) = (config.Activation, config.Padding);
        enc_style = new StyleEncoder(
            StyleHalvings, channels, config.Width, config.StyleSize, Normalization.None, activation, padding);
        enc_content = new ContentEncoder(
            config.Downsamplings, config.ResidualBlocks, channels, config.Width, Normalization.Instance, activation,
            padding);
        dec = new Decoder(
            config.Downsamplings, config.ResidualBlocks, enc_content.OutputWidth, channels, Normalization.Adaptive,
            activation, padding);
        // A generator without residual blocks has no AdaIN layer; its last linear layer would have no output.
        long parameterCount = Math.Max(1, 2 * dec.AdaptiveWidths.Sum());
        mlp = new Mlp(config.StyleSize, parameterCount, config.MlpWidth, MlpBlocks, Normalization.None, activation);
        register_module("enc_style", enc_style);
        register_module("enc_content", enc_content);
        register_module("dec", dec);
        register_module("mlp", mlp);
    }

    /// <summary>E_s.</summary>
    public StyleEncoder StyleEncoder => enc_style;

    /// <summary>E_c.</summary>
    public ContentEncoder ContentEncoder => enc_content;

    /// <summary>G, without the MLP.</summary>
    public Decoder Decoder => dec;

    /// <summary>The MLP in front of the decoder's AdaIN layers.</summary>
    public Mlp Mlp => mlp;

    /// <summary>The generators of both domains, with the framework's default weights.</summary>
    /// <exception cref="ArgumentException">An impossible configuration.</exception>
    internal static (MunitGenerator A, MunitGenerator B) Pair(MunitConfig config)
    {
        config.CheckNetworks();
        return (
            new MunitGenerator(config.InputChannelsA, config.Generator),
            new MunitGenerator(config.InputChannelsB, config.Generator));
    }

    /// <summary>(c, s) = (E_c(x), E_s(x)).</summary>
    /// <param name="x">[N, C, H, W] in [-1, 1].</param>
    /// <returns>Content [N, dim·2ⁿ, H/2ⁿ, W/2ⁿ] and style [N, style_dim, 1, 1]. The caller owns them.</returns>
    public (Tensor Content, Tensor Style) Encode(Tensor x)
    {
        var style = EncodeStyle(x); // the original computes it first
        return (EncodeContent(x), style);
    }

    /// <summary>c = E_c(x).</summary>
    public Tensor EncodeContent(Tensor x) => enc_content.call(x);

    /// <summary>s = E_s(x).</summary>
    public Tensor EncodeStyle(Tensor x) => enc_style.call(x);

    /// <summary>x = G(c, s).</summary>
    /// <param name="content">[N, dim·2ⁿ, h, w].</param>
    /// <param name="style">[N, style_dim, 1, 1].</param>
    /// <returns>[N, C, h·2ⁿ, w·2ⁿ] in [-1, 1]. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Different numbers of contents and styles.</exception>
    public Tensor Decode(Tensor content, Tensor style)
    {
        if (content.shape[0] != style.shape[0])
            throw new ArgumentException(
                $"Expected one style per content; got {content.shape[0]} contents and {style.shape[0]} styles.");
        using var scope = NewDisposeScope();
        return dec.Apply(content, StyleParameters(mlp.call(style))).MoveToOuterDisposeScope();
    }

    /// <summary>Deals the MLP's output out to the AdaIN layers.</summary>
    /// <param name="parameters">[N, P].</param>
    /// <returns>One pair per AdaIN layer, each [N·C]. The caller owns them.</returns>
    public IReadOnlyList<AdaptiveStyle> StyleParameters(Tensor parameters) =>
        AdaptiveStyle.Deal(parameters, dec.AdaptiveWidths);
}

/// <summary>The four networks that MUNIT trains, and VGG where the perceptual loss is on.</summary>
public sealed class MunitNetworks : TwoDomainNetworks<MunitGenerator>
{
    /// <summary>Builds and initialises the networks.</summary>
    /// <param name="config">Widths and options.</param>
    /// <param name="generator">The source of all starting weights, on the CPU.</param>
    /// <param name="dtype">float32, or float64 for parity.</param>
    /// <param name="device">Where they are computed.</param>
    /// <exception cref="FileNotFoundException">vgg_w is above 0 and the VGG weight file is missing.</exception>
    public MunitNetworks(MunitConfig config, Generator generator, ScalarType dtype, Device device)
        : base(config, MunitGenerator.Pair(config), generator, dtype, device)
    {
    }
}
