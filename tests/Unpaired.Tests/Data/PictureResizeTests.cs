using Unpaired.Data;

namespace Unpaired.Tests.Data;

public sealed class PictureResizeTests
{
    [Fact]
    public void Resize_HalfTheWidth_AveragesUnderATriangle()
    {
        // Shrinking 4 to 2: the triangle spans 4 input pixels; centre 1 gives weights 3, 3, 1 of 7 after the edge is
        // cut.
        var picture = new Picture(4, 1, [0, 0, 0, 70, 70, 70, 140, 140, 140, 210, 210, 210]);
        var resized = PictureResize.Resize(picture, 2, 1);
        byte left = (byte)Math.Round((3 * 0 + 3 * 70 + 1 * 140) / 7.0);
        byte right = (byte)Math.Round((1 * 70 + 3 * 140 + 3 * 210) / 7.0);
        Assert.Equal([left, left, left, right, right, right], Samples.Rgb(resized));
    }

    [Fact]
    public void Resize_DoubleTheHeight_Interpolates()
    {
        var picture = new Picture(1, 2, [0, 100, 200, 100, 200, 0]);
        Assert.Equal([0, 100, 200, 25, 125, 150, 75, 175, 50, 100, 200, 0],
            Samples.Rgb(PictureResize.Resize(picture, 1, 4)));
    }

    [Fact]
    public void ResizedPictures_OfASource_AreItsPicturesAtTheSize()
    {
        var picture = new Picture(4, 1, [0, 0, 0, 70, 70, 70, 140, 140, 140, 210, 210, 210]);
        var source = new ResizedPictures(new PictureList([picture], "bar"), 2, 1);

        Assert.Equal(1, source.Count);
        Assert.Equal(Samples.Rgb(PictureResize.Resize(picture, 2, 1)), Samples.Rgb(source[0]));
        Assert.Equal("bar 0, resized to 2 x 1 px", source.NameOf(0));
    }

    [Theory]
    [InlineData(ResizeFilter.Bilinear)]
    [InlineData(ResizeFilter.Bicubic)]
    public void Resize_PlainPicture_StaysPlain(ResizeFilter filter)
    {
        for (int size = 1; size < 90; size += 11)
        {
            var resized = PictureResize.Resize(Samples.Plain(29, 31, 3, 128, 254), size, 90 - size, filter);
            Assert.Equal(Samples.Rgb(Samples.Plain(size, 90 - size, 3, 128, 254)), Samples.Rgb(resized));
        }
    }

    [Fact]
    public void Resize_Bicubic_OvershootsAtAnEdgeAndIsClamped()
    {
        byte[] step = [.. Enumerable.Range(0, 8).SelectMany(i => Enumerable.Repeat((byte)(i < 4 ? 20 : 220), 3))];
        byte[] values = Samples.Rgb(PictureResize.Resize(new Picture(8, 1, step), 16, 1, ResizeFilter.Bicubic));
        Assert.True(values.Min() < 20 && values.Max() > 220, "A cubic must overshoot at a step.");
        byte[] hard = [.. Enumerable.Range(0, 8).SelectMany(i => Enumerable.Repeat((byte)(i < 4 ? 0 : 255), 3))];
        byte[] clamped = Samples.Rgb(PictureResize.Resize(new Picture(8, 1, hard), 16, 1, ResizeFilter.Bicubic));
        Assert.All(clamped[..18], value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(61, 47, 20)]
    [InlineData(20, 16, 64)]
    [InlineData(47, 61, 47)]
    [InlineData(30, 30, 29)]
    [InlineData(30, 90, null)]
    public void Transform_CropAfterResize_EqualsResizeThenCrop(int width, int height, int? side)
    {
        var picture = Samples.Noise(width, height);
        var transform = new MunitTransform { ShorterSide = side, Crop = (13, 11) };
        var (newWidth, newHeight) = transform.ResizedSize(picture);
        foreach (bool flip in new[] { false, true })
        {
            var whole = PictureResize.Resize(
                flip ? PictureGeometry.FlipHorizontally(picture) : picture, newWidth, newHeight);
            foreach (var (top, left) in new[] { (0, 0), (newHeight - 13, newWidth - 11), (3, 5) })
            {
                var expected = PictureGeometry.Crop(whole, top, left, 13, 11);
                Assert.Equal(Samples.Rgb(expected),
                    Samples.Rgb(transform.Apply(picture, new TransformDraw(flip, top, left))));
            }
        }
        Assert.Throws<ArgumentException>(() => transform.Apply(picture, new TransformDraw(false, newHeight - 12, 0)));
    }

    [Fact]
    public void Resize_RowsAndColumns_AreTreatedAlike()
    {
        // One axis at a time, so that only one pass rounds: a row vector and a column vector must agree.
        var row = Samples.Noise(97, 1);
        var column = new Picture(1, 97, Samples.Rgb(row));
        foreach (int size in new[] { 1, 13, 64, 96, 200 })
            Assert.Equal(Samples.Rgb(PictureResize.Resize(row, size, 1)),
                Samples.Rgb(PictureResize.Resize(column, 1, size)));
        // Wide rows go through the vector path, narrow ones do not.
        var wide = new Picture(50, 97,
            [.. Enumerable.Range(0, 97).SelectMany(y => Enumerable.Range(0, 150).Select(i => row.Rgb[y * 3 + i % 3]))]);
        var small = PictureResize.Resize(wide, 50, 33);
        byte[] first = Samples.Rgb(PictureGeometry.Crop(small, 0, 0, 33, 1));
        Assert.Equal(Samples.Rgb(PictureResize.Resize(column, 1, 33)), first);
        Assert.Equal(first, Samples.Rgb(PictureGeometry.Crop(small, 0, 49, 33, 1)));
        Assert.Equal(first, Samples.Rgb(PictureGeometry.Crop(small, 0, 7, 33, 1)));
    }

    [Theory]
    [InlineData(44, 36, 32, 39, 32)]
    [InlineData(40, 52, 32, 32, 41)]
    [InlineData(30, 30, 20, 20, 20)]
    [InlineData(3, 1000, 7, 7, 2333)]
    public void ShorterSideSize_AnyAspect_CutsTheLongerSide(
        int width, int height, int side, int newWidth, int newHeight) =>
        Assert.Equal((newWidth, newHeight), PictureResize.ShorterSideSize(width, height, side));

    [Fact]
    public void Resize_ImpossibleSizes_AreRefused()
    {
        Assert.Contains("0 x 5",
            Assert.Throws<ArgumentException>(() => PictureResize.Resize(Samples.Noise(4, 4), 0, 5)).Message);
        Assert.Contains("20000 x 20000", Assert.Throws<ArgumentException>(
            () => PictureResize.Resize(Samples.Noise(4, 4), 20_000, 20_000)).Message);
        Assert.Contains("1 x 40000", Assert.Throws<ArgumentException>(
            () => PictureResize.ShorterSideSize(1, 40_000, 100)).Message);
    }

    [Fact]
    public void FlipHorizontally_Twice_IsTheSame()
    {
        var picture = Samples.Noise(5, 3);
        var flipped = PictureGeometry.FlipHorizontally(picture);
        Assert.Equal(picture.Rgb[..3].ToArray(), flipped.Rgb.Slice(12, 3).ToArray());
        Assert.Equal(Samples.Rgb(picture), Samples.Rgb(PictureGeometry.FlipHorizontally(flipped)));
    }
}
