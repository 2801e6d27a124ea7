using SkiaSharp;
using Unpaired.Data;
using Unpaired.Display;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>Pictures with boxes, names and scores drawn in.</summary>
public static class DetectionOverlay
{
    /// <summary>Detections below this score are usually left out of pictures.</summary>
    public const double WorthShowing = 0.5;

    private const int LegibleSide = 256;

    /// <summary>Draws boxes into a copy of a picture, in the picture's own size.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="objects">What to draw, the most important first: it is drawn last, on top.</param>
    /// <param name="nameOf">The name of a label; null for boxes without text.</param>
    /// <param name="scores">Whether scores stand behind the names.</param>
    public static Picture Draw(
        Picture picture, IEnumerable<DetectedObject> objects, Func<int, string>? nameOf = null, bool scores = true) =>
        Draw(picture, objects, nameOf, scores, 1);

    /// <summary>Draws true boxes into an enlarged copy of a picture, without names.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="boxes">What to frame.</param>
    public static Picture Frame(Picture picture, params IEnumerable<PictureBox> boxes) =>
        Draw(picture, boxes.Select(box => box.ToObject()), null, scores: false, Math.Max(1, Enlargement(picture) / 2));

    /// <summary>Pictures with boxes in a grid, enlarged so that text can be read.</summary>
    /// <param name="pictures">Pictures and what to draw into each.</param>
    /// <param name="nameOf">The name of a label.</param>
    /// <param name="alt">What is shown and what is to be seen in it.</param>
    /// <param name="columns">Pictures in a row.</param>
    /// <param name="scores">Whether scores stand behind the names.</param>
    public static PictureGrid Grid(
        IEnumerable<(Picture Picture, IEnumerable<DetectedObject> Objects)> pictures, Func<int, string> nameOf,
        string alt, int columns = 4, bool scores = true) => new(
        pictures.Select(one => Draw(one.Picture, one.Objects, nameOf, scores, Enlargement(one.Picture))).Chunk(columns),
        alt)
        {
            CellPixels = LegibleSide,
        };

    /// <summary>Pictures as [N, 3, H, W] in [-1, 1]; smaller ones are padded with black. The caller owns it.</summary>
    internal static Tensor Batch(IEnumerable<Picture> pictures)
    {
        var all = pictures.ToList();
        int width = all.Max(picture => picture.Width), height = all.Max(picture => picture.Height);
        return Picture.ToBatch(all.Select(picture => Padded(picture, width, height)));
    }

    internal static int Enlargement(Picture picture) =>
        Math.Max(1, (int)Math.Round((double)LegibleSide / Math.Max(picture.Width, picture.Height)));

    internal static Picture Draw(
        Picture picture, IEnumerable<DetectedObject> objects, Func<int, string>? nameOf, bool scores, int times)
    {
        var info = new SKImageInfo(
            picture.Width * times, picture.Height * times, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var result = new SKBitmap(info);
        using (var canvas = new SKCanvas(result))
        using (var bitmap = EncodedImage.ToBitmap(picture))
        using (var image = SKImage.FromBitmap(bitmap))
        {
            canvas.DrawImage(
                image, SKRect.Create(info.Width, info.Height), new SKSamplingOptions(SKFilterMode.Nearest));
            foreach (var found in objects.Reverse()) DrawBox(canvas, info, found, nameOf, scores, times);
        }
        return EncodedImage.ToPicture(result);
    }

    private static void DrawBox(
        SKCanvas canvas, SKImageInfo info, DetectedObject found, Func<int, string>? nameOf, bool scores, int times)
    {
        float thick = Math.Max(1, times * 0.5f);
        var box = new SKRect(
            (float)found.Left * times, (float)found.Top * times, (float)found.Right * times,
            (float)found.Bottom * times);
        box.Intersect(SKRect.Create(info.Width, info.Height));
        var inner = box;
        inner.Inflate(-thick / 2, -thick / 2); // the line lies within the box, also at the picture's edge
        using var paint = new SKPaint { IsStroke = true, StrokeWidth = thick, Color = Palette.Skia(found.Label) };
        canvas.DrawRect(inner.Width > 0 && inner.Height > 0 ? inner : box, paint);
        if (nameOf is null) return;
        string name = nameOf(found.Label);
        string text = scores ? FormattableString.Invariant($"{name} {found.Score:0.00}") : name;
        using var label = new TextBlock(text, Math.Clamp(4f * times, 8, 13), info.Width, color: SKColors.White);
        float left = Math.Clamp(box.Left, 0, Math.Max(0, info.Width - label.Width - 4));
        float top = box.Top >= label.Height ? box.Top - label.Height : Math.Min(box.Bottom, info.Height - label.Height);
        using var fill = new SKPaint { Color = Palette.Skia(found.Label) };
        canvas.DrawRect(SKRect.Create(left, top, label.Width + 4, label.Height), fill);
        label.Draw(canvas, left + 2, top);
    }

    private static Picture Padded(Picture picture, int width, int height)
    {
        if (picture.Width == width && picture.Height == height) return picture;
        byte[] rgb = new byte[width * height * 3];
        for (int y = 0; y < picture.Height; y++)
            picture.Rgb.Slice(y * picture.Width * 3, picture.Width * 3).CopyTo(rgb.AsSpan(y * width * 3));
        return new Picture(width, height, rgb);
    }
}
