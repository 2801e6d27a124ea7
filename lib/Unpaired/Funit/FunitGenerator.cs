using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Funit;

/// <summary>Draws the content of one picture as a member of the class that other pictures show.</summary>
/// <remarks>
/// FUNIT paper, section 3 and figure 1. Keys <c>enc_class_model, enc_content, dec, mlp</c>. Original: networks.py,
/// FewShotGen (198f430).
/// </remarks>
public sealed class FunitGenerator : nn.Module
{
    private const int LeastHalvings = 2, LeastMlpBlocks = 2;
    private readonly StyleEncoder enc_class_model;
    private readonly ContentEncoder enc_content;
    private readonly Decoder dec;
    private readonly Mlp mlp;

    /// <summary>Makes the networks with the framework's default weights.</summary>
    /// <param name="config">Widths and numbers of layers.</param>
    public FunitGenerator(FunitGeneratorConfig config) : base(nameof(FunitGenerator))
    {
        const int channels = 3;
        // Parity (quirk 9): two halvings at the least, both of which double the width.
        enc_class_model = new StyleEncoder(
            Math.Max(LeastHalvings, config.ClassDownsamplings), channels, config.Width, config.LatentSize,
            Normalization.None, Activation.Relu, PaddingKind.Reflect);
        enc_content = new ContentEncoder(
            config.ContentDownsamplings, config.ResidualBlocks, channels, config.Width, Normalization.Instance,
            Activation.Relu, PaddingKind.Reflect);
        // Parity (quirk 4): its AdaIN layers keep running_mean and running_var, constant and never read, for the files.
        dec = new Decoder(
            config.ContentDownsamplings, config.ResidualBlocks, enc_content.OutputWidth, channels,
            Normalization.Adaptive, Activation.Relu, PaddingKind.Reflect, doublingNorm: Normalization.Instance);
        mlp = new Mlp(
            config.LatentSize, 2 * dec.AdaptiveWidths.Sum(), config.MlpWidth,
            Math.Max(LeastMlpBlocks, config.MlpBlocks));
        // Parity: this order is the optimizer's.
        register_module("enc_class_model", enc_class_model);
        register_module("enc_content", enc_content);
        register_module("dec", dec);
        register_module("mlp", mlp);
    }

    /// <summary>E_y.</summary>
    public StyleEncoder ClassEncoder => enc_class_model;

    /// <summary>E_x.</summary>
    public ContentEncoder ContentEncoder => enc_content;

    /// <summary>F_x, without the MLP.</summary>
    public Decoder Decoder => dec;

    /// <summary>The MLP in front of the decoder's AdaIN layers.</summary>
    public Mlp Mlp => mlp;

    /// <summary>What a picture shows, without its class: z_x = E_x(x).</summary>
    /// <param name="x">[N, 3, H, W] in [-1, 1].</param>
    /// <returns>[N, nf·2ⁿ, H/2ⁿ, W/2ⁿ]. The caller owns it.</returns>
    public Tensor EncodeContent(Tensor x) => enc_content.call(x);

    /// <summary>The class code of each picture by itself: E_y(y).</summary>
    /// <param name="y">[N, 3, H, W] in [-1, 1].</param>
    /// <returns>[N, latent_dim, 1, 1]. The caller owns it.</returns>
    public Tensor EncodeClass(Tensor y) => enc_class_model.call(y);

    /// <summary>The class code of a set: z_y = (1 / K) Σ E_y(y_k) (paper, equation 2).</summary>
    /// <param name="set">[K, 3, H, W] in [-1, 1], pictures of one class.</param>
    /// <returns>[1, latent_dim, 1, 1]. The caller owns it.</returns>
    public Tensor EncodeSet(Tensor set) => EncodeSets(set, set.shape[0]);

    /// <summary>The class codes of several sets of the same size.</summary>
    /// <param name="sets">[N·K, 3, H, W]: K pictures of the first class, K of the second and so on.</param>
    /// <param name="shots">K.</param>
    /// <returns>[N, latent_dim, 1, 1]. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A number of pictures that is no multiple of K.</exception>
    public Tensor EncodeSets(Tensor sets, long shots)
    {
        if (shots < 1 || sets.shape[0] < 1 || sets.shape[0] % shots != 0)
            throw new ArgumentException(
                $"Expected a multiple of K = {shots} class pictures, K at least 1; got {sets.shape[0]} pictures.",
                nameof(sets));
        using var scope = NewDisposeScope();
        var codes = EncodeClass(sets);
        return codes.view(-1, shots, codes.shape[1], 1, 1).mean([1]).MoveToOuterDisposeScope();
    }

    /// <summary>x̄ = F_x(z_x, z_y).</summary>
    /// <param name="content">[N, nf·2ⁿ, h, w].</param>
    /// <param name="code">[N, latent_dim, 1, 1].</param>
    /// <returns>[N, 3, h·2ⁿ, w·2ⁿ] in [-1, 1]. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Different numbers of contents and codes.</exception>
    public Tensor Decode(Tensor content, Tensor code)
    {
        if (content.shape[0] != code.shape[0])
            throw new ArgumentException(
                $"Expected one class code per content; got {content.shape[0]} contents and {code.shape[0]} codes.");
        using var scope = NewDisposeScope();
        return dec.Apply(content, StyleParameters(mlp.call(code))).MoveToOuterDisposeScope();
    }

    /// <summary>Deals the MLP's output out to the AdaIN layers.</summary>
    /// <remarks>Parity (quirk 3): in each layer β before γ, and γ multiplies as it is (not 1 + γ).</remarks>
    /// <param name="parameters">[N, P].</param>
    /// <returns>One pair per AdaIN layer, each [N·C]. The caller owns them.</returns>
    public IReadOnlyList<AdaptiveStyle> StyleParameters(Tensor parameters) =>
        AdaptiveStyle.Deal(parameters, dec.AdaptiveWidths);
}
