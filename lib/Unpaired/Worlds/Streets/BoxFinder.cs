using System.Runtime.InteropServices;
using SkiaSharp;

namespace Unpaired.Worlds.Streets;

/// <summary>Finds boxes by drawing the scene once more, each object in a colour of its own.</summary>
internal sealed class BoxFinder
{
    private readonly StreetContent content;
    private readonly StreetLight light;
    private readonly StreetCamera camera;
    private readonly IReadOnlyList<StreetPainter.Item> items;
    private readonly int enlarged;

    public BoxFinder(StreetContent content, int width, int height)
    {
        this.content = content;
        light = new StreetLight(new StreetStyle { Domain = StreetDomain.Day }, content);
        camera = new StreetCamera(content, width, height);
        items = StreetPainter.Items(content);
        // Small pictures are looked at enlarged, so that boxes are exact to a fraction of a pixel.
        enlarged = Math.Clamp(512 / Math.Max(width, height), 1, 4);
    }

    public IReadOnlyList<StreetBox> Find()
    {
        var seen = Measure(SKRectI.Create(camera.Width, camera.Height), items);
        List<StreetBox> boxes = [];
        for (var i = 0; i < content.Objects.Count; i++)
        {
            if (seen[i] is not { Count: > 0 } part)
                continue;
            var item = items.First(one => one.Index == i);
            // The whole object: drawn alone on a sheet that holds it, be it beyond the frame.
            var whole = Measure(Bounds(item), [item])[i];
            boxes.Add(new StreetBox(content.Objects[i].Class, part.Left / (double)enlarged,
                part.Top / (double)enlarged,
                (part.Right + 1) / (double)enlarged, (part.Bottom + 1) / (double)enlarged,
                part.Count / (double)(enlarged * enlarged), Math.Min(1, part.Count / (double)whole.Count), i));
        }
        return boxes;
    }

    /// <summary>A rectangle of whole pixels round an object.</summary>
    private SKRectI Bounds(StreetPainter.Item item)
    {
        using var nowhere = new SKNoDrawCanvas(1, 1);
        using var street = new StreetCanvas(nowhere, camera, light) { Mask = SKColors.White };
        item.Draw(street);
        var bounds = SKRectI.Ceiling(street.Touched, outwards: true);
        // What is so near that it would fill many frames is cut off there.
        var frames = SKRectI.Inflate(SKRectI.Create(camera.Width, camera.Height), 2 * camera.Width,
            2 * camera.Height);
        return SKRectI.Intersect(bounds, frames);
    }

    /// <summary>The pixels of each object on a sheet that shows a part of the frame's plane.</summary>
    private Extent[] Measure(SKRectI sheet, IReadOnlyList<StreetPainter.Item> drawn)
    {
        var (columns, rows) = (sheet.Width * enlarged, sheet.Height * enlarged);
        using var bitmap = new SKBitmap(new SKImageInfo(columns, rows, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        using (var street = new StreetCanvas(canvas, camera, light))
        {
            canvas.Clear(SKColors.Black);
            canvas.Scale(enlarged);
            canvas.Translate(-sheet.Left, -sheet.Top);
            foreach (var item in drawn)
            {
                street.Mask = ColourOf(item.Index);
                item.Draw(street);
            }
        }
        var extents = new Extent[content.Objects.Count];
        var pixels = MemoryMarshal.Cast<byte, uint>(bitmap.GetPixelSpan());
        for (var y = 0; y < rows; y++)
            for (var x = 0; x < columns; x++)
            {
                var index = (int)(pixels[y * columns + x] & 0xFFFF) - 1;
                if (index >= 0)
                    extents[index].Add(x, y);
            }
        return extents;
    }

    /// <summary>Red and green hold the number of an object, 0 for everything else.</summary>
    private static SKColor ColourOf(int index) => new((byte)((index + 1) & 255), (byte)((index + 1) >> 8), 0);

    private struct Extent
    {
        public int Left, Top, Right, Bottom, Count;

        public void Add(int x, int y)
        {
            if (Count++ == 0)
                (Left, Top, Right, Bottom) = (x, y, x, y);
            (Left, Right) = (Math.Min(Left, x), Math.Max(Right, x));
            (Top, Bottom) = (Math.Min(Top, y), Math.Max(Bottom, y));
        }
    }
}
