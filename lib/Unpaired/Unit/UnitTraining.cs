using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Unit;

/// <summary>What the training loop asks of UNIT beside what MUNIT has too.</summary>
public sealed partial class UnitTrainer
{
    private protected override IReadOnlyList<(string Name, TwoDomainConfig Config)> Presets =>
        [.. UnitConfig.Presets];

    /// <remarks>There is one translation of a picture: the example plays no part.</remarks>
    private protected override Tensor TranslateGuided(Tensor source, Tensor example, Direction direction)
    {
        var (from, to) = direction == Direction.AtoB ? (GeneratorA, GeneratorB) : (GeneratorB, GeneratorA);
        return to.Decode(from.EncodeMean(source));
    }

    private protected override IReadOnlyList<PreviewRow> PreviewRows(Tensor xA, Tensor xB)
    {
        var shown = Preview(xA, xB);
        return
        [
            new("a", xA), new("a again", shown.ReconstructionA), new("a to b", shown.AtoB),
            new("b", xB), new("b again", shown.ReconstructionB), new("b to a", shown.BtoA),
        ];
    }
}
