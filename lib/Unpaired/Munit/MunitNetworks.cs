using TorchSharp.Modules;
using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>How a picture looks, as a short vector: s = E_s(x).</summary>
/// <remarks>
/// <c>model.0</c> 7×7, four halvings whatever the content encoder does, global average pooling, 1×1 convolution. No
/// normalisation: it
/// would remove the mean and variance that are the style (MUNIT paper, section 5.1). Original: networks.py,
/// StyleEncoder (a82e222).
/// </remarks>
public sealed class StyleEncoder : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<nn.Module<Tensor, Tensor>> model;

    /// <summary>Makes the network with the framework's default weights.</summary>
    /// <param name="downsamplings">Halvings, at least 2; the width doubles at the first two.</param>
    /// <param name="inputs">Channels of a picture.</param>
    /// <param name="width">Channels after the first convolution.</param>
    /// <param name="styleSize">Numbers in a code.</param>
    /// <param name="norm">None in MUNIT.</param>
    /// <param name="activation">After every convolution but the last.</param>
    /// <param name="padding">Of every convolution but the last.</param>
    public StyleEncoder(
        int downsamplings, long inputs, long width, long styleSize,
        Normalization norm, Activation activation, PaddingKind padding) : base(nameof(StyleEncoder))
    {
        var stages = new List<nn.Module<Tensor, Tensor>>
        {
            new Conv2dBlock(inputs, width, 7, 1, 3, norm, activation, padding),
        };
        for (int i = 0; i < downsamplings; i++)
        {
            long next = i < 2 ? 2 * width : width;
            stages.Add(new Conv2dBlock(width, next, 4, 2, 1, norm, activation, padding));
            width = next;
        }
        stages.Add(nn.AdaptiveAvgPool2d(1));
        stages.Add(nn.Conv2d(width, styleSize, 1));
        model = nn.ModuleList(stages.ToArray());
        register_module("model", model);
    }

    /// <param name="x">[N, inputs, H, W] in [-1, 1], sides that survive the halvings.</param>
    /// <returns>[N, styleSize, 1, 1], unbounded. The caller owns it.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return Stages(x).Last().MoveToOuterDisposeScope();
    }

    /// <summary>The output of each stage in turn.</summary>
    public IEnumerable<Tensor> Stages(Tensor x)
    {
        foreach (var stage in model) yield return x = stage.call(x);
    }
}

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

    /// <summary>Deals the MLP's output out to the AdaIN layers: each takes first its shifts, then its scales.</summary>
    /// <param name="parameters">[N, P].</param>
    /// <returns>One pair per AdaIN layer, each [N·C]. The caller owns them.</returns>
    public IReadOnlyList<AdaptiveStyle> StyleParameters(Tensor parameters)
    {
        var styles = new List<AdaptiveStyle>();
        long start = 0;
        foreach (long width in dec.AdaptiveWidths)
        {
            // Parity: "mean" (shift) before "std" (scale).
            var bias = parameters.narrow(1, start, width).reshape(-1);
            var weight = parameters.narrow(1, start + width, width).reshape(-1);
            styles.Add(new AdaptiveStyle(bias, weight));
            start += 2 * width;
        }
        return styles;
    }
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
