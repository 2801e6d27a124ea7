using static TorchSharp.torch;

namespace Unpaired.Data;

/// <summary>The two arithmetics of the original scripts' picture writer, torchvision's
/// <c>save_image(normalize=True)</c>.</summary>
public enum StretchRule
{
    /// <summary>Today's torchvision: (x − min) / max(max − min, 1e-5), times 255, plus 0.5, cut to whole
    /// numbers.</summary>
    Current,

    /// <summary>The release of 2018: (x − min) / (max − min + 1e-5), times 255, cut to whole numbers.</summary>
    Of2018,
}

public static partial class PictureFile
{
    /// <summary>
    /// A picture as the original scripts save it: contrast stretched, so that it always spans 0 to 255 whatever the
    /// network
    /// drew. To see what the network drew, use <see cref="Picture.FromTensor"/>.
    /// </summary>
    /// <param name="x">[3, H, W], [1, H, W] (grey) or a batch of one of these, in [0, 1] as (tanh + 1) / 2; any float
    /// type.</param>
    /// <param name="rule">Which torchvision; they differ by at most one grey level.</param>
    /// <remarks>Original: MUNIT test.py with torchvision.utils.save_image; specification unit.md, section
    /// 10.</remarks>
    /// <exception cref="ArgumentException">Any other shape, or values that are not numbers.</exception>
    public static Picture FromUnitRangeStretched(Tensor x, StretchRule rule = StretchRule.Current)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var image = x.dim() == 4 && x.shape[0] == 1 ? x.squeeze(0) : x;
        if (image.dim() != 3 || (image.shape[0] != 3 && image.shape[0] != 1))
            throw new ArgumentException(
                $"Expected [3, H, W] or [1, H, W]; got [{string.Join(", ", x.shape)}].", nameof(x));
        double low = image.min().to(float64).item<double>();
        double high = image.max().to(float64).item<double>();
        if (!double.IsFinite(low) || !double.IsFinite(high))
            throw new ArgumentException("Expected numbers in [0, 1]; got values that are not finite.", nameof(x));
        var stretched = rule == StretchRule.Current
            ? (image - low) / Math.Max(high - low, 1e-5) * 255 + 0.5
            : (image - low) / (high - low + 1e-5) * 255;
        var bytes = stretched.clamp(0, 255).to(uint8).expand(3, -1, -1).permute(1, 2, 0).contiguous().cpu();
        return new Picture((int)image.shape[2], (int)image.shape[1], bytes.data<byte>().ToArray());
    }
}
