using SkiaSharp;
using Unpaired.Data;

namespace Unpaired.Display;

/// <summary>A picture as a file in memory.</summary>
/// <param name="MimeType">image/png or image/webp.</param>
/// <param name="Bytes">The file.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal sealed record EncodedImage(string MimeType, byte[] Bytes, int Width, int Height)
{
    /// <summary>Above this size a figure is photographic enough for a lossy format to be worth it.</summary>
    private const int LargeBytes = 60_000;

    /// <summary>The file as base64.</summary>
    public string Base64 => Convert.ToBase64String(Bytes);

    /// <summary>The file as an address that needs no network.</summary>
    public string DataUri => $"data:{MimeType};base64,{Base64}";

    /// <summary>Without loss.</summary>
    public static EncodedImage Png(SKBitmap bitmap)
    {
        using var pixels = bitmap.PeekPixels();
        using var data = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 9));
        return new EncodedImage(MimeTypes.Png, data!.ToArray(), bitmap.Width, bitmap.Height);
    }

    /// <summary>A chart: few colours, and small matters more than the last shade along an edge.</summary>
    public static EncodedImage Chart(SKBitmap bitmap) => IndexedPng.Encode(bitmap, exactOnly: false) ?? Png(bitmap);

    /// <summary>
    /// For HTML, where every browser reads WebP: without loss, as PNG or WebP, whichever is smaller; a large photograph
    /// as WebP with little loss.
    /// </summary>
    /// <param name="bitmap">Opaque.</param>
    /// <param name="largeBytes">From which size on a loss is worth it; lower for the frames of a series.</param>
    public static EncodedImage Smallest(SKBitmap bitmap, int largeBytes = LargeBytes)
    {
        var png = IndexedPng.Encode(bitmap, exactOnly: true) ?? Png(bitmap);
        var exact = Smaller(png, Webp(bitmap, SKWebpEncoderCompression.Lossless));
        if (exact.Bytes.Length <= largeBytes)
            return exact;
        var lossy = Webp(bitmap, SKWebpEncoderCompression.Lossy);
        return lossy.Bytes.Length <= exact.Bytes.Length * 3 / 4 ? lossy : exact;
    }

    private static EncodedImage Smaller(EncodedImage left, EncodedImage right) =>
        left.Bytes.Length <= right.Bytes.Length ? left : right;

    /// <summary>For the lossless kind, the number is the effort.</summary>
    private static EncodedImage Webp(SKBitmap bitmap, SKWebpEncoderCompression compression)
    {
        using var pixels = bitmap.PeekPixels();
        using var data = pixels.Encode(new SKWebpEncoderOptions(compression, 90));
        return new EncodedImage("image/webp", data!.ToArray(), bitmap.Width, bitmap.Height);
    }

    /// <summary>The pixels of a picture, for drawing. The caller disposes them.</summary>
    public static SKBitmap ToBitmap(Picture picture)
    {
        var bitmap = new SKBitmap(new SKImageInfo(
            picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = bitmap.GetPixelSpan();
        var rgb = picture.Rgb;
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
        {
            rgb.Slice(from, 3).CopyTo(pixels[to..]);
            pixels[to + 3] = 255;
        }
        return bitmap;
    }

    /// <summary>The picture that a bitmap holds.</summary>
    /// <param name="bitmap">Rgba8888.</param>
    public static Picture ToPicture(SKBitmap bitmap)
    {
        var pixels = bitmap.GetPixelSpan();
        var rgb = new byte[bitmap.Width * bitmap.Height * 3];
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
            pixels.Slice(from, 3).CopyTo(rgb.AsSpan(to));
        return new Picture(bitmap.Width, bitmap.Height, rgb);
    }
}
