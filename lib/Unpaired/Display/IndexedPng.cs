using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using SkiaSharp;

namespace Unpaired.Display;

/// <summary>
/// PNG with at most 256 colours, which Skia cannot write: a third of the bytes for charts, whose colours are few and
/// whose notebooks are kept under version control.
/// </summary>
internal static class IndexedPng
{
    private const int PaletteSize = 256;

    /// <summary>More different colours than this mean a photograph, which 256 colours would spoil.</summary>
    private const int MaximumColors = 8192;

    /// <summary>The file, or null if the picture has too many colours.</summary>
    /// <param name="bitmap">Rgba8888, opaque.</param>
    /// <param name="exactOnly">True to refuse pictures that would lose colours.</param>
    public static EncodedImage? Encode(SKBitmap bitmap, bool exactOnly)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(bitmap.GetPixelSpan());
        var counts = new Dictionary<uint, int>();
        foreach (uint pixel in pixels)
            CollectionsMarshal.GetValueRefOrAddDefault(counts, pixel, out _)++;
        if (counts.Count > (exactOnly ? PaletteSize : MaximumColors))
            return null;

        // The frequent colours stay exact; the rare ones are blends along edges, where the nearest will do.
        uint[] palette = [.. counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key)
            .Take(PaletteSize).Select(pair => pair.Key)];
        var indices = counts.Keys.ToDictionary(color => color, color => Nearest(palette, color));
        using var stream = new MemoryStream();
        stream.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        WriteChunk(stream, "IHDR", Header(bitmap.Width, bitmap.Height));
        WriteChunk(stream, "PLTE", [.. palette.SelectMany(color => new[] { Red(color), Green(color), Blue(color) })]);
        WriteChunk(stream, "IDAT", Compress(pixels, bitmap.Width, indices));
        WriteChunk(stream, "IEND", []);
        return new EncodedImage(MimeTypes.Png, stream.ToArray(), bitmap.Width, bitmap.Height);
    }

    private static byte[] Header(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8; // bits a pixel
        header[9] = 3; // palette
        return header;
    }

    private static byte[] Compress(ReadOnlySpan<uint> pixels, int width, Dictionary<uint, byte> indices)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize))
        {
            var line = new byte[width + 1]; // begins with 0, no filter: filters do not suit palettes
            for (int start = 0; start < pixels.Length; start += width)
            {
                for (int x = 0; x < width; x++)
                    line[x + 1] = indices[pixels[start + x]];
                zlib.Write(line);
            }
        }
        return compressed.ToArray();
    }

    private static byte Nearest(uint[] palette, uint color)
    {
        int best = 0;
        int smallest = int.MaxValue;
        for (int i = 0; i < palette.Length && smallest > 0; i++)
        {
            int red = Red(palette[i]) - Red(color);
            int green = Green(palette[i]) - Green(color);
            int blue = Blue(palette[i]) - Blue(color);
            int distance = (red * red) + (green * green) + (blue * blue);
            if (distance < smallest)
                (best, smallest) = (i, distance);
        }
        return (byte)best;
    }

    private static byte Red(uint color) => (byte)color;

    private static byte Green(uint color) => (byte)(color >> 8);

    private static byte Blue(uint color) => (byte)(color >> 16);

    private static void WriteChunk(Stream stream, string type, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        stream.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. content];
        stream.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        stream.Write(number);
    }

    /// <summary>CRC-32 as in the PNG specification, annex D.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
