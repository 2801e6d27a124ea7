using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>Pictures as the network sees them.</summary>
/// <param name="Pictures">[N, 3, H, W]: normalised, resized, padded with 0 to multiples of 32.</param>
/// <param name="Sizes">Rows and columns of each without padding.</param>
/// <param name="OriginalSizes">Rows and columns before resizing.</param>
public sealed record PreparedPictures(
    Tensor Pictures, IReadOnlyList<(long Height, long Width)> Sizes,
    IReadOnlyList<(long Height, long Width)> OriginalSizes);

/// <summary>Normalises, resizes and pads pictures, and takes boxes there and back.</summary>
/// <remarks>
/// Original: torchvision.models.detection.transform.GeneralizedRCNNTransform (0.14.1). Parity: the factor is computed
/// in float32, so the short side may come out one pixel less than asked for.
/// </remarks>
/// <param name="config">min_size, max_size, image_mean, image_std.</param>
public sealed class DetectionTransform(DetectorConfig config)
{
    private const long Divisor = 32;

    /// <summary>Prepares pictures.</summary>
    /// <param name="pictures">[3, H, W] each in [0, 1], of one type, sizes may differ; at least 1 pixel.</param>
    /// <param name="shortSide">Pixels of the short side, unless the long one grows too long.</param>
    /// <returns>The caller owns the tensor. Differentiable.</returns>
    /// <exception cref="ArgumentException">No pictures, or another shape.</exception>
    public PreparedPictures Prepare(IReadOnlyList<Tensor> pictures, int shortSide)
    {
        if (pictures.Count == 0) throw new ArgumentException("Expected at least one picture; got none.");
        foreach (var (picture, i) in pictures.Select((picture, i) => (picture, i)))
        {
            if (picture.dim() != 3 || picture.shape[0] != 3 || picture.numel() == 0)
                throw new ArgumentException(
                    $"Picture {i}: expected [3, H, W] with both sides at least 1; "
                    + $"got [{string.Join(", ", picture.shape)}].");
        }
        using var scope = NewDisposeScope();
        var resized = pictures.Select(picture => Resized(picture, shortSide)).ToList();
        long height = Padded(resized.Max(picture => picture.shape[1]));
        long width = Padded(resized.Max(picture => picture.shape[2]));
        var batch = stack(resized.Select(picture => nn.functional.pad(
            picture, [0, width - picture.shape[2], 0, height - picture.shape[1]])));
        return new PreparedPictures(
            batch.MoveToOuterDisposeScope(), [.. resized.Select(Size)], [.. pictures.Select(Size)]);
    }

    /// <summary>Boxes of a picture after it was resized, or back.</summary>
    /// <param name="boxes">[n, 4].</param>
    /// <param name="from">Rows and columns that the boxes belong to.</param>
    /// <param name="to">Rows and columns that they should belong to.</param>
    /// <returns>[n, 4], not clipped. The caller owns it.</returns>
    public static Tensor Rescaled(Tensor boxes, (long Height, long Width) from, (long Height, long Width) to)
    {
        using var scope = NewDisposeScope();
        // Parity: ratios are float32 numbers whatever the type of the boxes.
        float x = (float)to.Width / from.Width, y = (float)to.Height / from.Height;
        var ratios = tensor(new double[] { x, y, x, y }, dtype: boxes.dtype, device: boxes.device);
        return (boxes * ratios).MoveToOuterDisposeScope();
    }

    /// <summary>Rows and columns after resizing.</summary>
    internal (long Height, long Width) SizeAfter(long height, long width, int shortSide)
    {
        float Factor(float wanted, long side) => 1f / side * wanted; // Parity: a reciprocal, then a product
        double scale = MathF.Min(
            Factor(shortSide, Math.Min(height, width)), Factor(config.LongestSide, Math.Max(height, width)));
        return (Math.Max(1, (long)Math.Floor(height * scale)), Math.Max(1, (long)Math.Floor(width * scale)));
    }

    private Tensor Resized(Tensor picture, int shortSide)
    {
        var mean = tensor(config.Mean.ToArray(), dtype: picture.dtype, device: picture.device).view(3, 1, 1);
        var deviation = tensor(config.Deviation.ToArray(), dtype: picture.dtype, device: picture.device).view(3, 1, 1);
        var normalised = ((picture - mean) / deviation).unsqueeze(0);
        var (height, width) = SizeAfter(picture.shape[1], picture.shape[2], shortSide);
        return nn.functional.interpolate(
            normalised, [height, width], mode: InterpolationMode.Bilinear, align_corners: false).squeeze(0);
    }

    private static (long Height, long Width) Size(Tensor picture) => (picture.shape[1], picture.shape[2]);

    private static long Padded(long side) => (side + Divisor - 1) / Divisor * Divisor;
}
