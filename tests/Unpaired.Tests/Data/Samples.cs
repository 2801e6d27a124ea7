using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Unpaired.Data;

namespace Unpaired.Tests.Data;

/// <summary>Pictures and files that the tests make themselves.</summary>
internal static class Samples
{
    /// <summary>Random pixels, the same for the same seed.</summary>
    public static Picture Noise(int width, int height, int seed = 1)
    {
        byte[] rgb = new byte[width * height * 3];
        new Random(seed).NextBytes(rgb);
        return new Picture(width, height, rgb);
    }

    /// <summary>Smooth colours, which lossy formats keep well.</summary>
    public static Picture Smooth(int width, int height)
    {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            rgb[i * 3] = (byte)(255 * (i % width) / width);
            rgb[i * 3 + 1] = (byte)(255 * (i / width) / height);
            rgb[i * 3 + 2] = 128;
        }
        return new Picture(width, height, rgb);
    }

    /// <summary>One colour everywhere.</summary>
    public static Picture Plain(int width, int height, byte red, byte green, byte blue) =>
        new(width, height, [.. Enumerable.Repeat(new[] { red, green, blue }, width * height).SelectMany(p => p)]);

    public static byte[] Rgb(Picture picture) => picture.Rgb.ToArray();

    /// <summary>A PNG file with any header: colour type 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and
    /// alpha.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="bitDepth">1 to 16.</param>
    /// <param name="colorType">See above.</param>
    /// <param name="rows">The bytes of each row, without the filter byte.</param>
    /// <param name="extra">Chunks between header and data.</param>
    public static byte[] Png(
        int width, int height, byte bitDepth, byte colorType, byte[][] rows, params (string Name, byte[] Data)[] extra)
    {
        var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = bitDepth;
        header[9] = colorType;
        Chunk(file, "IHDR", header);
        foreach (var (name, data) in extra)
            Chunk(file, name, data);
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            foreach (byte[] row in rows)
            {
                zlib.WriteByte(0);
                zlib.Write(row);
            }
        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>A JPEG file with an EXIF orientation tag put in.</summary>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8, // big-endian TIFF, first directory at 8
            0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0, // one entry: tag 0x112, short, 1 value
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    private static void Chunk(Stream file, string name, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. data];
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        uint crc = uint.MaxValue;
        foreach (byte value in body)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }
        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        file.Write(number);
    }
}

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired-data");

    public string Path => folder.FullName;

    public string this[string name] => System.IO.Path.Combine(folder.FullName, name);

    /// <summary>Writes a file, with its folders.</summary>
    public string Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    /// <summary>Writes a picture, with its folders.</summary>
    public string Write(string name, Picture picture) =>
        Write(name, PictureFile.Encode(picture, PictureFile.FormatOf(name)));

    public void Dispose() => folder.Delete(recursive: true);
}
