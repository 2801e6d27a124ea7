using Unpaired.Data;
using Unpaired.Display;

namespace Unpaired.Tunit;

/// <summary>The idea of TUNIT in one picture, for notebooks and slides.</summary>
public static class TunitDiagram
{
    /// <summary>Both tasks of the guiding network, and what its two answers are for (paper, figure 2).</summary>
    /// <param name="content">x, whose content is kept.</param>
    /// <param name="strong">The reference, strongly changed: its second view.</param>
    /// <param name="reference">x_r, whose style is taken.</param>
    /// <param name="translation">What the generator should draw.</param>
    public static BlockDiagram Draw(Picture content, Picture strong, Picture reference, Picture translation) =>
        new BlockDiagram(
            "The guiding network looks at a reference picture and says two things: logits, whose largest is the pseudo domain, "
            + "and a style code. Above: a strongly changed copy must get the same pseudo domain and a similar code. Below: "
            + "the generator draws the content of another picture with this style code, and the discriminator judges "
            + "the result with the logit of the pseudo domain.")
        {
            Title = "One network finds the domains and steers the translation",
        }
        .Image("strong", 0, 0.2, strong, "t(x_r)")
        .Image("reference", 0, 1.3, reference, "x_r")
        .Image("content", 0, 2.5, content, "x")
        .Box("average", BlockKind.Network, 1, 0.2, "E  guide")
        .Box("guide", BlockKind.Network, 1, 1.3, "E  guide")
        .Box("strongDomain", BlockKind.Code, 2.1, -0.1, "p'  logits")
        .Box("domain", BlockKind.Code, 2.1, 0.9, "p  logits")
        .Box("style", BlockKind.Code, 2.1, 1.7, "s_r  style")
        .Box("encoder", BlockKind.Network, 1, 2.5, "content encoder")
        .Box("code", BlockKind.Code, 2.1, 2.5, "c")
        .Box("decoder", BlockKind.Network, 3.2, 2.1, "G  decoder")
        .Image("drawn", 4.2, 2.1, translation, "G(x, s_r)")
        .Box("judge", BlockKind.Network, 5.2, 2.1, "D  real in y_r?")
        .Box("information", BlockKind.Loss, 3.6, 0.2, "− I(p, p')\nmutual information")
        .Box("contrast", BlockKind.Loss, 5.2, 1.1, "contrast\nwith the key")
        .Box("adversarial", BlockKind.Loss, 6.4, 2.1, "adversarial\nof domain y_r")
        .Arrow("strong", "average", "strongDomain", "information")
        .Arrow("reference", "guide", "domain", "information")
        .Arrow("guide", "style", "decoder", "drawn", "judge", "adversarial")
        .Arrow("style", "contrast")
        .Arrow("content", "encoder", "code", "decoder");
}
