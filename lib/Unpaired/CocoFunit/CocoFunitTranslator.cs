using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.CocoFunit;

/// <summary>Translates pictures to a class of which only a few pictures are given, seen in training or not.</summary>
/// <remarks>
/// The style codes of K pictures are averaged; with K = 1 this is the original, which takes no more than one. In
/// COCO-FUNIT the code that the decoder reads depends on the content too, so it cannot be kept; what can be kept is the
/// style's half of it (<see cref="CocoFunitGenerator.PrepareStyle"/>) and the content code. Unlike the original,
/// pictures keep their size: sides that are no multiple of 2^num_downsamples_content are mirrored further and cropped
/// afterwards.
/// </remarks>
public sealed class CocoFunitTranslator : IDisposable
{
    private const long PixelsPerBatch = 256 * 256;
    private readonly bool owned;

    /// <summary>Wraps a generator, for example that of a trainer that is still at work.</summary>
    /// <param name="config">Its configuration.</param>
    /// <param name="generator">Stays the caller's; in evaluation mode.</param>
    public CocoFunitTranslator(CocoFunitConfig config, CocoFunitGenerator generator) : this(config, generator, false)
    {
    }

    private CocoFunitTranslator(CocoFunitConfig config, CocoFunitGenerator generator, bool owned) =>
        (Config, Generator, this.owned) = (config, generator, owned);

    /// <summary>The configuration of the generator.</summary>
    public CocoFunitConfig Config { get; }

    /// <summary>The network.</summary>
    public CocoFunitGenerator Generator { get; }

    /// <summary>Reads a trained generator, the averaged one where there is one.</summary>
    /// <param name="weights">A file of <see cref="CocoFunitTrainer.SaveWeights"/>, or a checkpoint of
    /// imaginaire.</param>
    /// <param name="config">The YAML file of the experiment; not needed for our own files, which hold it.</param>
    /// <exception cref="ArgumentException">No configuration, or the file is of another system.</exception>
    /// <exception cref="Checkpoints.StateDictException">Weights of another configuration.</exception>
    public static CocoFunitTranslator Load(string weights, string? config = null)
    {
        using var scope = NewDisposeScope();
        var (settings, generator) = CocoFunitFiles.ForInference(weights, config);
        return new CocoFunitTranslator(settings, generator, owned: true);
    }

    /// <summary>The style of a class from a few pictures of it: the mean of E_s(x).</summary>
    /// <param name="examples">K pictures of any sizes, at least one.</param>
    /// <returns>[1, style_dims]. The caller owns it.</returns>
    /// <exception cref="ArgumentException">No pictures, or one too small to be encoded.</exception>
    public Tensor EncodeStyle(IReadOnlyList<Picture> examples)
    {
        if (examples.Count == 0) throw new ArgumentException("Expected at least one picture of the class; got none.");
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return cat([.. examples.Select(StyleOf)], 0).mean([0], keepdim: true).to(CPU).MoveToOuterDisposeScope();
    }

    /// <summary>The style of one picture.</summary>
    /// <param name="example">Any size.</param>
    /// <returns>[1, style_dims]. The caller owns it.</returns>
    public Tensor EncodeStyle(Picture example) => EncodeStyle([example]);

    /// <summary>One translation.</summary>
    /// <param name="input">What to show; any size and aspect.</param>
    /// <param name="style">[style_dims] numbers in any shape.</param>
    /// <returns>A picture of the input's size.</returns>
    /// <exception cref="ArgumentException">A style of another size; a picture too small to be encoded.</exception>
    /// <exception cref="InsufficientMemoryException">A picture too large for this machine.</exception>
    public Picture Translate(Picture input, Tensor style)
    {
        using var scope = NewDisposeScope();
        return TranslateStyles(input, style.reshape(1, -1))[0];
    }

    /// <summary>One translation, told by examples.</summary>
    /// <param name="input">What to show; any size and aspect.</param>
    /// <param name="examples">K pictures of the class, at least one.</param>
    /// <returns>A picture of the input's size.</returns>
    /// <exception cref="ArgumentException">No examples; a picture too small to be encoded.</exception>
    public Picture TranslateLike(Picture input, params IReadOnlyList<Picture> examples)
    {
        using var style = EncodeStyle(examples);
        return Translate(input, style);
    }

    /// <summary>A translation whose factor a comes from another content picture: shows what that factor does.</summary>
    /// <param name="input">The content map; any size and aspect.</param>
    /// <param name="lender">The factor of the content; in imaginaire's FUNIT, which has none, it changes nothing.</param>
    /// <param name="style">[style_dims] numbers in any shape.</param>
    /// <returns>A picture of the input's size.</returns>
    /// <exception cref="ArgumentException">A style of another size; a picture too small to be encoded.</exception>
    public Picture TranslateWithFactorOf(Picture input, Picture lender, Tensor style)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var fitted = Fitted(input);
        var vector = Generator.Condition(Content(Fitted(lender).Picture), Prepared(style.reshape(1, -1)));
        return fitted.Restore(Picture.FromTensor(Generator.Decoder.Apply(Content(fitted.Picture), vector)));
    }

    /// <summary>Several pictures to one class, one by one; the class's half of the conditioning is computed
    /// once.</summary>
    /// <param name="inputs">Any sizes.</param>
    /// <param name="style">[style_dims] numbers in any shape.</param>
    public IEnumerable<Picture> TranslateMany(IEnumerable<Picture> inputs, Tensor style)
    {
        using var flat = style.reshape(1, -1);
        using var prepared = Prepared(flat);
        foreach (var input in inputs) yield return Draw(input, prepared)[0];
    }

    /// <summary>One picture to several classes; its content is encoded once.</summary>
    /// <param name="input">Any size and aspect.</param>
    /// <param name="styles">[N, style_dims] or [N, style_dims, 1, 1].</param>
    /// <returns>N pictures of the input's size.</returns>
    /// <exception cref="ArgumentException">Styles of another size; a picture too small to be encoded.</exception>
    /// <exception cref="InsufficientMemoryException">A picture too large for this machine.</exception>
    public IReadOnlyList<Picture> TranslateStyles(Picture input, Tensor styles)
    {
        using var scope = NewDisposeScope();
        return Draw(input, Prepared(styles));
    }

    /// <summary>A walk from one class to another, in a straight line between their styles.</summary>
    /// <param name="input">Any size and aspect.</param>
    /// <param name="first">[style_dims] numbers in any shape.</param>
    /// <param name="last">The same.</param>
    /// <param name="count">Pictures, both ends included; at least 2.</param>
    /// <exception cref="ArgumentException">A count below 2.</exception>
    public IReadOnlyList<Picture> Interpolate(Picture input, Tensor first, Tensor last, int count)
    {
        if (count < 2)
            throw new ArgumentException($"An interpolation needs at least 2 pictures; got {count}.", nameof(count));
        using var scope = NewDisposeScope();
        var share = linspace(0, 1, count).unsqueeze(1);
        return TranslateStyles(input, (1 - share) * first.view(1, -1) + share * last.view(1, -1));
    }

    /// <summary>The vector that the decoder reads for a content picture and a style: in COCO-FUNIT it depends on
    /// both.</summary>
    /// <param name="input">Any size and aspect.</param>
    /// <param name="style">[style_dims] numbers in any shape.</param>
    /// <returns>[1, num_filters_mlp], not below 0. The caller owns it.</returns>
    public Tensor ConditionedCode(Picture input, Tensor style)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var content = Content(Fitted(input).Picture);
        return Generator.Condition(content, Prepared(style.reshape(1, -1))).to(CPU).MoveToOuterDisposeScope();
    }

    /// <summary>A translation as imaginaire writes it: one style picture, both pictures of the networks'
    /// size.</summary>
    /// <param name="content">[1, 3, H, W] in [-1, 1].</param>
    /// <param name="style">[1, 3, H, W] in [-1, 1].</param>
    /// <param name="contentSize">Rows and columns of the content picture before it was resized.</param>
    /// <param name="styleSize">Rows and columns of the style picture before it was resized.</param>
    /// <returns>
    /// [1, 3, rows, columns]. Parity: the larger height and the larger width of both pictures, so a larger style
    /// picture changes the size; nearest neighbours. The caller owns it.
    /// </returns>
    public Tensor TranslateAsOriginal(
        Tensor content, Tensor style, (int Height, int Width) contentSize, (int Height, int Width) styleSize)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var drawn = Generator.Translate(content, style);
        long rows = Math.Max(contentSize.Height, styleSize.Height);
        long columns = Math.Max(contentSize.Width, styleSize.Width);
        return nn.functional.interpolate(drawn, [rows, columns], mode: InterpolationMode.Nearest)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The bytes that imaginaire stores for an output. Parity: cut off, not rounded.</summary>
    /// <param name="output">[1, 3, H, W]; values outside [-1, 1] are clamped.</param>
    public static Picture AsOriginalPicture(Tensor output)
    {
        using var scope = NewDisposeScope();
        var levels = ((output.detach().clamp(-1, 1) + 1) / 2 * 255).to(uint8).squeeze(0).permute(1, 2, 0);
        return new Picture(
            (int)output.shape[3], (int)output.shape[2], levels.contiguous().cpu().data<byte>().ToArray());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (owned) Generator.Dispose();
    }

    private IReadOnlyList<Picture> Draw(Picture input, Tensor prepared)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var fitted = Fitted(input);
        var content = Content(fitted.Picture);
        long perBatch = Math.Max(1, PixelsPerBatch / ((long)fitted.Picture.Width * fitted.Picture.Height));
        var results = new List<Picture>();
        foreach (var some in prepared.split(perBatch))
        {
            using var inner = NewDisposeScope();
            var contents = content.expand(some.shape[0], -1, -1, -1).contiguous();
            var drawn = Generator.Decoder.Apply(contents, Generator.Condition(contents, some));
            results.AddRange(Picture.FromBatch(drawn).Select(fitted.Restore));
        }
        return results;
    }

    private FittedPicture Fitted(Picture input)
    {
        var fitted = PictureFit.ToMultiple(input, 1 << Config.Generator.ContentDownsamplings);
        Config.CheckGeneratorSize(fitted.Picture.Height, fitted.Picture.Width, style: false);
        PictureFit.RequireMemory(fitted.Picture, Config.Generator.Width, "input");
        return fitted;
    }

    private Tensor Content(Picture picture) => Generator.ContentEncoder.call(Batch(picture));

    private Tensor StyleOf(Picture example)
    {
        Config.CheckGeneratorSize(example.Height, example.Width, style: true);
        PictureFit.RequireMemory(example, Config.Generator.Width, "example");
        return Generator.StyleEncoder.call(Batch(example)).flatten(1);
    }

    private Tensor Prepared(Tensor styles)
    {
        int size = Config.Generator.StyleSize;
        if (styles.dim() < 2 || styles.numel() != styles.shape[0] * size)
            throw new ArgumentException(
                $"Expected styles [N, {size}]; got [{string.Join(", ", styles.shape)}].", nameof(styles));
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var weight = Generator.parameters().First();
        return Generator.PrepareStyle(styles.view(-1, size).to(weight.dtype).to(weight.device))
            .MoveToOuterDisposeScope();
    }

    private Tensor Batch(Picture picture)
    {
        var weight = Generator.parameters().First();
        return picture.ToTensor().unsqueeze(0).to(weight.dtype).to(weight.device);
    }
}
