using SkiaSharp;

namespace Unpaired.Worlds.Streets;

/// <summary>Finds boxes by drawing the scene once more, each object in a colour of its own.</summary>
internal sealed class BoxFinder
{
    /// <summary>Small pictures are looked at enlarged, so that boxes are exact to a fraction of a pixel.</summary>
    private const int LookedAtSide = 512;

    private readonly StreetContent content;
    private readonly StreetLight light;
    private readonly IReadOnlyList<StreetPainter.Item> items;
    private readonly int enlarged;
    private readonly int width;
    private readonly int height;

    public BoxFinder(StreetContent content, int width, int height)
    {
        this.content = content;
        light = new StreetLight(new StreetStyle { Domain = StreetDomain.Day }, content);
        items = StreetPainter.Items(content);
        enlarged = Math.Max(1, LookedAtSide / Math.Max(width, height));
        (this.width, this.height) = (width, height);
    }

    public IReadOnlyList<StreetBox> Find()
    {
        var seen = Measure(width, height, 0, 0, items);
        List<StreetBox> boxes = [];
        for (var i = 0; i < content.Objects.Count; i++)
        {
            if (seen[i] is not { Count: > 0 } part)
                continue;
            var item = items.First(one => one.Index == i);
            // The whole object: drawn alone on a sheet that reaches beyond the frame on all sides.
            var whole = Measure(3 * width, 3 * height, width, height, [item])[i];
            boxes.Add(new StreetBox(content.Objects[i].Class, part.Left / (double)enlarged,
                part.Top / (double)enlarged,
                (part.Right + 1) / (double)enlarged, (part.Bottom + 1) / (double)enlarged,
                part.Count / (double)(enlarged * enlarged), Math.Min(1, part.Count / (double)whole.Count), i));
        }
        return boxes;
    }

    /// <summary>The pixels of each object on a sheet; its frame starts at (left, top).</summary>
    private Extent[] Measure(int sheetWidth, int sheetHeight, int left, int top,
        IReadOnlyList<StreetPainter.Item> drawn)
    {
        var (columns, rows) = (sheetWidth * enlarged, sheetHeight * enlarged);
        using var bitmap = new SKBitmap(new SKImageInfo(columns, rows, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        using (var street = new StreetCanvas(canvas, new StreetCamera(content, width, height), light))
        {
            canvas.Clear(SKColors.Black);
            canvas.Scale(enlarged);
            canvas.Translate(left, top);
            foreach (var item in drawn)
            {
                street.Mask = ColourOf(item.Index);
                item.Draw(street);
            }
        }
        var extents = new Extent[content.Objects.Count];
        var pixels = bitmap.GetPixelSpan();
        for (var y = 0; y < rows; y++)
            for (var x = 0; x < columns; x++)
            {
                var at = 4 * (y * columns + x);
                var index = pixels[at] + 256 * pixels[at + 1] - 1;
                if (index >= 0)
                    extents[index].Add(x, y);
            }
        return extents;
    }

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
