using Unpaired.Display;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>The parity ladder: the original's checkpoint in our generator, compared layer by layer.</summary>
public static class MunitLadder
{
    /// <summary>Compares all stages of domain A's generator on the golden input of one picture.</summary>
    /// <param name="folder">Holds <c>nets.json</c>, <c>nets.safetensors</c> and <c>ckpt/gen_00000002.pt</c>.</param>
    /// <param name="type">float64, or float32 to see what rounding does.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    public static IReadOnlyList<LayerDifference> Climb(string folder, ScalarType type = ScalarType.Float64) =>
        ParityLadder.Climb(folder, type, Build, Run);

    /// <summary>Both precisions side by side, each with its tolerance.</summary>
    /// <param name="folder">As for <see cref="Climb"/>.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    public static Chart Draw(string folder) => ParityLadder.Draw(type => Climb(folder, type));

    private static MunitGenerator Build(string json, string source)
    {
        var config = MunitConfig.Parse(json, source);
        return new MunitGenerator(config.InputChannelsA, config.Generator);
    }

    private static IEnumerable<LadderNetwork> Run(MunitGenerator generator, Tensor x)
    {
        var (content, style) = generator.Encode(x);
        var parameters = generator.Mlp.Stages(style).ToList();
        return
        [
            new("style encoder", "enc_style", generator.StyleEncoder.Stages(x)),
            new("content encoder", "enc_content", generator.ContentEncoder.Stages(x)),
            new("MLP", "mlp", parameters),
            new("decoder", "dec", generator.Decoder.Stages(content, generator.StyleParameters(parameters[^1]))),
        ];
    }
}
