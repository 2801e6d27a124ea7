using SkiaSharp;
using Unpaired.Data;

namespace Unpaired.Display;

/// <summary>Something drawn with pixels: base of pictures and picture grids.</summary>
[TypeFormatterSource(typeof(RichOutputFormatterSource), Content = ContentKind.Figure)]
public abstract class Figure : RichOutput
{
    private readonly string alt;
    private EncodedImage? encoded;

    private protected Figure(string alt, string what) => this.alt = Required(alt, nameof(alt), what);

    /// <summary>What is shown, what is to be seen, one number; also the caption.</summary>
    public override string Text => alt;

    /// <summary>Draws it. The caller disposes the result (Rgba8888).</summary>
    private protected abstract SKBitmap Draw();

    /// <summary>The drawing as a picture.</summary>
    public Picture ToPicture()
    {
        using var bitmap = Draw();
        return EncodedImage.ToPicture(bitmap);
    }

    /// <summary>The drawing as a PNG file in memory.</summary>
    public byte[] ToPng()
    {
        using var bitmap = Draw();
        return EncodedImage.Png(bitmap).Bytes;
    }

    /// <summary>The smallest file for HTML; drawn once.</summary>
    internal EncodedImage Encoded
    {
        get
        {
            if (encoded is null)
            {
                using var bitmap = Draw();
                encoded = EncodedImage.Smallest(bitmap);
            }
            return encoded;
        }
    }

    /// <inheritdoc/>
    public override string? Render(string mimeType) => mimeType switch
    {
        MimeTypes.Html => HtmlText.Figure(Encoded, Text),
        MimeTypes.Png => Convert.ToBase64String(ToPng()),
        MimeTypes.Plain => Text,
        _ => null,
    };
}

/// <summary>One picture with its text alternative.</summary>
public sealed class PictureFigure : Figure
{
    private readonly Picture picture;

    /// <summary>Shows a picture; a small one is enlarged by a whole number, pixel by pixel.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="alt">What is shown and what is to be seen, in one sentence.</param>
    /// <exception cref="ArgumentException">An empty <paramref name="alt"/>.</exception>
    public PictureFigure(Picture picture, string alt) : base(alt, "A picture") => this.picture = picture;

    /// <summary>Smaller pictures are enlarged by a whole number, up to this side in pixels.</summary>
    public int TargetPixels { get; init; } = 128;

    private protected override SKBitmap Draw()
    {
        using var source = EncodedImage.ToBitmap(picture);
        int scale = Math.Max(1, TargetPixels / Math.Max(picture.Width, picture.Height));
        var result = new SKBitmap(new SKImageInfo(
            picture.Width * scale, picture.Height * scale, SKColorType.Rgba8888, SKAlphaType.Opaque));
        source.ScalePixels(result, new SKSamplingOptions(SKFilterMode.Nearest));
        return result;
    }
}
