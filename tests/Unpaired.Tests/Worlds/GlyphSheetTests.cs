using Unpaired.Worlds;

namespace Unpaired.Tests.Worlds;

public sealed class GlyphSheetTests : ExportFolderTests
{
    [Fact]
    public void Draw_EachTypeface_HasGivenMadeAndTrueLetters()
    {
        GlyphFontFiles.WriteOneFamily(Target);
        var faces = GlyphFonts.Find([Target]).Faces;
        var sheet = GlyphSheet.Draw(new GlyphWorld(32), faces[0], [faces[1]], "HagR", "Bcd", (content, given) =>
        {
            Assert.Equal(4, given.Count);
            return content;
        });
        Assert.Equal((4, 4), (sheet.RowCount, sheet.ColumnCount));
        Assert.True(sheet[0, 2]!.Rgb.SequenceEqual(sheet[2, 2]!.Rgb));
        Assert.False(sheet[0, 2]!.Rgb.SequenceEqual(sheet[3, 2]!.Rgb));
        Assert.Throws<ArgumentException>(() => GlyphSheet.Draw(new GlyphWorld(32), faces[0], [], "H", "B", (x, _) => x));
    }
}
