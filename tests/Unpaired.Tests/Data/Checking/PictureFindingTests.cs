using System.Runtime.InteropServices;
using System.Text;
using SkiaSharp;
using Unpaired.Data;
using Unpaired.Data.Checking;
using static Unpaired.Data.Checking.FindingKind;
using static Unpaired.Data.Checking.FindingSeverity;

namespace Unpaired.Tests.Data.Checking;

/// <summary>Single pictures, each broken in one way.</summary>
public sealed class PictureFindingTests : IDisposable
{
    private readonly CheckedFolder folder = CheckedFolder.Munit();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WholeFolder_HasNoFinding()
    {
        var report = folder.Check();

        Found.Nothing(report);
        Assert.Equal(0, report.ExitCode);
        Assert.Equal(8, report.PicturesRead);
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("webp")]
    public void HalfAFile_IsCutShort(string ending)
    {
        byte[] whole = PictureFile.Encode(Samples.Noise(64, 64), PictureFile.FormatOf("x." + ending));
        folder.Bytes($"train/cat/x.{ending}", whole[..(whole.Length / 2)]);

        var report = folder.Check(DataLayout.Tunit);

        Assert.Contains("cut short", Found.Single(report, PictureCutShort, Error, $"train/cat/x.{ending}").Found,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ChangedBytes_AreDamage()
    {
        byte[] bytes = PictureFile.Encode(Samples.Noise(64, 64), PictureFormat.Png);
        bytes[1000] ^= 0xFF; // within the compressed pixels
        bytes[1001] ^= 0xFF;
        folder.Bytes("trainA/x.png", bytes);

        Found.Single(folder.Check(), PictureDamaged, Error, "trainA/x.png");
    }

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("<html>404", "the text")]
    public void OtherContent_IsNotAPicture(string content, string expected)
    {
        folder.Text("trainA/x.jpg", content);

        Assert.Contains(expected, Found.Single(folder.Check(), NotAPicture, Error, "trainA/x.jpg").Found,
            StringComparison.Ordinal);
    }

    [Fact]
    public void LinkToNowhere_IsUnreadable()
    {
        File.CreateSymbolicLink(folder["trainA/x.png"], folder["gone.png"]);

        Assert.Contains("gone.png", Found.Single(folder.Check(), FileUnreadable, Error, "trainA/x.png").Found,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Tiff_IsUnsupported()
    {
        folder.Bytes("trainA/x.png", [.. "II*\0"u8, 8, 0, 0, 0, 0, 0]);

        Found.Single(folder.Check(), FormatUnsupported, Error, "trainA/x.png");
    }

    [Fact]
    public void EndingOfAnotherFormat_IsNamed()
    {
        folder.Bytes("trainA/x.png", PictureFile.Encode(Samples.Smooth(8, 8), PictureFormat.Jpeg));

        Assert.Contains(".jpg", Found.Single(folder.Check(), ExtensionWrong, Warning, "trainA/x.png").Repair,
            StringComparison.Ordinal);
    }

    [Fact]
    public void EndingThatTheLoaderPassesOver_IsNamed()
    {
        folder.Bytes("trainA/x.webp", PictureFile.Encode(Samples.Smooth(8, 8), PictureFormat.Webp));
        folder.Bytes("trainA/y.Png", PictureFile.Encode(Samples.Smooth(9, 9), PictureFormat.Png));
        folder.Text("trainA/notes.txt", "hello");

        var report = folder.Check();

        Found.Single(report, PictureIgnored, Warning, "trainA/x.webp");
        Assert.Contains(".png", Found.Single(report, PictureIgnored, Warning, "trainA/y.Png").Repair,
            StringComparison.Ordinal);
        Found.Single(report, StrayFile, Note, "trainA/notes.txt");
    }

    [Fact]
    public void SmallPicture_IsJudgedByCropAndResize()
    {
        folder.Picture("trainA/x.png", 7, 20);
        var crop = new DataCheckOptions { CropSize = 8 };

        Found.Single(folder.Check(options: crop), PictureSmall, Error, "trainA/x.png");
        Found.Single(folder.Check(options: crop with { ResizeTo = 8 }), PictureSmall, Warning, "trainA/x.png");
        Assert.DoesNotContain(folder.Check().Findings, finding => finding.Kind == PictureSmall);
    }

    [Fact]
    public void LongPicture_IsANote()
    {
        folder.Picture("trainA/x.png", 40, 8);

        Found.Single(folder.Check(), PictureElongated, Note, "trainA/x.png");
    }

    [Fact]
    public void GreyAlphaAndSixteenBit_AreNamedSinglyWhereOthersDiffer()
    {
        folder.Bytes("trainA/grey.png", Samples.Png(2, 2, 8, 0, [[1, 2], [3, 4]]));
        folder.Bytes("trainA/alpha.png", Samples.Png(1, 2, 8, 6, [[1, 2, 3, 4], [5, 6, 7, 8]]));
        folder.Bytes("trainA/deep.png", Samples.Png(1, 2, 16, 2, [[1, 2, 3, 4, 5, 6], [7, 8, 9, 0, 1, 2]]));
        folder.Bytes("trainA/key.png", Samples.Png(1, 1, 8, 2, [[1, 2, 3]], ("tRNS", [0, 1, 0, 2, 0, 3])));

        var report = folder.Check();

        Found.Single(report, Grey, Warning, "trainA/grey.png");
        Found.Single(report, Alpha, Warning, "trainA/alpha.png");
        Found.Single(report, SixteenBit, Warning, "trainA/deep.png");
        Found.Single(report, Alpha, Warning, "trainA/key.png");
    }

    [Fact]
    public void GreyDomain_IsOneNote()
    {
        for (int i = 0; i < 2; i++)
            folder.Bytes($"testA/{i}.png", Samples.Png(2, 2, 8, 0, [[1, 2], [3, (byte)i]]));

        var report = folder.Check();

        Assert.Contains("all 2", Found.Single(report, Grey, Note, "testA").Found, StringComparison.Ordinal);
        Assert.Single(report.Findings);
    }

    [Fact]
    public void TurnedPhotograph_IsNamed()
    {
        byte[] jpeg = PictureFile.Encode(Samples.Smooth(8, 8), PictureFormat.Jpeg);
        folder.Bytes("trainA/x.jpg", Samples.WithOrientation(jpeg, 6));
        folder.Bytes("trainB/x.jpg", Samples.WithOrientation(
            PictureFile.Encode(Samples.Noise(9, 9), PictureFormat.Jpeg), 1));

        var report = folder.Check();

        Assert.Contains("orientation 6", Found.Single(report, Rotated, Warning, "trainA/x.jpg").Found,
            StringComparison.Ordinal);
        Assert.Single(report.Findings);
    }

    [Fact]
    public void FourComponents_AreCmyk()
    {
        byte[] frame = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xFF, 0xC2, 0, 20, 8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2,
            0x11];

        var header = PictureHeader.Read(frame);

        Assert.Equal(("JPEG", StoredChannels.Cmyk, 8), (header.Format, header.Channels, header.BitDepth));
        Assert.Equal(StoredChannels.Grey, PictureHeader.Read([.. frame[..18], 1, .. frame[19..]]).Channels);
    }

    [Fact]
    public void CmykPhotograph_IsNamed()
    {
        folder.Bytes("trainA/x.jpg", CmykJpeg());

        Found.Single(folder.Check(), Cmyk, Warning, "trainA/x.jpg");
    }

    [Fact]
    public void Animation_IsNamed()
    {
        folder.Bytes("trainA/x.png", Samples.Png(1, 1, 8, 2, [[1, 2, 3]], ("acTL", [0, 0, 0, 2, 0, 0, 0, 0])));

        Found.Single(folder.Check(), Animated, Warning, "trainA/x.png");
    }

    [Fact]
    public void NameInLatin1_IsNamed()
    {
        byte[] path = [.. Encoding.UTF8.GetBytes(folder["trainA/caf"]), 0xE9, .. ".png\0"u8];
        int file = Create(path, 0x1A4); // octal 644
        Assert.True(file >= 0);
        Assert.Equal(0, Close(file));

        var report = folder.Check();
        Assert.Equal(0, Unlink(path)); // a managed clean-up cannot name it

        Assert.Contains(report.Findings, finding => finding.Kind == NameNotUtf8 && finding.Severity == Error);
        Assert.Contains(report.Findings, finding => finding.Kind == FileUnreadable && finding.Severity == Error);
    }

    [Fact]
    public void PixmapHeader_TellsChannelsAndDepth()
    {
        var wide = PictureHeader.Read("P5\n2 2\n65535\n"u8);
        var plain = PictureHeader.Read("P6 2 2 255\n"u8);

        Assert.Equal(("PPM", StoredChannels.Grey, 16), (wide.Format, wide.Channels, wide.BitDepth));
        Assert.Equal(("PPM", StoredChannels.Colour, 8), (plain.Format, plain.Channels, plain.BitDepth));
    }

    [Fact]
    public void WebPWithTransparency_IsSeen()
    {
        using var bitmap = new SKBitmap(4, 4, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var lossy = bitmap.Encode(SKEncodedImageFormat.Webp, 80);

        Assert.True(PictureHeader.Read(lossy.Span).HasAlpha);
        Assert.False(PictureHeader.Read(PictureFile.Encode(Samples.Smooth(4, 4), PictureFormat.Webp)).HasAlpha);
    }

    /// <summary>Eight by eight pixels, four components, all coefficients 0.</summary>
    private static byte[] CmykJpeg()
    {
        byte[] components = [.. Enumerable.Range(1, 4).SelectMany(id => new byte[] { (byte)id, 0x11, 0 })];
        byte[] scan = [.. Enumerable.Range(1, 4).SelectMany(id => new byte[] { (byte)id, 0 })];
        byte[] oneCode = [1, .. new byte[15], 0]; // a single code of one bit, for the symbol 0
        return
        [
            0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),
            0xFF, 0xC0, 0, 20, 8, 0, 8, 0, 8, 4, .. components,
            0xFF, 0xC4, 0, 20, 0x00, .. oneCode, 0xFF, 0xC4, 0, 20, 0x10, .. oneCode,
            0xFF, 0xDA, 0, 14, 4, .. scan, 0, 63, 0, 0x00, 0xFF, 0xD9,
        ];
    }

    [DllImport("libc", EntryPoint = "creat")]
    private static extern int Create(byte[] path, uint mode);

    [DllImport("libc", EntryPoint = "unlink")]
    private static extern int Unlink(byte[] path);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int file);
}
