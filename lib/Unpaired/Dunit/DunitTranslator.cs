using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Detection;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>Translates pictures with trained networks: the content of a picture, the style of another, and the objects
/// in it drawn with care.</summary>
/// <example><code>
/// using var translator = DunitTranslator.Load("weights.safetensors");
/// var night = translator.Translate(day, translator.EncodeStyle(otherNight, Domain.B), Direction.AtoB);
/// </code></example>
public sealed class DunitTranslator : IDisposable
{
    private const int Halving = 4, SmallestSide = 16;
    private readonly bool owned;

    private DunitTranslator(DunitNetworks networks, FasterRcnn? detector, bool owned)
    {
        (Networks, Detector, this.owned) = (networks, detector, owned);
    }

    /// <summary>The networks' configuration.</summary>
    public DunitConfig Config => Networks.Config;

    /// <summary>Finds the instances; null for DRIT.</summary>
    public FasterRcnn? Detector { get; }

    internal DunitNetworks Networks { get; }

    /// <summary>The networks of a trainer, without a copy.</summary>
    public static DunitTranslator Of(DunitTrainer trainer) =>
        new(trainer.Networks, trainer.DetectorNetwork, owned: false);

    /// <summary>Reads trained networks.</summary>
    /// <param name="weights">A file of <see cref="DunitTrainer.SaveWeights"/>, or a checkpoint of DRIT.</param>
    /// <param name="config">The YAML file of the experiment; not needed.</param>
    /// <exception cref="ArgumentException">The file is of another system.</exception>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    public static DunitTranslator Load(string weights, string? config = null)
    {
        using var scope = NewDisposeScope();
        var (networks, detector) = DunitFiles.Load(weights, config);
        return new DunitTranslator(networks, detector, owned: true);
    }

    /// <summary>Reads a trained detector alone.</summary>
    /// <param name="weights">Our safetensors file, of a detector or of DUNIT.</param>
    /// <returns>In evaluation mode. The caller owns it.</returns>
    /// <exception cref="ArgumentException">The file is of another system, or of DRIT.</exception>
    public static FasterRcnn LoadDetector(string weights)
    {
        using var scope = NewDisposeScope();
        var network = new FasterRcnn(DunitFiles.DetectorConfigOf(weights));
        DunitFiles.LoadDetector(weights, network);
        network.eval();
        Layers.ModuleState.KeepState(network);
        return network;
    }

    /// <summary>How a picture looks.</summary>
    /// <param name="picture">Any size.</param>
    /// <param name="domain">The domain it is of.</param>
    /// <returns>[1, nz]: the attribute vector, or the mean of its distribution. The caller owns it.</returns>
    public Tensor EncodeStyle(Picture picture, Domain domain)
    {
        using var scope = NewDisposeScope();
        return EncodeStyle(Picture.ToBatch([Fitted(picture).Picture]), domain).MoveToOuterDisposeScope();
    }

    /// <summary>Random styles.</summary>
    /// <param name="count">At least 1.</param>
    /// <param name="seed">Decides them.</param>
    /// <returns>[count, nz], standard normal. The caller owns it.</returns>
    public Tensor SampleStyles(int count, long seed)
    {
        using var random = new Generator((ulong)seed);
        return empty(count, Config.StyleSize).normal_(0, 1, random);
    }

    /// <summary>What would be drawn with care in a picture.</summary>
    /// <param name="picture">Any size.</param>
    /// <param name="domain">The domain it is of.</param>
    /// <returns>Surest first; none where instances of this domain are not used.</returns>
    public IReadOnlyList<PictureBox> Instances(Picture picture, Domain domain)
    {
        if (!UsesInstances(domain)) return [];
        using var scope = NewDisposeScope();
        return Found(Picture.ToBatch([picture]))[0];
    }

    /// <summary>One translation.</summary>
    /// <param name="input">Any size and aspect.</param>
    /// <param name="style">[1, nz].</param>
    /// <param name="direction">From the input's domain to the other.</param>
    /// <param name="boxes">Its objects; null to detect them.</param>
    /// <returns>A picture of the input's size.</returns>
    /// <exception cref="InsufficientMemoryException">A picture too large for this machine.</exception>
    public Picture Translate(
        Picture input, Tensor style, Direction direction, IReadOnlyList<PictureBox>? boxes = null)
    {
        using var scope = NewDisposeScope();
        var fitted = Fitted(input);
        var output = Translate(
            Picture.ToBatch([fitted.Picture]), style, direction, boxes is null ? null : [boxes]);
        return fitted.Restore(Picture.FromBatch(output.cpu())[0]);
    }

    /// <summary>A picture in several styles.</summary>
    /// <param name="input">Any size and aspect.</param>
    /// <param name="direction">From the input's domain to the other.</param>
    /// <param name="styles">[count, nz].</param>
    public IReadOnlyList<Picture> TranslateStyles(Picture input, Direction direction, Tensor styles)
    {
        using var scope = NewDisposeScope();
        var boxes = Instances(input, direction == Direction.AtoB ? Domain.A : Domain.B);
        return [.. styles.split(1, 0).Select(style => Translate(input, style, direction, boxes))];
    }

    /// <summary>Styles of a batch.</summary>
    /// <param name="pictures">[N, C, H, W] in [-1, 1].</param>
    /// <param name="domain">The domain they are of.</param>
    /// <returns>[N, nz]. The caller owns it.</returns>
    internal Tensor EncodeStyle(Tensor pictures, Domain domain)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return Networks.Attribute.Encode(Placed(pictures), domain).Mean.MoveToOuterDisposeScope();
    }

    /// <summary>A batch, translated.</summary>
    /// <param name="pictures">[N, C, H, W] in [-1, 1], sides multiples of 4.</param>
    /// <param name="styles">[N, nz], or [1, nz] for all.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="boxes">Objects of each picture; null to detect them.</param>
    /// <returns>[N, C, H, W] in [-1, 1]. The caller owns it.</returns>
    internal Tensor Translate(
        Tensor pictures, Tensor styles, Direction direction,
        IReadOnlyList<IReadOnlyList<PictureBox>>? boxes = null)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var (from, to) = direction == Direction.AtoB ? (Domain.A, Domain.B) : (Domain.B, Domain.A);
        var x = Placed(pictures);
        var chosen = !UsesInstances(from) ? []
            : boxes?.Select(some => InstanceChoice.OfTruth(some, x.shape[3], x.shape[2], Config)).ToList() ?? Found(x);
        List<PlacedBox> placed = [.. chosen.SelectMany((some, row) => InstanceChoice.InRow(some, row))];
        var content = Networks.Content.Encode(x, from);
        var instances = Networks.EncodeInstances(x, placed, from);
        return Networks.Decode(content, Placed(styles).expand(x.shape[0], -1), to, instances).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!owned) return;
        Networks.Dispose();
        Detector?.Dispose();
    }

    private bool UsesInstances(Domain domain) =>
        Detector is not null && Config.Gamma > 0 && (domain == Domain.A || Config.InstanceAwareB);

    private IReadOnlyList<IReadOnlyList<PictureBox>> Found(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var unit = Layers.NumberArithmetic.Times(Layers.NumberArithmetic.Plus(Placed(pictures), 1), 0.5);
        return
        [
            .. Detector!.Detect(unit.unbind(0)).Select(found => InstanceChoice.OfDetections(
                found.ToObjects(), pictures.shape[3], pictures.shape[2], Config)),
        ];
    }

    private FittedPicture Fitted(Picture input)
    {
        // What is smaller than the networks can mirror is mirrored to and fro until it is not.
        var fitted = PictureFit.ToMultiple(input, Math.Min(input.Width, input.Height) < SmallestSide ? SmallestSide : Halving);
        PictureFit.RequireMemory(fitted.Picture, Config.Width, "input");
        return fitted;
    }

    private Tensor Placed(Tensor x)
    {
        var weight = Networks.Content.parameters().First();
        return x.to(weight.dtype).to(weight.device);
    }
}
