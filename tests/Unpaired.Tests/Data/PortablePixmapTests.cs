using System.Text;
using Unpaired.Data;

namespace Unpaired.Tests.Data;

public sealed class PortablePixmapTests
{
    private static byte[] Read(string header, params byte[] samples)
    {
        var picture = PictureFile.Decode([.. Encoding.ASCII.GetBytes(header), .. samples], "memory.ppm");
        return [(byte)picture.Width, (byte)picture.Height, .. picture.Rgb];
    }

    [Fact]
    public void Decode_BinaryColour_ReadsSamplesAfterOneSpace() =>
        Assert.Equal([2, 1, 10, 32, 9, 40, 50, 60],
            Read("P6\n# a comment\n2 1 # another\n255\n", 10, 32, 9, 40, 50, 60));

    [Fact]
    public void Decode_BinaryGrey_RepeatsTheValue() =>
        Assert.Equal([1, 2, 5, 5, 5, 9, 9, 9], Read("P5 1 2 255 ", 5, 9));

    [Fact]
    public void Decode_OtherMaximum_ScalesTo255()
    {
        Assert.Equal([2, 1, 0, 0, 0, 255, 255, 255], Read("P5 2 1 15\n", 0, 15));
        Assert.Equal([1, 1, 136, 17, 255], Read("P6 1 1 15\n", 8, 1, 15));
        Assert.Equal([2, 1, 255, 255, 255, 128, 128, 128], Read("P5 2 1 65535\n", 255, 255, 128, 128));
    }

    [Fact]
    public void Decode_Text_ReadsNumbers()
    {
        Assert.Equal([1, 2, 1, 2, 3, 255, 0, 7], Read("P3\n1 2\n255\n1 2 3\n# end of the first row\n255 0 7\n"));
        Assert.Equal([2, 1, 255, 255, 255, 0, 0, 0], Read("P2 2 1 1 1 0"));
    }

    [Theory]
    [InlineData("P6 2 2 255\nabc", "expected 12 bytes of pixels, found 3")]
    [InlineData("P6 2", "expected a height")]
    [InlineData("P6 2 2 70000 ", "1 to 65535, found 70000")]
    [InlineData("P6 0 2 255 ", "the header says 0 x 2")]
    [InlineData("P3 1 1 255 1 2", "expected 5 bytes of pixels, found 3")]
    [InlineData("P3 1 1 255 1 222", "expected a pixel")]
    [InlineData("P3 1 1 255 1 2 x7", "7837")]
    [InlineData("P2 1 1 9 10", "up to 9, found 10")]
    [InlineData("P6 -2 2 255\nabc", "expected a width")]
    public void Decode_BadFile_SaysWhatIsWrong(string file, string part)
    {
        var error = Assert.Throws<PictureFormatException>(
            () => PictureFile.Decode(Encoding.ASCII.GetBytes(file), "bad.ppm"));
        Assert.Contains("bad.ppm", error.Message);
        Assert.Contains(part, error.Message);
    }
}
