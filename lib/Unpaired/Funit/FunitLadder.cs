using System.Globalization;
using System.Text.Json;
using TorchSharp;
using Unpaired.Checkpoints;
using Unpaired.Display;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Funit;

/// <summary>The parity ladder: the original's checkpoint in our generator, compared layer by layer.</summary>
/// <remarks>The golden data hold each layer's output summed over all places, for every picture and channel.</remarks>
public static class FunitLadder
{
    private const string Tag = "out.gen.";

    /// <summary>Compares all stages of the generator on the golden content and class pictures.</summary>
    /// <param name="folder">Holds <c>funit.json</c>, <c>funit.safetensors</c> and <c>gen_00000003.pt</c>.</param>
    /// <param name="type">float64, or float32 to see what rounding does.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    public static IReadOnlyList<LayerDifference> Climb(string folder, ScalarType type = ScalarType.Float64)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        string description = Path.Combine(folder, "funit.json");
        using var json = JsonDocument.Parse(File.ReadAllText(description));
        using var golden = Safetensors.Load(Path.Combine(folder, "funit.safetensors"));
        using var checkpoint = TorchFile.Load(Path.Combine(folder, "gen_00000003.pt"));
        var config = FunitConfig.Read(json.RootElement.GetProperty("config").GetRawText(), description, ignoreUnknown: true);
        using var generator = new FunitGenerator(config.Generator);
        StateDict.LoadInto(generator, checkpoint[FunitFiles.CurrentKey].AsStateDict(), checkpoint.File);
        generator.to(type);
        var classes = generator.ClassEncoder.Stages(golden.Tensors["in.xb"].to(type)).ToList();
        var contents = generator.ContentEncoder.Stages(golden.Tensors["in.xa"].to(type)).ToList();
        var parameters = generator.Mlp.call(classes[^1]);
        var decoded = generator.Decoder.Stages(contents[^1], generator.StyleParameters(parameters));

        IEnumerable<LayerDifference> Taps(string network, string key, IEnumerable<Tensor> stages) =>
            stages.Select((stage, layer) => new LayerDifference(network, layer, ParityLadder.Difference(stage.sum([2, 3]),
                golden.Tensors[string.Create(CultureInfo.InvariantCulture, $"{Tag}{key}.model.{layer}.sum")])));

        return
        [
            .. Taps("class encoder", "enc_class_model", classes),
            .. Taps("content encoder", "enc_content", contents),
            new("MLP", 0, ParityLadder.Difference(parameters, golden.Tensors[Tag + "adain_params"])),
            .. Taps("decoder", "dec", decoded),
        ];
    }

    /// <summary>Both precisions side by side, each with its tolerance.</summary>
    /// <param name="folder">As for <see cref="Climb"/>.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    public static Chart Draw(string folder) => ParityLadder.Draw(type => Climb(folder, type));
}
