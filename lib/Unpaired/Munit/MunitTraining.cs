using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>What the training loop asks of MUNIT beside what UNIT has too.</summary>
public sealed partial class MunitTrainer
{
    private const string StylesA = "display_styles_a", StylesB = "display_styles_b";

    private protected override IReadOnlyList<(string Name, TwoDomainConfig Config)> Presets =>
        [.. MunitConfig.Presets];

    private protected override void SaveOwnState(TrainerState state)
    {
        state.Add(StylesA, DisplayStylesA);
        state.Add(StylesB, DisplayStylesB);
    }

    private protected override void LoadOwnState(TrainerState state)
    {
        state.Restore(StylesA, DisplayStylesA);
        state.Restore(StylesB, DisplayStylesB);
    }

    private protected override Tensor TranslateGuided(Tensor source, Tensor example, Direction direction)
    {
        var (from, to) = direction == Direction.AtoB ? (GeneratorA, GeneratorB) : (GeneratorB, GeneratorA);
        return to.Decode(from.EncodeContent(source), to.EncodeStyle(example));
    }

    private protected override IReadOnlyList<PreviewRow> PreviewRows(Tensor xA, Tensor xB)
    {
        // The display styles twice: drawing new ones here would change what training draws next.
        var shown = Preview(xA, xB, DisplayStylesA.narrow(0, 0, xB.shape[0]), DisplayStylesB.narrow(0, 0, xA.shape[0]));
        return
        [
            new("a", xA), new("a again", shown.ReconstructionA), new("a to b", shown.AtoBFixed),
            new("b", xB), new("b again", shown.ReconstructionB), new("b to a", shown.BtoAFixed),
        ];
    }
}
