using System.Buffers.Binary;

namespace Unpaired.Data.Checking;

/// <summary>The channels that a picture file stores.</summary>
internal enum StoredChannels
{
    Colour,
    Grey,
    Cmyk,
}

/// <summary>What the first bytes of a file say, without decoding it.</summary>
/// <param name="Format">PNG, JPEG, BMP, WebP, PPM, GIF, TIFF, HEIC, AVIF or null: no picture known.</param>
/// <param name="Channels">What is stored.</param>
/// <param name="BitDepth">Bits a channel.</param>
/// <param name="HasAlpha">Whether it may be transparent.</param>
/// <param name="Animated">Whether it has several frames.</param>
internal sealed record PictureHeader(
    string? Format, StoredChannels Channels = StoredChannels.Colour, int BitDepth = 8, bool HasAlpha = false,
    bool Animated = false)
{
    /// <summary>The endings that fit a format.</summary>
    public static IReadOnlyList<string> Endings(string format) => format switch
    {
        "JPEG" => [".jpg", ".jpeg", ".jpe", ".jfif"],
        "PPM" => [".ppm", ".pgm", ".pnm"],
        "TIFF" => [".tif", ".tiff"],
        "HEIC" => [".heic", ".heif"],
        _ => ["." + format.ToLowerInvariant()],
    };

    /// <summary>Whether <see cref="PictureFile"/> reads it.</summary>
    public bool IsReadable => Format is "PNG" or "JPEG" or "BMP" or "WebP" or "PPM" or "GIF";

    /// <summary>Looks at a whole file, or at enough of its beginning.</summary>
    public static PictureHeader Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
            return Png(bytes);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return Jpeg(bytes);
        if (bytes.StartsWith("BM"u8) && bytes.Length > 30)
            return new PictureHeader("BMP", HasAlpha: false);
        if (bytes.Length >= 16 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8))
            return WebP(bytes);
        if (PortablePixmap.Recognizes(bytes))
            return Pixmap(bytes);
        if (bytes.StartsWith("GIF8"u8))
            return new PictureHeader("GIF");
        if (bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8))
            return new PictureHeader("TIFF");
        if (bytes.Length >= 12 && bytes[4..8].SequenceEqual("ftyp"u8))
            return bytes[8..11].SequenceEqual("avi"u8) ? new PictureHeader("AVIF")
                : bytes[8..11].SequenceEqual("hei"u8) || bytes[8..11].SequenceEqual("mif"u8) ? new PictureHeader("HEIC")
                : new PictureHeader((string?)null);
        return new PictureHeader((string?)null);
    }

    private static PictureHeader Png(ReadOnlySpan<byte> bytes)
    {
        const int header = 26; // signature 8, length 4, IHDR 4, width 4, height 4, depth 1, colour type 1
        if (bytes.Length < header)
            return new PictureHeader("PNG");
        var (depth, type) = (bytes[24], bytes[25]);
        bool alpha = type is 4 or 6, animated = false;
        for (long at = 8; at + 8 <= bytes.Length;)
        {
            var name = bytes.Slice((int)at + 4, 4);
            if (name.SequenceEqual("IDAT"u8))
                break;
            alpha |= name.SequenceEqual("tRNS"u8);
            animated |= name.SequenceEqual("acTL"u8);
            at += 12L + BinaryPrimitives.ReadUInt32BigEndian(bytes[(int)at..]);
        }
        return new PictureHeader(
            "PNG", type is 0 or 4 ? StoredChannels.Grey : StoredChannels.Colour, depth, alpha, animated);
    }

    /// <summary>Walks the segments to the frame header, which names the number of components.</summary>
    private static PictureHeader Jpeg(ReadOnlySpan<byte> bytes)
    {
        for (int at = 2; at + 9 < bytes.Length;)
        {
            if (bytes[at] != 0xFF)
                break;
            byte marker = bytes[at + 1];
            if (marker is 0xFF)
            {
                at++; // fill byte
                continue;
            }
            if (marker is >= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC)
                return new PictureHeader("JPEG", bytes[at + 9] switch
                {
                    1 => StoredChannels.Grey,
                    4 => StoredChannels.Cmyk,
                    _ => StoredChannels.Colour,
                }, bytes[at + 4]);
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }
        return new PictureHeader("JPEG");
    }

    private static PictureHeader WebP(ReadOnlySpan<byte> bytes)
    {
        const byte alphaFlag = 0x10, animationFlag = 0x02;
        var name = bytes[12..16];
        if (name.SequenceEqual("VP8X"u8) && bytes.Length > 20)
            return new PictureHeader(
                "WebP", HasAlpha: (bytes[20] & alphaFlag) != 0, Animated: (bytes[20] & animationFlag) != 0);
        bool lossless = name.SequenceEqual("VP8L"u8) && bytes.Length > 24;
        return new PictureHeader("WebP", HasAlpha: lossless && (bytes[24] & alphaFlag) != 0);
    }

    private static PictureHeader Pixmap(ReadOnlySpan<byte> bytes)
    {
        bool grey = bytes[1] is (byte)'2' or (byte)'5';
        // The third number, the largest value, tells the depth; comments before it are rare and then 8 is assumed.
        string start = System.Text.Encoding.ASCII.GetString(bytes[..Math.Min(bytes.Length, 64)]);
        string[] words = start.Split((char[]?)null, 5, StringSplitOptions.RemoveEmptyEntries);
        bool wide = words.Length > 3 && int.TryParse(words[3], out int largest) && largest > 255;
        return new PictureHeader("PPM", grey ? StoredChannels.Grey : StoredChannels.Colour, wide ? 16 : 8);
    }
}
