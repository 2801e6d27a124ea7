using System.Text.Json;
using Unpaired.Checkpoints;
using Unpaired.Checkpoints.Originals;
using Unpaired.CocoFunit;
using Unpaired.Detection;
using Unpaired.Dunit;
using Unpaired.Funit;
using Unpaired.Layers;
using Unpaired.Munit;
using Unpaired.Training;
using Unpaired.Tunit;
using Unpaired.Unit;
using static TorchSharp.torch;

namespace Unpaired.Verification;

/// <summary>A network of this library with its intermediate outputs in the order in which it computes them.</summary>
/// <param name="Network">Its parameters carry the original's names.</param>
/// <param name="Inputs">How many tensors it takes at least.</param>
/// <param name="Run">Names as in the original's named_modules, and outputs.</param>
internal sealed record DumpNetwork(
    nn.Module Network, int Inputs, Func<IReadOnlyList<Tensor>, IEnumerable<(string Name, Tensor Output)>> Run);

/// <summary>Which network a dump is of.</summary>
/// <param name="System">One of <see cref="DumpNetworks.Systems"/>.</param>
/// <param name="Config">In the original's keys; where shapes say everything, nothing is read from it.</param>
/// <param name="Checkpoint">The file with its weights.</param>
/// <param name="Key">Where in the file they are, nested keys and the beginning of names joined with slashes.</param>
/// <param name="Source">For messages.</param>
/// <param name="Names">Of the layers in the dump.</param>
internal sealed record DumpDescription(
    string System, JsonElement Config, string Checkpoint, string Key, string Source, IReadOnlyCollection<string> Names);

/// <summary>The networks whose dumps can be compared, by system.</summary>
internal static class DumpNetworks
{
    private static readonly IReadOnlyDictionary<string, Func<DumpDescription, DumpNetwork>> builders =
        new Dictionary<string, Func<DumpDescription, DumpNetwork>>
        {
            ["munit"] = Munit,
            ["unit"] = Unit,
            ["funit"] = Funit,
            ["tunit"] = Tunit,
            ["coco-funit"] = CocoFunit,
            ["imaginaire-funit"] = CocoFunit,
            ["dunit"] = Drit,
            ["detector"] = Detector,
        };

    /// <summary>The systems.</summary>
    public static IReadOnlyCollection<string> Systems { get; } = [.. builders.Keys];

    /// <summary>Builds the network that a dump is of, with the weights of its checkpoint.</summary>
    /// <exception cref="IOException">The checkpoint is missing, damaged, or of another network.</exception>
    public static DumpNetwork Build(DumpDescription dump)
    {
        var built = builders[dump.System](dump);
        if (built.Network is FasterRcnn detector)
            DetectorFiles.Load(dump.Checkpoint, detector);
        else
            Load(built.Network, dump.Checkpoint, dump.Key);
        return built;
    }

    /// <summary>The state dict of a checkpoint under a key: nested keys are joined with slashes, and so is what the
    /// names below begin with, as imaginaire's module.averaged_model.generator.</summary>
    /// <param name="file">An open checkpoint; it owns the tensors.</param>
    /// <param name="key">For example a, or net_G/module.averaged_model.generator.</param>
    public static IReadOnlyDictionary<string, Tensor> StateOf(CheckpointNode file, string key)
    {
        string[] steps = key.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var node = file;
        int at = 0;
        while (at < steps.Length && node.TryGet(steps[at]) is { Kind: CheckpointKind.Dictionary } next)
            (node, at) = (next, at + 1);
        if (at == steps.Length)
            return StateDict.WithoutParallel(node.AsStateDict());
        var below = StateDict.Below(node.AsStateDict(), string.Join('.', steps[at..]) + ".");
        return below.Count > 0 ? below : throw new CheckpointFormatException(file.File, null,
            $"there is neither a key '{Text.Printable(steps[at])}' nor a name that begins so in "
            + $"'{(node.Path.Length == 0 ? "(root)" : Text.Printable(node.Path))}'. Keys: {Text.Some([.. node.Keys])}.");
    }

    private static void Load(nn.Module network, string path, string key)
    {
        using var file = TorchFile.Load(path);
        StateDict.LoadInto(network, StateOf(file, key), $"{path}: {key}", dropLegacyNormBuffers: true);
    }

    private static DumpNetwork Munit(DumpDescription dump)
    {
        var config = MunitConfig.Parse(dump.Config.GetRawText(), dump.Source);
        var generator = new MunitGenerator(config.InputChannelsA, config.Generator);
        return new DumpNetwork(generator, 1, inputs =>
        {
            var style = Named("enc_style.model", generator.StyleEncoder.Stages(inputs[0]));
            var content = Named("enc_content.model", generator.ContentEncoder.Stages(inputs[0]));
            var parameters = Named("mlp.model", generator.Mlp.Stages(style[^1].Output));
            var styles = generator.StyleParameters(parameters[^1].Output);
            return
            [
                .. style, .. content, .. parameters,
                .. Named("dec.model", generator.Decoder.Stages(content[^1].Output, styles)),
            ];
        });
    }

    private static DumpNetwork Unit(DumpDescription dump)
    {
        var config = UnitConfig.Parse(dump.Config.GetRawText(), dump.Source);
        var generator = new UnitGenerator(config.InputChannelsA, config.Generator);
        return new DumpNetwork(generator, 1, inputs =>
        {
            var code = Named("enc.model", generator.Encoder.Stages(inputs[0]));
            return [.. code, .. Named("dec.model", generator.Decoder.Stages(code[^1].Output, null))];
        });
    }

    private static DumpNetwork Funit(DumpDescription dump)
    {
        var generator = new FunitGenerator(FunitConfig.Read(
            dump.Config.GetRawText(), dump.Source, ignoreUnknown: true).Generator);
        return new DumpNetwork(generator, 2, inputs =>
        {
            var content = Named("enc_content.model", generator.ContentEncoder.Stages(inputs[0]));
            var classes = Named("enc_class_model.model", generator.ClassEncoder.Stages(inputs[1]));
            var parameters = Named("mlp.model", generator.Mlp.Stages(generator.EncodeSet(inputs[1])));
            var styles = generator.StyleParameters(parameters[^1].Output);
            return
            [
                .. content, .. classes, .. parameters,
                .. Named("dec.model", generator.Decoder.Stages(content[^1].Output, styles)),
            ];
        });
    }

    /// <summary>Guiding network, generator or discriminator, as the key says; sizes are those of the file.</summary>
    private static DumpNetwork Tunit(DumpDescription dump)
    {
        var config = TunitConfig.OfCheckpoint(dump.Checkpoint);
        switch (dump.Key.FirstOrDefault())
        {
            case 'C':
                var guide = TunitNetworks.NewGuide(config);
                return new DumpNetwork(guide, 1, inputs => LayerTaps.Record(guide, () => guide.Look(inputs[0])));
            case 'D':
                var judge = new TunitDiscriminator(config);
                return new DumpNetwork(judge, 1, inputs => Named("main", judge.Stages(inputs[0])));
            default:
                var painter = new TunitGenerator(config);
                return new DumpNetwork(painter, 2, inputs =>
                {
                    var content = Named("cnt_encoder.model", painter.ContentEncoder.Stages(inputs[0]));
                    var parameters = Named("mlp.model", painter.Mlp.Stages(inputs[1]));
                    var styles = AdaptiveStyle.Deal(parameters[^1].Output, painter.Decoder.AdaptiveWidths);
                    return
                    [
                        .. content, .. parameters,
                        .. Named("decoder.model", painter.Decoder.Stages(content[^1].Output, styles)),
                    ];
                });
        }
    }

    private static DumpNetwork CocoFunit(DumpDescription dump)
    {
        var config = CocoFunitConfig.Read(dump.Config.GetRawText(), dump.Source, ignoreUnknown: true).Generator;
        var generator = new CocoFunitGenerator(config, WeightsIn(dump));
        return new DumpNetwork(generator, 2, inputs =>
        {
            var content = Named("content_encoder.model", generator.ContentEncoder.Stages(inputs[0]));
            var style = Named("style_encoder.model", generator.StyleEncoder.Stages(inputs[1]));
            var fromContent = generator.PrepareContent(content[^1].Output);
            var prepared = generator.PrepareStyle(style[^1].Output);
            var vector = generator.Condition(content[^1].Output, prepared);
            return
            [
                .. content, .. style,
                .. fromContent is null ? [] : Some(("mlp_content", fromContent), ("mlp_style", prepared)),
                ("mlp", vector),
                .. Named("decoder.decoder", generator.Decoder.Stages(content[^1].Output, vector)),
            ];
        });
    }

    /// <summary>An average has its spectral norms folded in, whatever the configuration says of the weights.</summary>
    private static WeightNormalization WeightsIn(DumpDescription dump)
    {
        using var file = TorchFile.Load(dump.Checkpoint);
        return CheckpointConversion.WeightsOf(StateOf(file, dump.Key).Keys);
    }

    /// <summary>enc_c, enc_a or gen of DRIT, which are DUNIT's; sizes are those of the file.</summary>
    private static DumpNetwork Drit(DumpDescription dump)
    {
        var config = DunitConfig.OfCheckpoint(dump.Checkpoint);
        var network = DunitNetworks.Create(dump.Key, config) ?? throw new CheckpointFormatException(
            dump.Source, null, $"'key': expected enc_c, enc_a or gen; found '{Text.Printable(dump.Key)}'.");
        return network switch
        {
            DritContentEncoder content => new DumpNetwork(content, 2, inputs => ContentTaps(content, inputs)),
            DritAttributeEncoder attribute => new DumpNetwork(attribute, 2, inputs => AttributeTaps(attribute, inputs)),
            DritDecoder painter => new DumpNetwork(painter, 2, inputs => PainterTaps(painter, inputs, dump.Names)),
            _ => throw new CheckpointFormatException(dump.Source, null,
                $"'key': dumps of enc_c, enc_a and gen are understood; found '{Text.Printable(dump.Key)}'."),
        };
    }

    private static IEnumerable<(string, Tensor)> ContentTaps(DritContentEncoder encoder, IReadOnlyList<Tensor> inputs)
    {
        Tensor? a = null, b = null;
        var taps = LayerTaps.Record(encoder, () =>
        {
            a = encoder.Encode(inputs[0], Domain.A);
            b = encoder.Encode(inputs[1], Domain.B);
        });
        // The original sends both domains through the shared block as one batch.
        const string shared = "conv_share.0";
        return [.. taps.Where(tap => !tap.Name.StartsWith(shared, StringComparison.Ordinal)), (shared, cat([a!, b!]))];
    }

    private static IEnumerable<(string, Tensor)> AttributeTaps(
        DritAttributeEncoder encoder, IReadOnlyList<Tensor> inputs)
    {
        var codes = new AttributeCode[2];
        var taps = LayerTaps.Record(encoder, () =>
        {
            foreach (var domain in Enum.GetValues<Domain>())
                codes[(int)domain] = encoder.Encode(inputs[(int)domain], domain);
        });
        if (encoder is ConcatAttributeEncoder)
            return taps;
        return codes.Zip(["model_a", "model_b"], (code, name) => (name, code.Mean.unsqueeze(-1).unsqueeze(-1)));
    }

    /// <summary>forward_a or forward_b: the names in the dump say which.</summary>
    private static IEnumerable<(string, Tensor)> PainterTaps(
        DritDecoder painter, IReadOnlyList<Tensor> inputs, IReadOnlyCollection<string> names)
    {
        var domain = names.Any(name => name.StartsWith("decB", StringComparison.Ordinal)) ? Domain.B : Domain.A;
        Tensor? merged = null;
        IReadOnlyList<(string Name, Tensor Output)> prepared = [], stage = [], tail = [];
        Tensor? style = null;
        prepared = LayerTaps.Record(painter, () => style = painter.PrepareStyle(inputs[1], domain));
        stage = LayerTaps.Record(painter, () => merged = painter.Residuals(inputs[0], style!, domain));
        tail = LayerTaps.Record(painter, () => painter.Tail(merged!, inputs[1], domain));
        // The last of the four blocks that see the style; they are no layers of one input.
        var last = painter is FeaturewiseDecoder ? Some(($"dec{domain}4", merged!)) : [];
        return [.. prepared, .. stage, .. last, .. tail];
    }

    private static DumpNetwork Detector(DumpDescription dump)
    {
        var network = new FasterRcnn(DetectorVerifier.ConfigOf(dump.Config));
        return new DumpNetwork(network, 1, inputs => LayerTaps.Record(network, () => network.Detect(inputs)));
    }

    private static (string Name, Tensor Output)[] Some(params (string, Tensor)[] taps) => taps;

    private static IReadOnlyList<(string Name, Tensor Output)> Named(string network, IEnumerable<Tensor> stages) =>
        [.. stages.Select((output, layer) => (FormattableString.Invariant($"{network}.{layer}"), output))];
}
