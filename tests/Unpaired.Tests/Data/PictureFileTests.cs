using System.Text;
using Unpaired.Data;

namespace Unpaired.Tests.Data;

public sealed class PictureFileTests
{
    [Theory]
    [InlineData(".png", 1, 1)]
    [InlineData(".png", 37, 21)]
    [InlineData(".bmp", 1, 1)]
    [InlineData(".BMP", 37, 21)] // rows of 111 bytes: padded
    [InlineData(".bmp", 38, 3)]
    public void SaveAndLoad_LosslessFormat_KeepsEveryPixel(string extension, int width, int height)
    {
        using var folder = new TemporaryFolder();
        var picture = Samples.Noise(width, height);
        string path = folder[$"new/folder/p{extension}"];
        PictureFile.Save(picture, path);
        var loaded = PictureFile.Load(path);
        Assert.Equal((width, height), (loaded.Width, loaded.Height));
        Assert.Equal(Samples.Rgb(picture), Samples.Rgb(loaded));
        Assert.Equal([path], Directory.GetFiles(folder["new/folder"])); // nothing left aside
    }

    [Theory]
    [InlineData(PictureFormat.Jpeg)]
    [InlineData(PictureFormat.Webp)]
    public void EncodeAndDecode_LossyFormat_StaysClose(PictureFormat format)
    {
        var picture = Samples.Smooth(48, 40);
        var loaded = PictureFile.Decode(PictureFile.Encode(picture, format, 95), "memory");
        int worst = picture.Rgb.ToArray().Zip(Samples.Rgb(loaded), (a, b) => Math.Abs(a - b)).Max();
        Assert.True(worst <= 12, $"The worst pixel is off by {worst} of 255.");
    }

    [Fact]
    public void Encode_HigherQuality_MakesLargerJpeg()
    {
        var picture = Samples.Noise(64, 64);
        Assert.True(PictureFile.Encode(picture, PictureFormat.Jpeg, 90).Length
            > PictureFile.Encode(picture, PictureFormat.Jpeg, 30).Length);
        Assert.Contains("0 to 100", Assert.Throws<ArgumentException>(
            () => PictureFile.Encode(picture, PictureFormat.Jpeg, 101)).Message);
    }

    [Fact]
    public void Save_UnknownExtension_NamesThoseThatWork()
    {
        var error = Assert.Throws<ArgumentException>(() => PictureFile.Save(Samples.Noise(2, 2), "picture.tga"));
        Assert.Contains("picture.tga", error.Message);
        Assert.Contains(".webp", error.Message);
    }

    [Fact]
    public void Save_TargetCannotBeReplaced_LeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["p.png/occupied"]);
        Assert.ThrowsAny<Exception>(() => PictureFile.Save(Samples.Noise(2, 2), folder["p.png"]));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Decode_AlphaPng_DropsAlphaWithoutBlending()
    {
        byte[] file = Samples.Png(3, 1, 8, 6, [[200, 100, 50, 0, 10, 20, 30, 128, 255, 254, 253, 1]]);
        Assert.Equal([200, 100, 50, 10, 20, 30, 255, 254, 253], Samples.Rgb(PictureFile.Decode(file, "alpha")));
    }

    [Fact]
    public void Decode_GreyPngs_RepeatTheValue()
    {
        Assert.Equal([7, 7, 7, 250, 250, 250],
            Samples.Rgb(PictureFile.Decode(Samples.Png(2, 1, 8, 0, [[7, 250]]), "grey")));
        Assert.Equal([7, 7, 7, 250, 250, 250],
            Samples.Rgb(PictureFile.Decode(Samples.Png(2, 1, 8, 4, [[7, 3, 250, 0]]), "grey and alpha")));
        Assert.Equal([0, 0, 0, 255, 255, 255],
            Samples.Rgb(PictureFile.Decode(Samples.Png(2, 1, 1, 0, [[0x40]]), "bits")));
    }

    [Fact]
    public void Decode_PalettePng_LooksColoursUpAndDropsTransparency()
    {
        byte[] file = Samples.Png(3, 1, 8, 3, [[2, 0, 1]],
            ("PLTE", [1, 2, 3, 40, 50, 60, 200, 210, 220]), ("tRNS", [0, 128]));
        Assert.Equal([200, 210, 220, 1, 2, 3, 40, 50, 60], Samples.Rgb(PictureFile.Decode(file, "palette")));
    }

    [Fact]
    public void Decode_16BitPng_KeepsTheUpperBits()
    {
        byte[] file = Samples.Png(2, 1, 16, 2,
            [[0x12, 0xFF, 0x34, 0x00, 0x56, 0x80, 0xFF, 0xFF, 0x00, 0xFF, 0x80, 0x01]]);
        Assert.Equal([0x12, 0x34, 0x56, 0xFF, 0x00, 0x80], Samples.Rgb(PictureFile.Decode(file, "deep")));
        byte[] grey = Samples.Png(1, 1, 16, 0, [[0xAB, 0xCD]]);
        Assert.Equal([0xAB, 0xAB, 0xAB], Samples.Rgb(PictureFile.Decode(grey, "deep grey")));
    }

    [Fact]
    public void Decode_GammaChunk_DoesNotChangeTheNumbers()
    {
        byte[] file = Samples.Png(1, 1, 8, 2, [[100, 150, 200]], ("gAMA", [0, 0x01, 0x86, 0xA0])); // gamma 1.0
        Assert.Equal([100, 150, 200], Samples.Rgb(PictureFile.Decode(file, "gamma")));
    }

    [Theory]
    [InlineData(1, "RG/BW")]
    [InlineData(2, "GR/WB")]
    [InlineData(3, "WB/GR")]
    [InlineData(4, "BW/RG")]
    [InlineData(5, "RB/GW")]
    [InlineData(6, "BR/WG")]
    [InlineData(7, "WG/BR")]
    [InlineData(8, "GW/RB")]
    public void Decode_OrientationTag_TurnsOnlyIfAsked(byte orientation, string upright)
    {
        // Stored: red, green over blue, white; 16 x 32 pixels each, so that width and height differ.
        byte[] rgb = new byte[32 * 64 * 3];
        for (int i = 0; i < 32 * 64; i++)
        {
            byte[] color = (i % 32 >= 16, i / 32 >= 32) switch
            {
                (false, false) => [255, 0, 0],
                (true, false) => [0, 255, 0],
                (false, true) => [0, 0, 255],
                _ => [255, 255, 255],
            };
            color.CopyTo(rgb, i * 3);
        }
        byte[] file = Samples.WithOrientation(
            PictureFile.Encode(new Picture(32, 64, rgb), PictureFormat.Jpeg, 95), orientation);
        Assert.Equal("RG/BW", Quarters(PictureFile.Decode(file, "as stored")));
        var turned = PictureFile.Decode(file, "upright", honourOrientation: true);
        Assert.Equal(upright, Quarters(turned));
        Assert.Equal(orientation >= 5 ? (64, 32) : (32, 64), (turned.Width, turned.Height));
    }

    [Fact]
    public void Load_ExtensionThatLies_ReadsWhatTheFileHolds()
    {
        using var folder = new TemporaryFolder();
        var picture = Samples.Noise(5, 4);
        string path = folder.Write("really-a-png.jpg", PictureFile.Encode(picture, PictureFormat.Png));
        Assert.Equal(Samples.Rgb(picture), Samples.Rgb(PictureFile.Load(path)));
    }

    [Fact]
    public void Load_Missing_NamesThePath() => Assert.Contains("no/such.png",
        Assert.Throws<FileNotFoundException>(() => PictureFile.Load("no/such.png")).Message);

    [Fact]
    public void Load_NotAPicture_SaysWhatIsThere()
    {
        using var folder = new TemporaryFolder();
        AssertRefused(folder.Write("empty.png", Array.Empty<byte>()), "empty file");
        AssertRefused(folder.Write("text.png", "not an image, but some text"u8.ToArray()), "'not an image'");
        AssertRefused(folder.Write("bytes.jpg", [1, 2, 3, 255, 0]), "010203FF00");
        AssertRefused(folder.Path, "found a folder");
    }

    [Theory]
    [InlineData(PictureFormat.Png)]
    [InlineData(PictureFormat.Jpeg)]
    [InlineData(PictureFormat.Bmp)]
    [InlineData(PictureFormat.Webp)]
    public void Load_CutShort_IsRefusedWhereverItEnds(PictureFormat format)
    {
        using var folder = new TemporaryFolder();
        byte[] whole = PictureFile.Encode(Samples.Noise(40, 30), format);
        foreach (double part in new[] { 0.02, 0.3, 0.6, 0.9 })
            AssertRefused(folder.Write($"cut-{part}", whole[..(int)(whole.Length * part)]), "");
        AssertRefused(folder.Write("cut", whole[..(whole.Length / 2)]), "cut short");
    }

    [Fact]
    public void Load_DamagedPng_IsRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] file = PictureFile.Encode(Samples.Noise(40, 30), PictureFormat.Png);
        for (int i = 200; i < 300; i++)
            file[i] ^= 0x5A;
        AssertRefused(folder.Write("damaged.png", file), "");
    }

    [Fact]
    public void Load_HeaderThatClaimsTooMuch_IsRefusedBeforeMemoryIsTaken()
    {
        using var folder = new TemporaryFolder();
        AssertRefused(folder.Write("huge.png", Samples.Png(200_000, 100_000, 8, 2, [[1, 2, 3]])), "200,000 x 100,000");
        AssertRefused(folder.Write("huge.ppm", Encoding.ASCII.GetBytes("P6 99999 99999 255 x")), "99,999 x 99,999");
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("bmp")]
    [InlineData("webp")]
    [InlineData("ppm")]
    public void Decode_RandomDamage_GivesAPictureOrTheNamedError(string kind)
    {
        byte[] whole = kind == "ppm"
            ? [.. "P6 24 18 255 "u8, .. Samples.Noise(24, 18).Rgb]
            : PictureFile.Encode(Samples.Noise(24, 18), PictureFile.FormatOf("p." + kind));
        var random = new Random(17);
        int refused = 0;
        for (int round = 0; round < 300; round++)
        {
            byte[] file = whole[..(round % 3 == 0 ? random.Next(1, whole.Length) : whole.Length)];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
            {
                int reach = round % 2 == 0 ? Math.Min(64, file.Length) : file.Length; // headers in every other round
                file[random.Next(reach)] ^= (byte)(1 << random.Next(8));
            }
            try
            {
                var picture = PictureFile.Decode(file, "damaged");
                Assert.Equal(picture.Width * picture.Height * 3, picture.Rgb.Length);
            }
            catch (PictureFormatException problem)
            {
                Assert.Contains("'damaged'", problem.Message);
                refused++;
            }
        }
        Assert.InRange(refused, 100, 300); // at least what was cut short
    }

    private static void AssertRefused(string path, string part)
    {
        var error = Assert.Throws<PictureFormatException>(() => PictureFile.Load(path));
        Assert.Contains(path, error.Message);
        Assert.Contains(part, error.Message);
        Assert.Equal(path, error.Path);
    }

    private static string Quarters(Picture picture)
    {
        char At(int quarterX, int quarterY)
        {
            int x = picture.Width * quarterX / 4, y = picture.Height * quarterY / 4;
            var pixel = picture.Rgb.Slice((y * picture.Width + x) * 3, 3);
            return (pixel[0] > 127, pixel[1] > 127, pixel[2] > 127) switch
            {
                (true, false, false) => 'R',
                (false, true, false) => 'G',
                (false, false, true) => 'B',
                (true, true, true) => 'W',
                _ => '?',
            };
        }
        return $"{At(1, 1)}{At(3, 1)}/{At(1, 3)}{At(3, 3)}";
    }
}
