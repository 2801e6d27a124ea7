using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>
/// A box as its difference from another one: dx = wx (x − xₐ) / wₐ, dy alike, dw = ww ln(w / wₐ), dh alike, with
/// centres (x, y) and sides (w, h).
/// </summary>
/// <remarks>Ren et al. 2015, equation 2. Original: torchvision.models.detection._utils.BoxCoder (0.14.1).</remarks>
/// <param name="X">Weight of dx.</param>
/// <param name="Y">Weight of dy.</param>
/// <param name="Width">Weight of dw.</param>
/// <param name="Height">Weight of dh.</param>
public sealed record BoxCoder(double X, double Y, double Width, double Height)
{
    /// <summary>dw and dh are not decoded above this: a box grows at most 62.5 times.</summary>
    public static double MostGrowth { get; } = Math.Log(1000.0 / 16);

    /// <summary>The region proposal network's coder.</summary>
    public static BoxCoder Plain { get; } = new(1, 1, 1, 1);

    /// <summary>Differences of boxes from others.</summary>
    /// <param name="boxes">[N, 4] boxes with sides above 0.</param>
    /// <param name="references">[N, 4] boxes with sides above 0.</param>
    /// <returns>[N, 4] (dx, dy, dw, dh). The caller owns it.</returns>
    public Tensor Encode(Tensor boxes, Tensor references)
    {
        using var scope = NewDisposeScope();
        var (x, y, width, height) = Centred(boxes);
        var (fromX, fromY, fromWidth, fromHeight) = Centred(references);
        return stack(
            [
                (x - fromX).Times(X) / fromWidth, (y - fromY).Times(Y) / fromHeight,
                (width / fromWidth).log().Times(Width), (height / fromHeight).log().Times(Height),
            ], 1).MoveToOuterDisposeScope();
    }

    /// <summary>Boxes from their differences.</summary>
    /// <param name="codes">[N, 4 K]: K differences from each reference, one after the other.</param>
    /// <param name="references">[N, 4].</param>
    /// <returns>[N, K, 4]. The caller owns it.</returns>
    public Tensor Decode(Tensor codes, Tensor references)
    {
        using var scope = NewDisposeScope();
        long count = codes.shape[0], each = codes.shape[1] / 4;
        var parts = codes.view(count, each, 4).unbind(-1);
        var (fromX, fromY, fromWidth, fromHeight) = Centred(references.unsqueeze(1));
        var x = parts[0].Over(X) * fromWidth + fromX;
        var y = parts[1].Over(Y) * fromHeight + fromY;
        var halfWidth = (parts[2].Over(Width).LoweredTo(MostGrowth).exp() * fromWidth).Times(0.5);
        var halfHeight = (parts[3].Over(Height).LoweredTo(MostGrowth).exp() * fromHeight).Times(0.5);
        return stack([x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight], -1).MoveToOuterDisposeScope();
    }

    private static (Tensor X, Tensor Y, Tensor Width, Tensor Height) Centred(Tensor boxes)
    {
        var (left, top, right, bottom) = Boxes.Sides(boxes);
        var (width, height) = (right - left, bottom - top);
        return (left + width.Times(0.5), top + height.Times(0.5), width, height);
    }
}
