using System.Text.Json;
using Unpaired.Checkpoints;
using Unpaired.Funit;
using Unpaired.Munit;
using Unpaired.Unit;
using static TorchSharp.torch;

namespace Unpaired.Verification;

/// <summary>A network of this library with its intermediate outputs in the order in which it computes them.</summary>
/// <param name="Network">Its parameters carry the original's names.</param>
/// <param name="Inputs">How many tensors it takes.</param>
/// <param name="Run">Names as in the original's named_modules, and outputs.</param>
internal sealed record DumpNetwork(
    nn.Module Network, int Inputs, Func<IReadOnlyList<Tensor>, IEnumerable<(string Name, Tensor Output)>> Run);

/// <summary>The networks whose dumps can be compared, by system.</summary>
internal static class DumpNetworks
{
    /// <summary>The systems.</summary>
    public static IReadOnlyList<string> Systems { get; } = ["munit", "unit", "funit"];

    /// <summary>Builds the generator of a configuration.</summary>
    /// <param name="system">One of <see cref="Systems"/>.</param>
    /// <param name="config">In the original's keys.</param>
    /// <param name="source">For messages.</param>
    public static DumpNetwork Build(string system, JsonElement config, string source)
    {
        string text = config.GetRawText();
        switch (system)
        {
            case "munit":
                var munit = MunitConfig.Parse(text, source);
                var adaptive = new MunitGenerator(munit.InputChannelsA, munit.Generator);
                return new DumpNetwork(adaptive, 1, inputs => Munit(adaptive, inputs[0]));
            case "unit":
                var unit = UnitConfig.Parse(text, source);
                var plain = new UnitGenerator(unit.InputChannelsA, unit.Generator);
                return new DumpNetwork(plain, 1, inputs => Unit(plain, inputs[0]));
            default:
                var fewShot = new FunitGenerator(FunitConfig.Parse(text, source).Generator);
                return new DumpNetwork(fewShot, 2, inputs => Funit(fewShot, inputs[0], inputs[1]));
        }
    }

    /// <summary>The state dict of a checkpoint under a key: nested keys are joined with slashes.</summary>
    public static void Load(nn.Module network, string path, string key)
    {
        using var file = TorchFile.Load(path);
        var node = key.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(file, (at, step) => at[step]);
        StateDict.LoadInto(network, StateDict.WithoutParallel(node.AsStateDict()), $"{path}: {key}",
            dropLegacyNormBuffers: true);
    }

    private static IEnumerable<(string, Tensor)> Munit(MunitGenerator generator, Tensor x)
    {
        var style = Named("enc_style", generator.StyleEncoder.Stages(x)).ToList();
        var content = Named("enc_content", generator.ContentEncoder.Stages(x)).ToList();
        var parameters = Named("mlp", generator.Mlp.Stages(style[^1].Output)).ToList();
        return
        [
            .. style, .. content, .. parameters,
            .. Named("dec", generator.Decoder.Stages(
                content[^1].Output, generator.StyleParameters(parameters[^1].Output))),
        ];
    }

    private static IEnumerable<(string, Tensor)> Unit(UnitGenerator generator, Tensor x)
    {
        var code = Named("enc", generator.Encoder.Stages(x)).ToList();
        return [.. code, .. Named("dec", generator.Decoder.Stages(code[^1].Output, null))];
    }

    private static IEnumerable<(string, Tensor)> Funit(FunitGenerator generator, Tensor x, Tensor examples)
    {
        var content = Named("enc_content", generator.ContentEncoder.Stages(x)).ToList();
        var classes = Named("enc_class_model", generator.ClassEncoder.Stages(examples)).ToList();
        var parameters = Named("mlp", generator.Mlp.Stages(generator.EncodeSet(examples))).ToList();
        return
        [
            .. content, .. classes, .. parameters,
            .. Named("dec", generator.Decoder.Stages(
                content[^1].Output, generator.StyleParameters(parameters[^1].Output))),
        ];
    }

    private static IEnumerable<(string Name, Tensor Output)> Named(string network, IEnumerable<Tensor> stages) =>
        stages.Select((output, layer) => (FormattableString.Invariant($"{network}.model.{layer}"), output));
}
