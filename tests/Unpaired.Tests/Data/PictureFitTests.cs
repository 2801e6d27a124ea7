using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Tests.Data;

public sealed class PictureFitTests
{
    [Theory]
    [InlineData(39, 32, 4, 40, 32)]
    [InlineData(1, 1, 8, 8, 8)]
    [InlineData(3, 17, 16, 16, 32)]
    [InlineData(16, 16, 16, 16, 16)]
    public void PadToMultiple_AnySize_ComesBackExactly(int width, int height, int multiple, int newWidth, int newHeight)
    {
        var picture = Samples.Noise(width, height);
        foreach (var mode in new[] { FitMode.Reflect, FitMode.Replicate })
        {
            var fitted = PictureFit.ToMultiple(picture, multiple, mode);
            Assert.Equal((newWidth, newHeight), (fitted.Picture.Width, fitted.Picture.Height));
            Assert.Equal(Samples.Rgb(picture), Samples.Rgb(fitted.Restore(fitted.Picture)));
        }
    }

    [Fact]
    public void PadToMultiple_Reflect_MirrorsWithoutTheBorder()
    {
        static byte[] Reds(FittedPicture fitted) => [.. fitted.Picture.Rgb.ToArray().Where((_, i) => i % 3 == 0)];
        var row = new Picture(3, 1, [10, 0, 0, 20, 0, 0, 30, 0, 0]);
        Assert.Equal([10, 20, 30, 20, 10, 20, 30, 20], Reds(PictureFit.PadToMultiple(row, 8))[..8]);
        Assert.Equal([10, 20, 30, 30], Reds(PictureFit.PadToMultiple(row, 4, FitMode.Replicate))[..4]);
        var column = new Picture(1, 3, [10, 0, 0, 20, 0, 0, 30, 0, 0]);
        Assert.Equal(new byte[] { 10, 20, 30, 20 },
            Reds(PictureFit.PadToMultiple(column, 4)).Where((_, i) => i % 4 == 0));
    }

    [Theory]
    [InlineData(39, 33, 4, 40, 32)]
    [InlineData(1, 500, 16, 16, 496)]
    public void ResizeToMultiple_AnySize_ComesBackAtItsSize(
        int width, int height, int multiple, int newWidth, int newHeight)
    {
        var fitted = PictureFit.ToMultiple(Samples.Noise(width, height), multiple, FitMode.Resize);
        Assert.Equal((newWidth, newHeight), (fitted.Picture.Width, fitted.Picture.Height));
        var restored = fitted.Restore(fitted.Picture);
        Assert.Equal((width, height), (restored.Width, restored.Height));
    }

    [Fact]
    public void Restore_OutputOfAnotherSize_IsRefused()
    {
        var fitted = PictureFit.PadToMultiple(Samples.Noise(39, 32), 4);
        var error = Assert.Throws<ArgumentException>(() => fitted.Restore(Samples.Noise(36, 32)));
        Assert.Contains("40 x 32", error.Message);
        Assert.Contains("36 x 32", error.Message);
        Assert.Throws<ArgumentException>(() => PictureFit.PadToMultiple(Samples.Noise(3, 3), 0));
        Assert.Throws<ArgumentException>(() => PictureFit.PadToMultiple(Samples.Noise(3, 3), 4, FitMode.Resize));
    }

    [Fact]
    public void RequireMemory_TooLarge_SaysWhichSizeWouldFit()
    {
        var picture = Samples.Plain(1000, 500, 0, 0, 0);
        PictureFit.RequireMemory(picture, 64, "fits.png", availableBytes: 600_000_000);
        PictureFit.RequireMemory(picture, 64, "fits.png"); // half a gigabyte is there
        var error = Assert.Throws<InsufficientMemoryException>(
            () => PictureFit.RequireMemory(picture, 64, "huge.png", availableBytes: 128_000_000));
        Assert.Contains("huge.png", error.Message);
        Assert.Contains("0.5 GB", error.Message);
        Assert.Contains("at most 500 x 250", error.Message);
    }

    [Fact]
    public void FromUnitRangeStretched_BothRules_SpanTheRange()
    {
        using var x = tensor(new[] { 0.25, 0.75, 0.5, 0.375, 0.25, 0.25 }).reshape(1, 3, 1, 2);
        // red 0, 1; green 0.5, 0.25; blue 0, 0 after stretching; +0.5 rounds, the old rule cuts.
        Assert.Equal([0, 128, 0, 255, 64, 0], Samples.Rgb(PictureFile.FromUnitRangeStretched(x)));
        Assert.Equal([0, 127, 0, 254, 63, 0], Samples.Rgb(PictureFile.FromUnitRangeStretched(x, StretchRule.Of2018)));
    }

    [Fact]
    public void FromUnitRangeStretched_FlatGreyOrBadInput_IsHandled()
    {
        using var flat = full(1, 4, 3, value: 0.5);
        Assert.Equal(new byte[36], Samples.Rgb(PictureFile.FromUnitRangeStretched(flat)));
        using var undefined = full(3, 2, 2, value: double.NaN);
        Assert.Contains("finite", Assert.Throws<ArgumentException>(
            () => PictureFile.FromUnitRangeStretched(undefined)).Message);
        using var wrong = zeros(2, 2, 2);
        Assert.Contains("[2, 2, 2]",
            Assert.Throws<ArgumentException>(() => PictureFile.FromUnitRangeStretched(wrong)).Message);
    }
}
