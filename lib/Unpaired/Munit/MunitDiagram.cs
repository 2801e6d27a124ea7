using Unpaired.Data;
using Unpaired.Display;

namespace Unpaired.Munit;

/// <summary>The idea of MUNIT in one picture, for notebooks and slides.</summary>
public static class MunitDiagram
{
    /// <summary>Codes, decoders and the four kinds of loss for one picture of domain A (paper, figure 2, one
    /// direction).</summary>
    /// <param name="input">A picture of domain A.</param>
    /// <param name="translation">The same content in domain B: what the decoder should draw.</param>
    public static BlockDiagram Draw(Picture input, Picture translation) =>
        new BlockDiagram(
            "A picture of domain A is split into a content code and a style code. Above: both codes go back through the "
            + "decoder of A, and the picture must come out again. Below: the content code and a style drawn from a normal "
            + "distribution go through the decoder of B; the result must fool the discriminator, and both codes must be "
            + "readable from it again.")
        {
            Title = "One content code, two styles: the own one gives the picture back, a drawn one translates it",
        }
        .Image("xA", 0, 1, input, "x_A")
        .Box("EAs", BlockKind.Network, 1, 0.4, "E_A^s  style")
        .Box("EAc", BlockKind.Network, 1, 1.6, "E_A^c  content")
        .Box("sA", BlockKind.Code, 2, 0.4, "s_A")
        .Box("cA", BlockKind.Code, 2, 1.6, "c_A")
        .Box("sB", BlockKind.Code, 2, 2.8, "s_B ~ N(0, I)")
        .Box("GA", BlockKind.Network, 3, 0.4, "G_A  decoder")
        .Box("GB", BlockKind.Network, 3, 2.2, "G_B  decoder")
        .Image("xAA", 4, 0.4, input, "x_{AA}")
        .Image("xAB", 4, 2.2, translation, "x_{AB}")
        .Box("EBc", BlockKind.Network, 5, 1.4, "E_B^c  content")
        .Box("EBs", BlockKind.Network, 5, 2.2, "E_B^s  style")
        .Box("DB", BlockKind.Network, 5, 3, "D_B  real?")
        .Box("image", BlockKind.Loss, 6.25, 0.4, "|x_{AA} − x_A|\nimage reconstruction")
        .Box("content", BlockKind.Loss, 6.25, 1.4, "|c_{AB} − c_A|\ncontent reconstruction")
        .Box("style", BlockKind.Loss, 6.25, 2.2, "|s_{AB} − s_B|\nstyle reconstruction")
        .Box("adversarial", BlockKind.Loss, 6.25, 3, "(D_B(x_{AB}) − 1)^2\nadversarial")
        .Arrow("xA", "EAs", "sA", "GA", "xAA", "image")
        .Arrow("xA", "EAc", "cA", "GA")
        .Arrow("cA", "GB", "xAB", "EBc", "content")
        .Arrow("sB", "GB")
        .Arrow("xAB", "EBs", "style")
        .Arrow("xAB", "DB", "adversarial");
}
