using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>Translates pictures with trained generators: content of the input, style drawn or taken from another
/// picture.</summary>
/// <remarks>
/// Original: test.py (a82e222). Unlike it, any size works: sides that are no multiple of 2^n_downsample are mirrored
/// further and cropped
/// afterwards, and contrast is not stretched.
/// </remarks>
public sealed class MunitTranslator : TwoDomainTranslator<MunitConfig, MunitGenerator>
{
    private const long PixelsPerBatch = 256 * 256;

    /// <summary>Wraps generators, for example those of a trainer that is still at work.</summary>
    /// <param name="config">Their configuration.</param>
    /// <param name="generatorA">Stays the caller's.</param>
    /// <param name="generatorB">Stays the caller's.</param>
    public MunitTranslator(MunitConfig config, MunitGenerator generatorA, MunitGenerator generatorB)
        : base(config, generatorA, generatorB, owned: false)
    {
    }

    private MunitTranslator((MunitConfig Config, MunitGenerator A, MunitGenerator B) loaded)
        : base(loaded.Config, loaded.A, loaded.B, owned: true)
    {
    }

    /// <summary>The generators of a trainer, without a copy.</summary>
    public static MunitTranslator Of(MunitTrainer trainer) =>
        new(trainer.Config, trainer.GeneratorA, trainer.GeneratorB);

    /// <summary>Reads trained generators.</summary>
    /// <param name="weights">A file of <see cref="TwoDomainTrainer.SaveWeights"/>, or a <c>gen_*.pt</c> of the original
    /// (also of PyTorch 0.3).</param>
    /// <param name="config">The YAML file of the experiment; not needed for our own files, which hold it.</param>
    /// <exception cref="ArgumentException">No configuration, or the file is of another system.</exception>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    public static MunitTranslator Load(string weights, string? config = null)
    {
        using var scope = NewDisposeScope();
        return new MunitTranslator(MunitFiles.Load(weights, config));
    }

    /// <summary>Style codes from the prior N(0, 1).</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Decides them.</param>
    /// <returns>[count, style_dim, 1, 1]. The caller owns it.</returns>
    public Tensor SampleStyles(int count, long seed)
    {
        using var random = new Generator((ulong)seed);
        return empty(count, Config.Generator.StyleSize, 1, 1).normal_(0, 1, random);
    }

    /// <summary>The style of a picture, s = E_s(x).</summary>
    /// <param name="picture">Of that domain, at least 16 pixels on each side.</param>
    /// <param name="domain">Whose style it is: the target domain of a translation guided by this example.</param>
    /// <returns>[1, style_dim, 1, 1]. The caller owns it.</returns>
    public Tensor EncodeStyle(Picture picture, Domain domain)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return Generator(domain).EncodeStyle(Input(picture, domain)).to(CPU).MoveToOuterDisposeScope();
    }

    /// <summary>One translation.</summary>
    /// <param name="input">Any size and aspect.</param>
    /// <param name="direction">From the input's domain to the other.</param>
    /// <param name="style">[style_dim] numbers in any shape, of the target domain.</param>
    /// <returns>A picture of the input's size.</returns>
    /// <exception cref="ArgumentException">A style of another size; a picture too small to be encoded.</exception>
    /// <exception cref="InsufficientMemoryException">A picture too large for this machine.</exception>
    public Picture Translate(Picture input, Direction direction, Tensor style)
    {
        using var scope = NewDisposeScope();
        return TranslateStyles(input, direction, style.reshape(1, -1))[0];
    }

    /// <summary>Several pictures in one style, one by one.</summary>
    public IEnumerable<Picture> TranslateMany(IEnumerable<Picture> inputs, Direction direction, Tensor style) =>
        inputs.Select(input => Translate(input, direction, style));

    /// <summary>One picture in several styles; its content is encoded once.</summary>
    /// <param name="input">Any size and aspect.</param>
    /// <param name="direction">From the input's domain to the other.</param>
    /// <param name="styles">[N, style_dim] or [N, style_dim, 1, 1], of the target domain.</param>
    /// <returns>N pictures of the input's size.</returns>
    /// <exception cref="ArgumentException">Styles of another size; a picture too small to be encoded.</exception>
    /// <exception cref="InsufficientMemoryException">A picture too large for this machine.</exception>
    public IReadOnlyList<Picture> TranslateStyles(Picture input, Direction direction, Tensor styles)
    {
        int size = Config.Generator.StyleSize;
        if (styles.dim() < 2 || styles.numel() != styles.shape[0] * size)
            throw new ArgumentException(
                $"Expected styles [N, {size}]; got [{string.Join(", ", styles.shape)}].", nameof(styles));
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var (from, to) = Ends(direction);
        var fitted = Fitted(input);
        var content = Generator(from).EncodeContent(Input(fitted.Picture, from));
        long perBatch = Math.Max(1, PixelsPerBatch / ((long)fitted.Picture.Width * fitted.Picture.Height));
        var results = new List<Picture>();
        foreach (var some in styles.view(-1, size, 1, 1).to(content.dtype).to(content.device).split(perBatch))
        {
            using var inner = NewDisposeScope();
            var drawn = Generator(to).Decode(content.expand(some.shape[0], -1, -1, -1).contiguous(), some);
            results.AddRange(Picture.FromBatch(drawn).Select(fitted.Restore));
        }
        return results;
    }

    /// <summary>A walk from one style to another, in a straight line.</summary>
    /// <param name="input">Any size and aspect.</param>
    /// <param name="direction">From the input's domain to the other.</param>
    /// <param name="first">[style_dim] numbers in any shape.</param>
    /// <param name="last">The same.</param>
    /// <param name="count">Pictures, both ends included; at least 2.</param>
    /// <exception cref="ArgumentException">A count below 2.</exception>
    public IReadOnlyList<Picture> Interpolate(Picture input, Direction direction, Tensor first, Tensor last, int count)
    {
        if (count < 2)
            throw new ArgumentException($"An interpolation needs at least 2 pictures; got {count}.", nameof(count));
        using var scope = NewDisposeScope();
        var share = linspace(0, 1, count).unsqueeze(1);
        return TranslateStyles(input, direction, (1 - share) * first.view(1, -1) + share * last.view(1, -1));
    }
}
