using Unpaired.Data;
using Unpaired.Display;

namespace Unpaired.Dunit;

/// <summary>The idea of DUNIT in one picture, for notebooks and slides.</summary>
public static class DunitDiagram
{
    /// <summary>Both paths, their fusion, the detector and the losses (after the authors' figure).</summary>
    /// <param name="source">The picture to translate.</param>
    /// <param name="instance">An object cut out of it.</param>
    /// <param name="style">A picture of the other domain.</param>
    /// <param name="translation">What should be drawn.</param>
    public static BlockDiagram Draw(Picture source, Picture instance, Picture style, Picture translation) =>
        new BlockDiagram(
            "Middle row: a picture is encoded to a content map, a residual stage with the style of another picture makes it G. "
            + "Above: a detector finds objects, each is cut out, encoded and gets the same style: A. G and A are merged to M, from "
            + "which the generator draws one picture. The detector looks at it again, and the boxes are compared. Below: the "
            + "style. Losses: DRIT's, and the instance consistency.")
        {
            Title = "Two paths, one picture",
        }
        .Image("x", 0, 1.1, source, "x")
        .Box("det", BlockKind.Network, 1, 0, "detector")
        .Image("o", 2, 0, instance, "objects")
        .Box("Eci", BlockKind.Network, 3, 0, "E^{ci}\ninstances")
        .Box("Rci", BlockKind.Network, 4, 0, "residual\nstage")
        .Box("A", BlockKind.Code, 5, 0, "A")
        .Box("Ec", BlockKind.Network, 2, 1.1, "E^c\ncontent")
        .Box("R", BlockKind.Network, 4, 1.1, "residual\nstage")
        .Box("G", BlockKind.Code, 5, 1.1, "G")
        .Box("M", BlockKind.Code, 6, 0.55, "M = G +\nγ (A − G)")
        .Image("y", 1, 2.3, style, "y  style of")
        .Box("Es", BlockKind.Network, 2, 2.3, "E^a\nattribute")
        .Box("z", BlockKind.Code, 3, 2.3, "z")
        .Box("gen", BlockKind.Network, 6, 1.7, "generator")
        .Image("out", 7, 1.7, translation, "translation")
        .Box("again", BlockKind.Network, 7, 0.4, "the same\ndetector")
        .Box("ic", BlockKind.Loss, 8.3, 0.4, "boxes agree:\nconsistency")
        .Box("drit", BlockKind.Loss, 8.3, 1.7, "DRIT: adversarial,\ncycle, codes")
        .Arrow("x", "det", "o", "Eci", "Rci", "A", "M")
        .Arrow("x", "Ec", "R", "G", "M")
        .Arrow("y", "Es", "z", "R")
        .Arrow("z", "Rci")
        .Arrow("M", "gen", "out", "again", "ic")
        .Arrow("out", "drit");
}
