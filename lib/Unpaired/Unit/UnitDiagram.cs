using Unpaired.Data;
using Unpaired.Display;

namespace Unpaired.Unit;

/// <summary>The idea of UNIT in one picture, for notebooks and slides.</summary>
public static class UnitDiagram
{
    /// <summary>Auto-encoder, translation and cycle for one picture of domain A (paper, figure 1, one
    /// direction).</summary>
    /// <param name="input">A picture of domain A.</param>
    /// <param name="translation">The same scene in domain B: what the other decoder should draw.</param>
    public static BlockDiagram Draw(Picture input, Picture translation) =>
        new BlockDiagram(
            "A picture of domain A is encoded; noise is added to the code. Above: the decoder of A draws the sampled code, and "
            + "the picture must come out again. Below: the decoder of B draws the same sampled code; the result must fool the "
            + "discriminator, and when it is encoded by B and decoded by A the first picture must come back.")
        {
            Title = "One code for both domains: its own decoder gives the picture back, the other one translates it",
        }
        .Image("xA", 0, 1.2, input, "x_A")
        .Box("EA", BlockKind.Network, 1, 1.2, "E_A  encoder")
        .Box("hA", BlockKind.Code, 2, 1.2, "z = h_A\n+ noise")
        .Box("KL", BlockKind.Loss, 2, 0.1, "mean h^2\nKL")
        .Box("GA", BlockKind.Network, 3, 0.4, "G_A  decoder")
        .Box("GB", BlockKind.Network, 3, 2, "G_B  decoder")
        .Image("xAA", 4, 0.4, input, "x_{AA}")
        .Image("xAB", 4, 2, translation, "x_{AB}")
        .Box("DB", BlockKind.Network, 5, 2.6, "D_B  real?")
        .Box("EB", BlockKind.Network, 5, 1.4, "E_B  encoder")
        .Box("GA2", BlockKind.Network, 6, 1.4, "G_A  decoder")
        .Image("xABA", 7, 1.4, input, "x_{ABA}")
        .Box("image", BlockKind.Loss, 5.3, 0.4, "|x_{AA} − x_A|\nreconstruction")
        .Box("cycle", BlockKind.Loss, 7, 0.4, "|x_{ABA} − x_A|\ncycle")
        .Box("adversarial", BlockKind.Loss, 6.25, 2.6, "(D_B(x_{AB}) − 1)^2\nadversarial")
        .Arrow("xA", "EA", "hA", "GA", "xAA", "image")
        .Arrow("hA", "KL")
        .Arrow("hA", "GB", "xAB", "EB", "GA2", "xABA", "cycle")
        .Arrow("xAB", "DB", "adversarial");
}
