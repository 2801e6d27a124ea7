using TorchSharp.Modules;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.CocoFunit;

/// <summary>Draws the content of one picture in the style of another, of a class that it may never have seen.</summary>
/// <remarks>
/// COCO-FUNIT: y = mlp(mlp_style([E_s(x_b), usb]) ⊙ mlp_content(mean E_c(x_a))), where usb is a learnt constant, the
/// universal style bias. imaginaire's FUNIT: y = mlp(E_s(x_b)). All weights are zero until
/// <see cref="LayeredInitialization"/> draws them or a file is loaded. Keys <c>usb, style_encoder.*, content_encoder.*,
/// decoder.*, mlp.*, mlp_content.*, mlp_style.*</c>, in this order. Original: imaginaire generators/coco_funit.py and
/// generators/funit.py (c6f7484). Paper: section 3 and figure 3.
/// </remarks>
public sealed class CocoFunitGenerator : nn.Module
{
    private readonly Parameter? usb;
    private readonly LayeredMlp mlp;
    private readonly LayeredMlp? contentMlp;
    private readonly LayeredMlp? styleMlp;

    /// <param name="config">Its networks.</param>
    public CocoFunitGenerator(CocoFunitGeneratorConfig config) : this(config, config.Weights)
    {
    }

    /// <summary>The same with another normalisation of the weights: for an averaged copy.</summary>
    internal CocoFunitGenerator(CocoFunitGeneratorConfig config, WeightNormalization weights)
        : base(nameof(CocoFunitGenerator))
    {
        Config = config;
        if (config.ContentConditioned)
        {
            usb = nn.Parameter(zeros(1, config.StyleBiasSize));
            // Parity: a parameter of the generator itself, hence the first one in files and optimizers.
            register_parameter("usb", usb);
        }
        StyleEncoder = new CocoFunitStyleEncoder(config, weights);
        ContentEncoder = new CocoFunitContentEncoder(config, weights);
        Decoder = new CocoFunitDecoder(config, weights);
        // Parity: linear layers keep plain weights whatever weight_norm_type says.
        mlp = new LayeredMlp(config.StyleSize, config.MlpWidth, config.MlpWidth, config.MlpBlocks);
        register_module("style_encoder", StyleEncoder);
        register_module("content_encoder", ContentEncoder);
        register_module("decoder", Decoder);
        register_module("mlp", mlp);
        if (config.ContentConditioned)
        {
            contentMlp = new LayeredMlp(config.ContentWidth, config.StyleSize, config.MlpWidth, 2);
            styleMlp = new LayeredMlp(config.StyleSize + config.StyleBiasSize, config.StyleSize, config.MlpWidth, 2);
            register_module("mlp_content", contentMlp);
            register_module("mlp_style", styleMlp);
        }
        this.KeepState();
    }

    /// <summary>Its networks.</summary>
    public CocoFunitGeneratorConfig Config { get; }

    /// <summary>What a picture shows.</summary>
    public CocoFunitContentEncoder ContentEncoder { get; }

    /// <summary>How a picture looks.</summary>
    public CocoFunitStyleEncoder StyleEncoder { get; }

    /// <summary>Draws a content in a style.</summary>
    public CocoFunitDecoder Decoder { get; }

    /// <summary>The universal style bias [1, usb_dims]; null in imaginaire's FUNIT.</summary>
    public Tensor? StyleBias => usb;

    /// <summary>The style's half of the conditioning, b = mlp_style([s, usb]): the same for every content picture, so
    /// it can be kept.</summary>
    /// <param name="style">[N, style_dims] or [N, style_dims, 1, 1].</param>
    /// <returns>[N, style_dims], not below 0; in imaginaire's FUNIT the style itself. The caller owns it.</returns>
    public Tensor PrepareStyle(Tensor style)
    {
        using var scope = NewDisposeScope();
        var flat = style.reshape(style.shape[0], -1);
        return (styleMlp is null ? flat.alias() : styleMlp.call(cat([flat, usb!.repeat(flat.shape[0], 1)], 1)))
            .MoveToOuterDisposeScope();
    }

    /// <summary>The content's half of the conditioning, a = mlp_content(mean over pixels of c).</summary>
    /// <param name="content">[N, C, h, w].</param>
    /// <returns>[N, style_dims], not below 0; null in imaginaire's FUNIT. The caller owns it.</returns>
    public Tensor? PrepareContent(Tensor content)
    {
        using var scope = NewDisposeScope();
        return contentMlp?.call(content.mean([2, 3])).MoveToOuterDisposeScope();
    }

    /// <summary>The vector that every adaptive norm of the decoder reads: y = mlp(b ⊙ a).</summary>
    /// <param name="content">[N, C, h, w].</param>
    /// <param name="preparedStyle">[N, style_dims] of <see cref="PrepareStyle"/>.</param>
    /// <returns>[N, num_filters_mlp], not below 0. The caller owns it.</returns>
    public Tensor Condition(Tensor content, Tensor preparedStyle)
    {
        using var scope = NewDisposeScope();
        var a = PrepareContent(content);
        return mlp.call(a is null ? preparedStyle : preparedStyle * a).MoveToOuterDisposeScope();
    }

    /// <summary>A content in a style.</summary>
    /// <param name="content">[N, C, h, w] of the content encoder.</param>
    /// <param name="style">[N, style_dims, 1, 1] of the style encoder.</param>
    /// <returns>[N, 3, h·2ⁿ, w·2ⁿ] in [-1, 1]. The caller owns it.</returns>
    public Tensor Decode(Tensor content, Tensor style)
    {
        using var scope = NewDisposeScope();
        return Decoder.Apply(content, Condition(content, PrepareStyle(style))).MoveToOuterDisposeScope();
    }

    /// <summary>One style picture per content picture, as the original infers.</summary>
    /// <param name="content">[N, 3, H, W] in [-1, 1].</param>
    /// <param name="style">[N, 3, H', W'] in [-1, 1].</param>
    /// <returns>[N, 3, H, W] in [-1, 1]. The caller owns it.</returns>
    public Tensor Translate(Tensor content, Tensor style)
    {
        using var scope = NewDisposeScope();
        return Decode(ContentEncoder.call(content), StyleEncoder.call(style)).MoveToOuterDisposeScope();
    }

    // Everything is registered by name above; the framework would register the fields once more.
    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    /// <summary>Draws the universal style bias, N(0, 1), which no type of initialisation changes.</summary>
    internal void DrawStyleBias(Generator random)
    {
        using var quiet = no_grad();
        usb?.normal_(0, 1, random);
    }
}
