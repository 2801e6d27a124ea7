using Unpaired.Data;
using Unpaired.Display;

namespace Unpaired.CocoFunit;

/// <summary>The idea of COCO-FUNIT in one picture, for notebooks and slides.</summary>
public static class CocoFunitDiagram
{
    /// <summary>Content and example to a translation, and what judges it (paper, figure 3).</summary>
    /// <param name="content">The picture whose pose is kept.</param>
    /// <param name="example">A picture of the wanted class.</param>
    /// <param name="translation">What should come out.</param>
    public static BlockDiagram Draw(Picture content, Picture example, Picture translation) =>
        new BlockDiagram(
            "The content picture is encoded as a map. The example is encoded as a style, a learnt constant is put beside it, and "
            + "an MLP makes b of both. Another MLP makes a of the mean of the content map. Their product, number by number, "
            + "goes through a third MLP into every norm of the decoder, which draws the content map. In FUNIT the style alone "
            + "goes there. The discriminator scores the translation as one of the example's class.")
        {
            Title = "COCO-FUNIT: the style code is a product, one factor from the example and one from the content",
        }
        .Image("xa", 0, 0.5, content, "x_a content")
        .Image("xb", 0, 2.2, example, "x_b example")
        .Box("Ec", BlockKind.Network, 1, 0.5, "E_c  content")
        .Box("Es", BlockKind.Network, 1, 2.2, "E_s  style")
        .Box("c", BlockKind.Code, 2, 0.5, "c  map")
        .Box("s", BlockKind.Code, 2, 2.2, "s")
        .Box("usb", BlockKind.Code, 2, 3, "usb\nconstant")
        .Box("mc", BlockKind.Network, 3, 1.35, "MLP\nof mean c")
        .Box("ms", BlockKind.Network, 3, 2.6, "MLP\nof [s, usb]")
        .Box("product", BlockKind.Code, 4.1, 1.9, "a · b\nproduct")
        .Box("mlp", BlockKind.Network, 5.1, 1.9, "MLP")
        .Box("G", BlockKind.Network, 5.1, 0.5, "G  decoder")
        .Image("xab", 6.2, 0.5, translation, "x_{ab}")
        .Box("D", BlockKind.Network, 7.2, 0.5, "D  real?\nclass?")
        .Box("gan", BlockKind.Loss, 7.2, 1.6, "hinge, features\nof x_{ab} and x_b")
        .Arrow("xa", "Ec", "c", "G", "xab", "D", "gan")
        .Arrow("xb", "Es", "s", "ms", "product", "mlp", "G")
        .Arrow("usb", "ms")
        .Arrow("c", "mc", "product");
}
