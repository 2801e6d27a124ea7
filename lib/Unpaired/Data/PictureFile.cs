using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using SkiaSharp;

namespace Unpaired.Data;

/// <summary>Reads and writes picture files: PNG, JPEG, BMP and WebP both ways, PPM and PGM for reading.</summary>
/// <remarks>
/// The pixels are those of the original loaders, PIL's <c>Image.open(path).convert('RGB')</c>: an alpha channel is
/// dropped
/// without blending, colour profiles and the camera's orientation tag are ignored, grey is repeated three times.
/// Unlike PIL
/// (which clips), 16-bit channels keep their upper 8 bits. What a file holds decides how it is read, not its
/// extension.
/// </remarks>
public static partial class PictureFile
{
    /// <summary>Larger pictures are refused, in pixels; a header may claim any size.</summary>
    public const long MaximumPixels = 100_000_000;

    private const long MaximumFileBytes = 1L << 30;
    private const string Expected = "expected a PNG, JPEG, BMP, WebP or PPM picture";

    /// <summary>Reads a picture, ignoring the camera's orientation tag as the original loaders do.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="PictureFormatException">Empty, not a picture, cut short, damaged, or above
    /// <see cref="MaximumPixels"/>.</exception>
    public static Picture Load(string path) => Load(path, honourOrientation: false);

    /// <summary>Reads a picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="honourOrientation">Turns the picture as its EXIF orientation tag asks (phones and cameras write
    /// one).</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="PictureFormatException">Empty, not a picture, cut short, damaged, or above
    /// <see cref="MaximumPixels"/>.</exception>
    public static Picture Load(string path, bool honourOrientation)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw Directory.Exists(path)
                ? new PictureFormatException(path, $"{Expected}, found a folder.")
                : new FileNotFoundException($"Picture '{path}': there is no such file.", path);
        if (file.Length > MaximumFileBytes)
            throw new PictureFormatException(path, $"{Expected} of at most 1 GB, found {file.Length:N0} bytes.");
        return Decode(File.ReadAllBytes(path), path, honourOrientation);
    }

    /// <summary>Reads a picture from memory.</summary>
    /// <param name="bytes">A whole file.</param>
    /// <param name="name">What error messages call it.</param>
    /// <param name="honourOrientation">Turns the picture as its EXIF orientation tag asks.</param>
    /// <exception cref="PictureFormatException">As for <see cref="Load(string)"/>.</exception>
    public static Picture Decode(byte[] bytes, string name, bool honourOrientation = false)
    {
        if (bytes.Length == 0)
            throw new PictureFormatException(name, $"{Expected}, found an empty file.");
        return PortablePixmap.Recognizes(bytes)
            ? PortablePixmap.Read(bytes, name)
            : Decoded(bytes, name, honourOrientation);
    }

    /// <summary>Writes a picture in the format that the extension names; the old file stays whole if anything
    /// fails.</summary>
    /// <param name="picture">What to write.</param>
    /// <param name="path">Ends in .png, .jpg, .jpeg, .webp or .bmp, in any case; missing folders are made.</param>
    /// <param name="quality">0 to 100, for JPEG and WebP only. The original scripts' JPEG files have PIL's
    /// 75.</param>
    /// <exception cref="ArgumentException">Another extension, or a quality outside 0 to 100.</exception>
    public static void Save(Picture picture, string path, int quality = 90)
    {
        byte[] bytes = Encode(picture, FormatOf(path), quality);
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The format that an extension names.</summary>
    /// <param name="path">Ends in .png, .jpg, .jpeg, .webp or .bmp, in any case.</param>
    /// <exception cref="ArgumentException">Another extension.</exception>
    public static PictureFormat FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => PictureFormat.Png,
        ".jpg" or ".jpeg" => PictureFormat.Jpeg,
        ".webp" => PictureFormat.Webp,
        ".bmp" => PictureFormat.Bmp,
        var other => throw new ArgumentException(
            $"'{path}': expected a name ending in .png, .jpg, .jpeg, .webp or .bmp; got '{other}'.", nameof(path)),
    };

    /// <summary>A picture as the bytes of a file.</summary>
    /// <param name="picture">What to write.</param>
    /// <param name="format">PNG and BMP keep every pixel; JPEG and WebP do not.</param>
    /// <param name="quality">0 to 100, for JPEG and WebP only.</param>
    /// <exception cref="ArgumentException">A quality outside 0 to 100.</exception>
    public static unsafe byte[] Encode(Picture picture, PictureFormat format, int quality = 90)
    {
        if (quality is < 0 or > 100)
            throw new ArgumentException($"Expected a quality of 0 to 100; got {quality}.", nameof(quality));
        if (format == PictureFormat.Bmp)
            return Bitmap(picture);
        var info = new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        byte* rgba = (byte*)NativeMemory.Alloc((nuint)info.BytesSize64);
        try
        {
            AddAlpha(picture.Rgb, rgba);
            using var pixels = new SKPixmap(info, (nint)rgba);
            using var data = format switch
            {
                PictureFormat.Png => pixels.Encode(SKPngEncoderOptions.Default),
                PictureFormat.Jpeg => pixels.Encode(new SKJpegEncoderOptions(quality)),
                _ => pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, quality)),
            };
            return data?.ToArray() ?? throw new ArgumentException(
                $"A picture of {picture.Width} x {picture.Height} pixels is too large for {format}.", nameof(picture));
        }
        finally
        {
            NativeMemory.Free(rgba);
        }
    }

    /// <summary>Refuses sizes that no picture of a data set has, before memory is asked for.</summary>
    internal static void CheckSize(long width, long height, string name)
    {
        if (width < 1 || height < 1
            || width > MaximumPixels || height > MaximumPixels || width * height > MaximumPixels)
            throw new PictureFormatException(name,
                $"expected 1 to {MaximumPixels:N0} pixels, the header says {width:N0} x {height:N0}.");
    }

    private static unsafe Picture Decoded(byte[] bytes, string name, bool honourOrientation)
    {
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(new SKMemoryStream(data), out var opened);
        if (codec is null)
            throw new PictureFormatException(name, opened == SKCodecResult.IncompleteInput
                ? $"the file is cut short within its header ({bytes.Length:N0} bytes)."
                : $"{Expected}, found {Beginning(bytes)}.");
        CheckSize(codec.Info.Width, codec.Info.Height, name);
        // No colour space, so that Skia leaves the numbers alone; unpremultiplied, so that dropping alpha drops only
        // alpha.
        var alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, alpha);
        byte* rgba = (byte*)NativeMemory.Alloc((nuint)info.BytesSize64);
        try
        {
            var result = codec.GetPixels(info, (nint)rgba);
            if (result != SKCodecResult.Success)
                throw new PictureFormatException(name, result == SKCodecResult.IncompleteInput || EndsEarly(bytes)
                    ? $"the {codec.EncodedFormat} data is cut short: {info.Width} x {info.Height} pixels expected, " +
                      $"found only a part of them in {bytes.Length:N0} bytes."
                    : $"the {codec.EncodedFormat} data is damaged ({result}).");
            var picture = new Picture(info.Width, info.Height, WithoutAlpha(rgba, (long)info.Width * info.Height));
            return honourOrientation ? PictureGeometry.Orient(picture, (int)codec.EncodedOrigin) : picture;
        }
        finally
        {
            NativeMemory.Free(rgba);
        }
    }

    /// <summary>Skia calls a short WebP file merely invalid; its RIFF header says how long it should be.</summary>
    private static bool EndsEarly(ReadOnlySpan<byte> bytes) => bytes.Length >= 8 && bytes[..4].SequenceEqual("RIFF"u8)
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) + 8L > bytes.Length;

    private static unsafe byte[] WithoutAlpha(byte* rgba, long pixels)
    {
        byte[] rgb = GC.AllocateUninitializedArray<byte>(checked((int)(pixels * 3)));
        fixed (byte* start = rgb)
        {
            byte* to = start;
            for (byte* from = rgba, end = rgba + pixels * 4; from < end; from += 4, to += 3)
            {
                to[0] = from[0];
                to[1] = from[1];
                to[2] = from[2];
            }
        }
        return rgb;
    }

    private static unsafe void AddAlpha(ReadOnlySpan<byte> rgb, byte* rgba)
    {
        for (int i = 0; i + 2 < rgb.Length; i += 3, rgba += 4)
        {
            rgba[0] = rgb[i];
            rgba[1] = rgb[i + 1];
            rgba[2] = rgb[i + 2];
            rgba[3] = 255;
        }
    }

    /// <summary>Skia reads BMP but does not write it: the plain 24-bit form, rows from the bottom, each a multiple of
    /// 4 bytes.</summary>
    private static byte[] Bitmap(Picture picture)
    {
        const int headerBytes = 54;
        int stride = (picture.Width * 3 + 3) & ~3;
        byte[] file = new byte[headerBytes + stride * picture.Height];
        using var writer = new BinaryWriter(new MemoryStream(file));
        writer.Write("BM"u8);
        writer.Write(file.Length);
        writer.Write(0);
        writer.Write(headerBytes);
        writer.Write(40); // bytes of the second header
        writer.Write(picture.Width);
        writer.Write(picture.Height);
        writer.Write((short)1);
        writer.Write((short)24);
        writer.Write(0); // not compressed
        writer.Write(stride * picture.Height);
        writer.Write(2835); // 72 dots an inch, in dots a metre
        writer.Write(2835);
        writer.Write(0L); // no palette
        for (int y = 0; y < picture.Height; y++)
        {
            var from = picture.Rgb.Slice(y * picture.Width * 3, picture.Width * 3);
            var to = file.AsSpan(headerBytes + (picture.Height - 1 - y) * stride, from.Length);
            for (int i = 0; i < from.Length; i += 3)
                (to[i], to[i + 1], to[i + 2]) = (from[i + 2], from[i + 1], from[i]);
        }
        return file;
    }

    private static string Beginning(byte[] bytes)
    {
        var start = bytes.AsSpan(0, Math.Min(bytes.Length, 12));
        bool printable = start.IndexOfAnyExceptInRange((byte)32, (byte)126) < 0;
        string shown = printable
            ? $"the text '{Encoding.ASCII.GetString(start)}'"
            : $"the bytes {Convert.ToHexString(start)}";
        return $"{bytes.Length:N0} bytes beginning with {shown}";
    }
}
