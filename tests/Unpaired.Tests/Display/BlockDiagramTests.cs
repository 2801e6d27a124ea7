using Unpaired.Data;
using Unpaired.Display;
using Unpaired.Munit;

namespace Unpaired.Tests.Display;

public sealed class BlockDiagramTests
{
    private static BlockDiagram Two() => new BlockDiagram("A network makes a code.")
        .Box("net", BlockKind.Network, 0, 0, "E_A^c")
        .Box("code", BlockKind.Code, 1, 0, "c_A")
        .Arrow("net", "code");

    [Fact]
    public void Draw_TwoColumns_IsAsWideAsTheyAre()
    {
        var picture = Two().ToPicture();
        Assert.Equal((2 * 116) + 24, picture.Width);
        Assert.Contains("A network makes a code.", Two().ToString());
    }

    [Fact]
    public void Draw_Arrow_LeavesInkBetweenTheBoxes()
    {
        int Ink(Picture picture)
        {
            int middle = (picture.Height / 2 * picture.Width) + (picture.Width / 2);
            return picture.Rgb[middle * 3];
        }

        Assert.True(Ink(Two().ToPicture()) < 100);
        var apart = new BlockDiagram("No arrow.").Box("a", BlockKind.Code, 0, 0, "a").Box("b", BlockKind.Loss, 1, 0, "b");
        Assert.Equal(255, Ink(apart.ToPicture()));
    }

    [Fact]
    public void Arrow_UnknownBlock_NamesTheKnownOnes()
    {
        var error = Assert.Throws<ArgumentException>(() => Two().Arrow("net", "picture"));
        Assert.Contains("'picture'", error.Message);
        Assert.Contains("net, code", error.Message);
        Assert.Throws<ArgumentException>(() => Two().Arrow("net"));
    }

    [Fact]
    public void Box_NameTaken_Throws() =>
        Assert.Contains("'net'", Assert.Throws<ArgumentException>(() => Two().Box("net", BlockKind.Code, 2, 0, "")).Message);

    [Fact]
    public void MunitDiagram_OfTwoPictures_HasThemAndItsLosses()
    {
        Picture white = new(8, 8, [.. Enumerable.Repeat((byte)255, 192)]), green = new(8, 8, [.. Enumerable.Repeat(
            new byte[] { 0, 200, 0 }, 64).SelectMany(pixel => pixel)]);
        var diagram = MunitDiagram.Draw(white, green);
        var rgb = diagram.ToPicture().Rgb.ToArray();
        Assert.True(rgb.Chunk(3).Count(pixel => pixel.SequenceEqual(new byte[] { 0, 200, 0 })) >= 60 * 60);
        Assert.Contains("discriminator", diagram.Text);
    }
}
