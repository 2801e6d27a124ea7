using Unpaired.Data;
using Unpaired.Display;

namespace Unpaired.Funit;

/// <summary>The idea of FUNIT in one picture, for notebooks and slides.</summary>
public static class FunitDiagram
{
    private const int ShownExamples = 3;

    /// <summary>Codes, decoder, discriminator and the losses (paper, figure 1).</summary>
    /// <param name="content">The content picture.</param>
    /// <param name="examples">Pictures of the class; the first three are shown.</param>
    /// <param name="translation">What the decoder should draw: the content as a member of that class.</param>
    /// <exception cref="ArgumentException">No example.</exception>
    public static BlockDiagram Draw(Picture content, IReadOnlyList<Picture> examples, Picture translation)
    {
        if (examples.Count == 0)
            throw new ArgumentException("A class needs at least one picture; got none.", nameof(examples));
        int shown = Math.Min(ShownExamples, examples.Count);
        var diagram = new BlockDiagram(
            "Above: a content picture is encoded to a map. Below: each of K class pictures is encoded to a vector, and the mean "
            + "of the vectors is the class code. The decoder draws the map; the class code reaches it through an MLP that sets "
            + "its AdaIN layers. The discriminator has one score map for each training class and is asked for one of them. "
            + "Losses: reconstruction, adversarial, feature matching, and a gradient penalty on real pictures.")
        {
            Title = "One picture says what to draw, K pictures say of which class",
        }
        .Image("x", 0, 0, content, "x  content")
        .Box("Ex", BlockKind.Network, 1, 0, "E_x  content")
        .Box("zx", BlockKind.Code, 2, 0, "z_x\na map")
        .Box("Ey", BlockKind.Network, 1, 2.2, "E_y  class")
        .Box("zy", BlockKind.Code, 2, 2.2, "z_y\nmean of K")
        .Box("mlp", BlockKind.Network, 3, 2.2, "MLP")
        .Box("F", BlockKind.Network, 3, 0.7, "F_x  decoder\nAdaIN")
        .Image("out", 4, 0.7, translation, "translation")
        .Box("D", BlockKind.Network, 5, 2.6, "D  a score\nmap per class")
        .Box("image", BlockKind.Loss, 6.3, 0.7, "if y is x:\nreconstruction")
        .Box("adversarial", BlockKind.Loss, 6.3, 1.7, "own map only:\nadversarial")
        .Box("features", BlockKind.Loss, 6.3, 2.6, "mean features:\nmatching")
        .Box("penalty", BlockKind.Loss, 6.3, 3.5, "slope at real y:\nR1 penalty");
        for (int k = 0; k < shown; k++)
        {
            diagram.Image($"y{k}", 0, 1.2 + k, examples[k], $"y_{k + 1}").Arrow($"y{k}", "Ey");
        }
        return diagram
            .Arrow("x", "Ex", "zx", "F", "out", "D")
            .Arrow("Ey", "zy", "mlp", "F")
            .Arrow("out", "image")
            .Arrow("D", "adversarial")
            .Arrow("D", "features")
            .Arrow("D", "penalty")
            .Arrow($"y{shown - 1}", "D");
    }
}
