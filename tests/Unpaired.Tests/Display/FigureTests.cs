using SkiaSharp;
using Unpaired.Data;
using Unpaired.Display;
using static TorchSharp.torch;

namespace Unpaired.Tests.Display;

[Collection("Display")]
public sealed class FigureTests
{
    private static readonly Picture Red = Pictures.Plain(32, 32, 200, 30, 30);
    private static readonly Picture Blue = Pictures.Plain(32, 32, 30, 30, 200);

    private static readonly SKColor RedColor = new(200, 30, 30);
    private static readonly SKColor BlueColor = new(30, 30, 200);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void Constructor_NoTextAlternative_Throws(string alt)
    {
        var errors = new[]
        {
            Assert.Throws<ArgumentException>(() => new PictureGrid([[Red]], alt)),
            Assert.Throws<ArgumentException>(() => new PictureFigure(Red, alt)),
            Assert.Throws<ArgumentException>(() => new FlipBook([("a", Red)], alt)),
            Assert.Throws<ArgumentException>(() => new Chart("t", alt, "x", "y")),
            Assert.Throws<ArgumentException>(() => Show.Image(Red, alt)),
        };
        Assert.All(errors, error => Assert.Contains("text alternative", error.Message));
    }

    [Fact]
    public void Grid_SmallPictures_AreEnlargedPixelByPixel()
    {
        var grid = new PictureGrid([[Red, Blue], [Blue, null]], "Squares.");
        using var bitmap = Pictures.Decode(grid.ToPng());
        // Margin 12, cells of 96, gap 6, margin 12.
        Assert.Equal(12 + 96 + 6 + 96 + 12, bitmap.Width);
        Assert.Equal(12 + 96 + 6 + 96 + 12, bitmap.Height);
        Assert.Equal(96 * 96, Pictures.Count(bitmap, color => color == RedColor));
        Assert.Equal(2 * 96 * 96, Pictures.Count(bitmap, color => color == BlueColor));
        Assert.Equal(RedColor, bitmap.GetPixel(12, 12));
        Assert.Equal(RedColor, bitmap.GetPixel(107, 107));
    }

    [Fact]
    public void Grid_EveryPixel_BecomesASquare()
    {
        var rgb = new byte[32 * 32 * 3];
        new Random(4).NextBytes(rgb);
        using var bitmap = Pictures.Decode(new PictureGrid([[new Picture(32, 32, rgb)]], "Noise.").ToPng());
        for (int y = 0; y < 96; y++)
        {
            for (int x = 0; x < 96; x++)
            {
                int i = ((y / 3 * 32) + (x / 3)) * 3;
                Assert.Equal(new SKColor(rgb[i], rgb[i + 1], rgb[i + 2]), bitmap.GetPixel(12 + x, 12 + y));
            }
        }
    }

    [Fact]
    public void Grid_TooWide_IsReducedToMaximumWidth()
    {
        var grid = new PictureGrid([Enumerable.Repeat<Picture?>(Pictures.Plain(256, 256, 200, 30, 30), 8)], "Eight.")
        {
            RowLabels = ["row"],
        };
        using var bitmap = Pictures.Decode(grid.ToPng());
        Assert.InRange(bitmap.Width, 900, 964);
    }

    [Fact]
    public void Grid_ByColumns_IsTheTranspose()
    {
        var byRows = new PictureGrid([[Red, Blue, Red], [Blue, Blue]], "Squares.");
        var byColumns = new PictureGrid([[Red, Blue], [Blue, Blue], [Red]], "Squares.") { ByColumns = true };
        Assert.Equal((2, 3), (byColumns.RowCount, byColumns.ColumnCount));
        Assert.Null(byColumns[1, 2]);
        Assert.Equal(byRows.ToPng(), byColumns.ToPng());
    }

    [Fact]
    public void Grid_Tensors_KeepTheirRange()
    {
        using var scope = NewDisposeScope();
        var grid = new PictureGrid([full([2, 3, 16, 16], -1f), zeros(2, 3, 16, 16)], "Black above grey.");
        Assert.Equal(0, grid[0, 1]!.Rgb[0]);
        Assert.Equal(128, grid[1, 0]!.Rgb[0]);
        Assert.Contains("2 rows, 2 columns", grid.ToString());
    }

    [Fact]
    public void Grid_Text_DrawsInkWhereLabelsStand()
    {
        var grid = new PictureGrid([[Blue], [Blue]], "Squares.")
        {
            Title = "The claim",
            RowLabels = ["first", "second"],
            ColumnLabels = ["σ² → 0"],
            CellLabel = (row, _) => $"{row}.5",
        };
        using var bitmap = Pictures.Decode(grid.ToPng());
        using var title = Part(bitmap, 0, 0, bitmap.Width, 34);
        using var columnLabel = Part(bitmap, 40, 36, bitmap.Width - 40, 24);
        using var rowLabels = Part(bitmap, 0, 70, 45, bitmap.Height - 70);
        Assert.InRange(Pictures.Count(title, Pictures.IsDark), 60, 2000);
        Assert.InRange(Pictures.Count(columnLabel, Pictures.IsDark), 20, 1000);
        Assert.InRange(Pictures.Count(rowLabels, Pictures.IsDark), 40, 1500);
    }

    [Fact]
    public void Grid_WrongNumberOfLabels_SaysWhich()
    {
        var grid = new PictureGrid([[Red, Blue]], "Squares.") { ColumnLabels = ["only one"] };
        Assert.Contains("Expected 2 column labels; got 1", Assert.Throws<ArgumentException>(grid.ToPng).Message);
    }

    [Fact]
    public void Grid_NoPicture_Throws() =>
        Assert.Throws<ArgumentException>(() => new PictureGrid([[null]], "Nothing."));

    [Fact]
    public void Grid_InputTruthAndHighlight_AreFramed()
    {
        var grid = new PictureGrid([[Red, Red, Red]], "Squares.")
        {
            FirstColumnIsInput = true,
            LastColumnIsTruth = true,
            Highlights = [(0, 1)],
        };
        using var bitmap = Pictures.Decode(grid.ToPng());
        Assert.InRange(Pictures.Count(bitmap, color => color == new SKColor(0xD5, 0x5E, 0x00)), 900, 1300);
        Assert.InRange(Pictures.Count(bitmap, color => color == new SKColor(0x00, 0x9E, 0x73)), 300, 700);
        Assert.InRange(Pictures.Count(bitmap, color => color == TextBlock.Ink), 700, 900);
    }

    [Fact]
    public void Html_Figure_HasOneImageAltAndCaption()
    {
        var html = new PictureGrid([[Red]], "Less than < & \"more\".").Render(MimeTypes.Html)!;
        Assert.Equal(2, html.Split("data:image/").Length);
        Assert.Contains("alt=\"Less than &lt; &amp; &quot;more&quot;.\"", html);
        Assert.Contains("Less than &lt; &amp; &quot;more&quot;.</figcaption>", html);
        Assert.StartsWith("<figure", html);
        Assert.EndsWith("</figure>", html);
    }

    [Theory]
    [InlineData(32, 0)]
    [InlineData(500, 24)] // large enough to be reduced with loss
    public void Html_Image_ShowsThePicture(int side, int tolerance)
    {
        var rgb = new byte[side * side * 3];
        var random = new Random(1);
        for (int i = 0; i < rgb.Length; i++)
        {
            double wave = 100 * Math.Sin(i / 3 % side / 40.0) * Math.Cos(i / (3 * side) / 50.0);
            rgb[i] = (byte)(128 + wave + random.Next(4));
        }
        var figure = new PictureFigure(new Picture(side, side, rgb), "Waves.") { TargetPixels = side };
        string data = figure.Render(MimeTypes.Html)!.Split(";base64,")[1].Split('"')[0];
        using var shown = Pictures.Decode(Convert.FromBase64String(data));
        using var png = Pictures.Decode(Convert.FromBase64String(figure.Render(MimeTypes.Png)!));
        Assert.InRange(data.Length, 100, 200_000);
        double worst = 0;
        double total = 0;
        for (int i = 0; i < side * side; i++)
        {
            int x = i % side;
            int y = i / side;
            Assert.Equal(new SKColor(rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]), png.GetPixel(x, y));
            int difference = Math.Abs(shown.GetPixel(x, y).Green - rgb[(3 * i) + 1]);
            worst = Math.Max(worst, difference);
            total += difference;
        }
        Assert.True(worst <= tolerance, $"worst {worst}, mean {total / (side * side)}");
        Assert.Equal(tolerance == 0, worst == 0);
    }

    [Fact]
    public void PictureFigure_SmallPicture_IsEnlargedByAWholeNumber()
    {
        using var bitmap = Pictures.Decode(new PictureFigure(Pictures.Plain(40, 30, 1, 2, 3), "Dark.").ToPng());
        Assert.Equal((120, 90), (bitmap.Width, bitmap.Height));
        Assert.Equal(120 * 90, Pictures.Count(bitmap, color => color == new SKColor(1, 2, 3)));
    }

    [Fact]
    public void IndexedPng_FewColors_IsExact()
    {
        using var bitmap = EncodedImage.ToBitmap(Red);
        bitmap.SetPixel(5, 7, BlueColor);
        var encoded = IndexedPng.Encode(bitmap, exactOnly: true)!;
        using var decoded = Pictures.Decode(encoded.Bytes);
        Assert.Equal(BlueColor, decoded.GetPixel(5, 7));
        Assert.Equal((32 * 32) - 1, Pictures.Count(decoded, color => color == RedColor));
    }

    [Fact]
    public void IndexedPng_ManyColors_IsRefusedOrNear()
    {
        using var noise = EncodedImage.ToBitmap(Pictures.Noise(120, 1));
        Assert.Null(IndexedPng.Encode(noise, exactOnly: true));
        Assert.Null(IndexedPng.Encode(noise, exactOnly: false));
        using var grey = new SKBitmap(new SKImageInfo(300, 2, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int x = 0; x < 300; x++)
        {
            grey.SetPixel(x, 0, new SKColor((byte)(x / 2), (byte)(x / 2), (byte)((x / 2) + (x % 2))));
            grey.SetPixel(x, 1, SKColors.White);
        }
        using var decoded = Pictures.Decode(IndexedPng.Encode(grey, exactOnly: false)!.Bytes);
        for (int x = 0; x < 300; x++)
            Assert.InRange(Math.Abs(decoded.GetPixel(x, 0).Red - (x / 2)), 0, 60);
        Assert.Equal(SKColors.White, decoded.GetPixel(17, 1));
    }

    private static SKBitmap Part(SKBitmap bitmap, int left, int top, int width, int height)
    {
        var part = new SKBitmap(width, height);
        using var canvas = new SKCanvas(part);
        canvas.DrawBitmap(bitmap, -left, -top);
        return part;
    }
}
