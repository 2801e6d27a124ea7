using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Unit;

/// <summary>Translates pictures with trained generators: one encoder, the other decoder, no noise, so one output per
/// picture.</summary>
/// <remarks>
/// Original: test.py (28d5982). Unlike it, any size works: sides that are no multiple of 2^n_downsample are mirrored
/// further and cropped
/// afterwards, and contrast is not stretched.
/// </remarks>
public sealed class UnitTranslator : TwoDomainTranslator<UnitConfig, UnitGenerator>
{
    /// <summary>Wraps generators, for example those of a trainer that is still at work.</summary>
    /// <param name="config">Their configuration.</param>
    /// <param name="generatorA">Stays the caller's.</param>
    /// <param name="generatorB">Stays the caller's.</param>
    public UnitTranslator(UnitConfig config, UnitGenerator generatorA, UnitGenerator generatorB)
        : base(config, generatorA, generatorB, owned: false)
    {
    }

    private UnitTranslator((UnitConfig Config, UnitGenerator A, UnitGenerator B) loaded)
        : base(loaded.Config, loaded.A, loaded.B, owned: true)
    {
    }

    /// <summary>The generators of a trainer, without a copy.</summary>
    public static UnitTranslator Of(UnitTrainer trainer) => new(trainer.Config, trainer.GeneratorA, trainer.GeneratorB);

    /// <summary>Reads trained generators.</summary>
    /// <param name="weights">A file of <see cref="TwoDomainTrainer.SaveWeights"/>, or a <c>gen_*.pt</c> of the original
    /// (also of PyTorch 0.3).</param>
    /// <param name="config">The YAML file of the experiment; not needed for our own files, which hold it.</param>
    /// <exception cref="ArgumentException">No configuration, or the file is of another system.</exception>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    public static UnitTranslator Load(string weights, string? config = null)
    {
        using var scope = NewDisposeScope();
        return new UnitTranslator(UnitFiles.Load(weights, config));
    }

    /// <summary>One translation.</summary>
    /// <param name="input">Any size and aspect.</param>
    /// <param name="direction">From the input's domain to the other.</param>
    /// <returns>A picture of the input's size.</returns>
    /// <exception cref="ArgumentException">A picture too small to be encoded.</exception>
    /// <exception cref="InsufficientMemoryException">A picture too large for this machine.</exception>
    public Picture Translate(Picture input, Direction direction)
    {
        var (from, to) = Ends(direction);
        return Redraw(input, from, to);
    }

    /// <summary>Several pictures, one by one.</summary>
    public IEnumerable<Picture> TranslateMany(IEnumerable<Picture> inputs, Direction direction) =>
        inputs.Select(input => Translate(input, direction));

    /// <summary>Encoded in one domain and decoded in the same or the other.</summary>
    /// <param name="input">Any size and aspect.</param>
    /// <param name="from">The domain it is of.</param>
    /// <param name="to">The domain to draw it in.</param>
    /// <returns>A picture of the input's size.</returns>
    /// <exception cref="ArgumentException">A picture too small to be encoded.</exception>
    /// <exception cref="InsufficientMemoryException">A picture too large for this machine.</exception>
    public Picture Redraw(Picture input, Domain from, Domain to)
    {
        using var scope = NewDisposeScope();
        var fitted = Fitted(input);
        return fitted.Restore(Decode(Encode(fitted.Picture, from), to));
    }

    /// <summary>The code of a picture in the latent space that both domains share: the mean, h = E(x).</summary>
    /// <param name="picture">Of that domain; sides that are no multiple of 2^n_downsample are mirrored further.</param>
    /// <param name="domain">The domain it is of.</param>
    /// <returns>[1, dim·2ⁿ, H/2ⁿ, W/2ⁿ]. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A picture too small to be encoded.</exception>
    /// <exception cref="InsufficientMemoryException">A picture too large for this machine.</exception>
    public Tensor Encode(Picture picture, Domain domain)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return Generator(domain).EncodeMean(Input(Fitted(picture).Picture, domain)).to(CPU).MoveToOuterDisposeScope();
    }

    /// <summary>The picture of a code.</summary>
    /// <param name="latent">[1, dim·2ⁿ, h, w], of either domain.</param>
    /// <param name="domain">The domain to draw it in.</param>
    /// <returns>A picture of w·2ⁿ × h·2ⁿ pixels.</returns>
    /// <exception cref="ArgumentException">A code of another shape.</exception>
    public Picture Decode(Tensor latent, Domain domain)
    {
        long width = Config.Generator.CodeWidth;
        if (latent.dim() != 4 || latent.shape[0] != 1 || latent.shape[1] != width)
            throw new ArgumentException(
                $"Expected a code [1, {width}, h, w]; got [{string.Join(", ", latent.shape)}].", nameof(latent));
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var weight = Generator(domain).parameters().First();
        return Picture.FromBatch(Generator(domain).Decode(latent.to(weight.dtype).to(weight.device)))[0];
    }

    /// <summary>A walk from the code of one picture to that of another, in a straight line.</summary>
    /// <param name="first">Any size that the second has too.</param>
    /// <param name="last">Of the same domain.</param>
    /// <param name="from">The domain both are of.</param>
    /// <param name="to">The domain to draw the walk in.</param>
    /// <param name="count">Pictures, both ends included; at least 2.</param>
    /// <exception cref="ArgumentException">A count below 2; pictures of different sizes.</exception>
    public IReadOnlyList<Picture> Interpolate(Picture first, Picture last, Domain from, Domain to, int count)
    {
        if (count < 2)
            throw new ArgumentException($"An interpolation needs at least 2 pictures; got {count}.", nameof(count));
        if ((first.Width, first.Height) != (last.Width, last.Height))
            throw new ArgumentException(
                $"Expected two pictures of one size; got {first.Width} x {first.Height} "
                + $"and {last.Width} x {last.Height}.", nameof(last));
        using var scope = NewDisposeScope();
        var fitted = Fitted(first);
        var (start, end) = (Encode(first, from), Encode(last, from));
        return
        [
            .. Enumerable.Range(0, count)
                .Select(i => fitted.Restore(Decode(lerp(start, end, (double)i / (count - 1)), to))),
        ];
    }
}
