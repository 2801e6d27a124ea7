using Unpaired.Checkpoints;
using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Funit;

/// <summary>Draws pictures as members of a class that a few other pictures show.</summary>
/// <remarks>
/// Original: test_k_shot.py (198f430). Unlike it, any size works: sides that are no multiple of 2^n_downs_content are
/// mirrored further and cropped afterwards; <see cref="TranslateAsOriginal"/> does what the original does.
/// </remarks>
public sealed class FunitTranslator : IDisposable
{
    private const long PixelsPerBatch = 128 * 128 * 4;
    private readonly FunitGenerator generator;
    private readonly bool owned;

    /// <summary>Wraps a generator, for example that of a trainer that is still at work.</summary>
    /// <param name="config">Its configuration.</param>
    /// <param name="generator">Stays the caller's.</param>
    public FunitTranslator(FunitConfig config, FunitGenerator generator) : this(config, generator, owned: false)
    {
    }

    private FunitTranslator(FunitConfig config, FunitGenerator generator, bool owned)
    {
        (Config, this.generator, this.owned) = (config, generator, owned);
    }

    /// <summary>The configuration of the generator.</summary>
    public FunitConfig Config { get; }

    /// <summary>The networks.</summary>
    public FunitGenerator Generator => generator;

    /// <summary>The averaged generator of a trainer, without a copy.</summary>
    public static FunitTranslator Of(FunitTrainer trainer) => new(trainer.Config, trainer.AveragedGenerator);

    /// <summary>Reads a trained generator.</summary>
    /// <param name="weights">A file of <see cref="FunitTrainer.SaveWeights"/>, or a <c>gen_*.pt</c> of the original,
    /// whose average (<c>gen_test</c>) is taken.</param>
    /// <param name="config">The YAML file of the experiment; not needed for our own files, which hold it.</param>
    /// <exception cref="ArgumentException">No configuration, or the file is of another system.</exception>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    public static FunitTranslator Load(string weights, string? config = null)
    {
        using var scope = NewDisposeScope();
        var (settings, generator) = FunitFiles.ForInference(weights, config);
        return new FunitTranslator(settings, generator, owned: true);
    }

    /// <summary>The code of a class from K of its pictures: the mean of their codes.</summary>
    /// <param name="examples">At least one; any sizes.</param>
    /// <returns>[1, latent_dim, 1, 1] on the CPU. The caller owns it.</returns>
    /// <exception cref="ArgumentException">No picture, or one too small to be encoded.</exception>
    public Tensor ClassCode(IEnumerable<Picture> examples)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        // Parity: one at a time, summed and divided by their number.
        Tensor? sum = null;
        int count = 0;
        foreach (var example in examples)
        {
            CheckClassPicture(example);
            var code = generator.EncodeClass(Input(example));
            sum = sum is null ? code : sum.add_(code);
            count++;
        }
        if (sum is null) throw new ArgumentException("A class needs at least one picture; got none.", nameof(examples));
        return (sum / count).cpu().alias().MoveToOuterDisposeScope();
    }

    /// <summary>One translation.</summary>
    /// <param name="content">Any size and aspect: whose content is kept.</param>
    /// <param name="classCode">[1, latent_dim, 1, 1] or [latent_dim].</param>
    /// <returns>A picture of the content picture's size.</returns>
    /// <exception cref="ArgumentException">A code of another size; a picture too small to be encoded.</exception>
    /// <exception cref="InsufficientMemoryException">A picture too large for this machine.</exception>
    public Picture Translate(Picture content, Tensor classCode)
    {
        using var scope = NewDisposeScope();
        return TranslateInto(content, classCode.reshape(1, -1))[0];
    }

    /// <summary>The mean of the translation and of the mirrored translation of the mirrored picture.</summary>
    /// <remarks>
    /// What both draw stays, what only one draws fades: less error, and less sharp. Not in the paper. For classes that
    /// have no left and right.
    /// </remarks>
    /// <inheritdoc cref="Translate"/>
    public Picture TranslateBothWays(Picture content, Tensor classCode)
    {
        var straight = Translate(content, classCode);
        var mirrored = PictureGeometry.FlipHorizontally(
            Translate(PictureGeometry.FlipHorizontally(content), classCode));
        byte[] mean = new byte[straight.Rgb.Length];
        for (int i = 0; i < mean.Length; i++) mean[i] = (byte)((straight.Rgb[i] + mirrored.Rgb[i] + 1) / 2);
        return new Picture(straight.Width, straight.Height, mean);
    }

    /// <summary>Several pictures into one class, one by one.</summary>
    public IEnumerable<Picture> TranslateMany(IEnumerable<Picture> contents, Tensor classCode) =>
        contents.Select(content => Translate(content, classCode));

    /// <summary>One picture into several classes; its content is encoded once.</summary>
    /// <param name="content">Any size and aspect.</param>
    /// <param name="classCodes">[N, latent_dim] or [N, latent_dim, 1, 1].</param>
    /// <returns>N pictures of the content picture's size.</returns>
    /// <exception cref="ArgumentException">Codes of another size; a picture too small to be encoded.</exception>
    /// <exception cref="InsufficientMemoryException">A picture too large for this machine.</exception>
    public IReadOnlyList<Picture> TranslateInto(Picture content, Tensor classCodes)
    {
        int size = Config.Generator.LatentSize;
        if (classCodes.dim() < 2 || classCodes.shape[0] < 1 || classCodes.numel() != classCodes.shape[0] * size)
            throw new ArgumentException(
                $"Expected class codes [N, {size}]; got [{string.Join(", ", classCodes.shape)}].", nameof(classCodes));
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var fitted = Fitted(content);
        var code = generator.EncodeContent(Input(fitted.Picture));
        long perBatch = Math.Max(1, PixelsPerBatch / ((long)fitted.Picture.Width * fitted.Picture.Height));
        var results = new List<Picture>();
        foreach (var some in classCodes.reshape(-1, size, 1, 1).to(code.dtype).to(code.device).split(perBatch))
        {
            using var inner = NewDisposeScope();
            var drawn = generator.Decode(code.expand(some.shape[0], -1, -1, -1).contiguous(), some);
            results.AddRange(Picture.FromBatch(drawn).Select(fitted.Restore));
        }
        return results;
    }

    /// <summary>A walk from one class to another, in a straight line between their codes.</summary>
    /// <param name="content">Any size and aspect.</param>
    /// <param name="first">[latent_dim] numbers in any shape.</param>
    /// <param name="last">The same.</param>
    /// <param name="count">Pictures, both ends included; at least 2.</param>
    /// <exception cref="ArgumentException">A count below 2.</exception>
    public IReadOnlyList<Picture> Interpolate(Picture content, Tensor first, Tensor last, int count)
    {
        if (count < 2)
            throw new ArgumentException($"An interpolation needs at least 2 pictures; got {count}.", nameof(count));
        using var scope = NewDisposeScope();
        var share = linspace(0, 1, count, dtype: first.dtype).unsqueeze(1);
        return TranslateInto(content, (1 - share) * first.reshape(1, -1) + share * last.reshape(1, -1));
    }

    /// <summary>What the original's demo does: every picture is stretched to the crop's size, and the bytes are cut to
    /// whole numbers, not rounded.</summary>
    /// <param name="content">Any size.</param>
    /// <param name="examples">K pictures of the class, at least one.</param>
    /// <returns>A picture of crop_image_width × crop_image_height (128 × 128 as published).</returns>
    public Picture TranslateAsOriginal(Picture content, IEnumerable<Picture> examples)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        Picture Stretched(Picture picture) => PictureResize.Resize(picture, Config.CropWidth, Config.CropHeight);
        var code = ClassCode(examples.Select(Stretched));
        var encoded = generator.EncodeContent(Input(Stretched(content)));
        return Truncated(generator.Decode(encoded, code.to(encoded.dtype).to(encoded.device)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (owned) generator.Dispose();
    }

    /// <summary>The picture whose bytes are (y + 1) · 0.5 · 255 without its fraction.</summary>
    /// <remarks>Parity (quirk 11): truncated, and not clamped, since tanh cannot leave [-1, 1].</remarks>
    /// <param name="y">[1, 3, H, W] in [-1, 1].</param>
    internal static Picture Truncated(Tensor y)
    {
        using var scope = NewDisposeScope();
        var levels = ((y.detach().squeeze(0) + 1) * 0.5 * 255).to(uint8).permute(1, 2, 0).contiguous().cpu();
        return new Picture((int)levels.shape[1], (int)levels.shape[0], levels.data<byte>().ToArray());
    }

    private FittedPicture Fitted(Picture content)
    {
        int multiple = 1 << Config.Generator.ContentDownsamplings;
        var fitted = PictureFit.ToMultiple(content, multiple);
        int least = Math.Max(4, 2 * multiple); // the code must be reflected by one, the picture by three
        if (Math.Min(fitted.Picture.Width, fitted.Picture.Height) < least)
            throw new ArgumentException(
                $"A content picture needs sides above {least - multiple} pixels; "
                + $"got {content.Width} x {content.Height}.");
        PictureFit.RequireMemory(fitted.Picture, Config.Generator.Width, "content");
        return fitted;
    }

    private void CheckClassPicture(Picture example)
    {
        // Each halving reflects by one pixel, the first convolution by three.
        int least = Math.Max(4, 1 << Math.Max(2, Config.Generator.ClassDownsamplings));
        if (Math.Min(example.Width, example.Height) < least)
            throw new ArgumentException(
                $"A class picture needs sides of at least {least} pixels (n_downs_class "
                + $"{Config.Generator.ClassDownsamplings}); got {example.Width} x {example.Height}.");
        PictureFit.RequireMemory(example, Config.Generator.Width, "class");
    }

    private Tensor Input(Picture picture)
    {
        var weight = generator.parameters().First();
        return picture.ToTensor().unsqueeze(0).to(weight.dtype).to(weight.device);
    }
}
