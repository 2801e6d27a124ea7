using ScottPlot;
using SkiaSharp;
using Unpaired.Display;

namespace Unpaired.Tests.Display;

[Collection("Display")]
public sealed class FontTests
{
    [Fact]
    public void Embedded_TextOfFigures_HasEveryGlyph()
    {
        const string Text = "The quick brown fox, 0123456789; (a) [b] {c} “d” – − × ± ≤ ≥ ≈ ≠ ∞ √ ∑ ∂ → ← ↔ … ü é ñ ß "
            + "αβγδεζηθικλμνξπρστυφχψω ΓΔΘΛΞΠΣΦΨΩ ⁰¹²³⁴⁵⁶⁷⁸⁹⁻ ₀₁₂₃ %/·•";
        foreach (var typeface in new[] { DisplayFonts.Regular, DisplayFonts.SemiBold })
        {
            var missing = Text.Where(c => typeface.GetGlyph(c) == 0).Distinct().ToArray();
            Assert.True(missing.Length == 0, $"{typeface.FamilyName} lacks: {string.Join(' ', missing)}");
            Assert.StartsWith(DisplayFonts.Family, typeface.FamilyName);
        }
    }

    [Fact]
    public void ScottPlot_DefaultFont_IsTheEmbeddedOne()
    {
        DisplayFonts.UseInScottPlot();
        Assert.Equal(DisplayFonts.Family, Fonts.Default);
        using var regular = Fonts.GetTypeface(Fonts.Default, bold: false, italic: false);
        Assert.StartsWith(DisplayFonts.Family, regular.FamilyName);
    }

    [Fact]
    public void TextBlock_LongText_WrapsWithinTheWidth()
    {
        using var block = new TextBlock("several words that cannot stand on one line", 13, 100);
        Assert.InRange(block.Lines.Count, 3, 6);
        Assert.True(block.Width <= 100, $"{block.Width} pixels");
        Assert.Equal("several words that cannot stand on one line", string.Join(' ', block.Lines));
        using var whole = new TextBlock("Donaudampfschifffahrt", 13, 20);
        Assert.Equal(["Donaudampfschifffahrt"], whole.Lines);
    }

    [Fact]
    public void TextBlock_Draw_StaysInsideItsBox()
    {
        using var block = new TextBlock("Ägypten (fjg)", 13, 500);
        using var bitmap = new SKBitmap(200, 60);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            block.Draw(canvas, 20, 20);
        }
        Assert.InRange(Pictures.Count(bitmap, color => color.Red < 128), 50, 1000);
        for (int y = 0; y < bitmap.Height; y++)
        {
            for (int x = 0; x < bitmap.Width; x++)
            {
                bool isInside = x >= 19 && x <= 21 + block.Width && y >= 18 && y < 21 + block.Height;
                Assert.True(isInside || bitmap.GetPixel(x, y).Red > 200, $"ink at {x}, {y}");
            }
        }
    }
}
