using TorchSharp;
using Unpaired.Checkpoints;
using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>The networks of DRIT, and DUNIT's instance branch.</summary>
/// <remarks>Names are those of the checkpoints. Original: DRIT model.py (f19f50a).</remarks>
public sealed class DunitNetworks : IDisposable
{
    private const double Deviation = 0.02;

    /// <summary>Builds the networks; the instance branch begins as a copy of what it is like.</summary>
    /// <param name="config">Widths and options.</param>
    /// <param name="random">The source of all starting weights, on the CPU; null before loading.</param>
    /// <param name="dtype">float32, or float64 for parity.</param>
    /// <param name="device">Where they are computed.</param>
    /// <param name="onlyTranslating">Whether to leave the discriminators out.</param>
    public DunitNetworks(
        DunitConfig config, Generator? random, ScalarType dtype, Device device, bool onlyTranslating = false)
    {
        using var keep = NewDisposeScope();
        Config = config;
        if (!onlyTranslating)
        {
            Judges = [.. JudgeNames.Select(name => (DritDiscriminator)Create(name, config)!)];
            ContentJudge = (DritContentDiscriminator)Create("disContent", config)!;
        }
        Content = (DritContentEncoder)Create("enc_c", config)!;
        Attribute = (DritAttributeEncoder)Create("enc_a", config)!;
        Painter = (DritDecoder)Create("gen", config)!;
        Instances = config.HasInstances ? (InstanceBranch)Create("ins", config)! : null;
        foreach (var (_, network) in Named)
        {
            if (random is not null) DritInitialization.Apply(network, Deviation, random);
            network.to(dtype).to(device).KeepState();
        }
        StartInstances();
    }

    /// <summary>Widths and options.</summary>
    public DunitConfig Config { get; }

    /// <summary>enc_c.</summary>
    public DritContentEncoder Content { get; }

    /// <summary>enc_a.</summary>
    public DritAttributeEncoder Attribute { get; }

    /// <summary>gen.</summary>
    public DritDecoder Painter { get; }

    /// <summary>ins; null for DRIT.</summary>
    public InstanceBranch? Instances { get; }

    /// <summary>disA, disA2, disB, disB2; none in a translator.</summary>
    public IReadOnlyList<DritDiscriminator> Judges { get; } = [];

    /// <summary>disContent; null in a translator.</summary>
    public DritContentDiscriminator? ContentJudge { get; }

    /// <summary>What translates, by the names of checkpoints.</summary>
    internal IReadOnlyList<(string Name, nn.Module Network)> Translating =>
        [("enc_c", Content), ("enc_a", Attribute), ("gen", Painter), .. Instances is null ? [] : InstancePart];

    /// <summary>All of them by the names of checkpoints, in their order.</summary>
    internal IReadOnlyList<(string Name, nn.Module Network)> Named =>
    [
        .. Judges.Zip(JudgeNames, (judge, name) => (name, (nn.Module)judge)),
        .. ContentJudge is null ? [] : (IEnumerable<(string, nn.Module)>)[("disContent", ContentJudge)],
        .. Translating,
    ];

    internal static IReadOnlyList<string> JudgeNames { get; } = ["disA", "disA2", "disB", "disB2"];

    private IEnumerable<(string Name, nn.Module Network)> InstancePart => [("ins", Instances!)];

    /// <summary>A network by its name in checkpoints; null for a name that there is not.</summary>
    internal static nn.Module? Create(string name, DunitConfig config)
    {
        long width = config.Width, size = config.StyleSize, a = config.ChannelsA, b = config.ChannelsB;
        DritDiscriminator Judge(long channels) => config.DiscriminatorScales > 1
            ? new DritMultiScaleDiscriminator(channels, width, config.DiscriminatorScales, config.SpectralNorm)
            : new DritSingleDiscriminator(channels, width, config.SpectralNorm);
        return name switch
        {
            "disA" or "disA2" => Judge(a),
            "disB" or "disB2" => Judge(b),
            "disContent" => new DritContentDiscriminator(4 * width, config.ContentLayers),
            "enc_c" => new DritContentEncoder(a, b, width),
            "enc_a" when config.Concatenates => new ConcatAttributeEncoder(a, b, width, size),
            "enc_a" => new FeaturewiseAttributeEncoder(a, b, width, size),
            "gen" when config.Concatenates => new ConcatDecoder(a, b, width, size),
            "gen" => new FeaturewiseDecoder(a, b, width, size, config.MlpWidth),
            "ins" => new InstanceBranch(config),
            _ => null,
        };
    }

    /// <summary>Draws a batch, merging instances in.</summary>
    /// <param name="content">[N, 4 b, h, w].</param>
    /// <param name="style">[N, nz].</param>
    /// <param name="domain">Of the pictures to draw.</param>
    /// <param name="instances">Those of the batch's contents; null for none.</param>
    /// <returns>[N, channels, 4 h, 4 w] in [-1, 1]. The caller owns it.</returns>
    internal Tensor Decode(Tensor content, Tensor style, Domain domain, InstanceCodes? instances)
    {
        using var scope = NewDisposeScope();
        var prepared = Painter.PrepareStyle(style, domain);
        var map = Painter.Residuals(content, prepared, domain);
        if (instances is not null && Config.Gamma > 0)
        {
            var rows = tensor([.. instances.Boxes.Select(box => (long)box.Row)], device: style.device);
            var each = Instances!.Residuals(instances.Content, prepared.index_select(0, rows), domain);
            map = InstanceMerging.Merge(map, each, instances.Boxes, Config.Gamma);
        }
        return Painter.Tail(map, style, domain).MoveToOuterDisposeScope();
    }

    /// <summary>The contents of instances.</summary>
    /// <param name="pictures">[N, channels, H, W].</param>
    /// <param name="boxes">In pixels; none gives null.</param>
    /// <param name="domain">Of the pictures.</param>
    internal InstanceCodes? EncodeInstances(Tensor pictures, IReadOnlyList<PlacedBox> boxes, Domain domain)
    {
        if (Instances is null || boxes.Count == 0 || Config.Gamma == 0) return null;
        using var scope = NewDisposeScope();
        var crops = InstanceMerging.Crop(pictures, boxes, Config.InstanceSize);
        return new InstanceCodes(Instances.Encode(crops, domain).MoveToOuterDisposeScope(), boxes);
    }

    /// <summary>Copies the picture's path into the instances' path.</summary>
    internal void StartInstances()
    {
        if (Instances is null) return;
        var own = StateDict.Of(Instances);
        var sources = StateDict.Of(Content).Select(entry => KeyValuePair.Create("enc_ci." + entry.Key, entry.Value))
            .Concat(StateDict.Of(Painter));
        using var quiet = no_grad();
        foreach (var (name, value) in sources)
        {
            if (own.TryGetValue(name, out var target)) target.copy_(value);
        }
    }

    /// <summary>Completes loading a checkpoint as DRIT does it.</summary>
    /// <remarks>Parity: with spectral norm, its fresh networks hold <c>weight</c> and <c>weight_orig</c> in one memory,
    /// so that a file's quotient overwrites the weights that were trained.</remarks>
    internal void CompleteOriginalLoad()
    {
        foreach (var weights in Judges.SelectMany(judge => judge.modules()).OfType<StoredSpectralWeights>())
            weights.TakeQuotient();
    }

    /// <summary>Training or evaluation, for all.</summary>
    internal void Train(bool training)
    {
        foreach (var (_, network) in Named) network.train(training);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, network) in Named) network.Dispose();
    }
}
