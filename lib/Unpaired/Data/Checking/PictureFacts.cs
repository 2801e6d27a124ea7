using System.Buffers.Binary;
using System.Security.Cryptography;
using SkiaSharp;

namespace Unpaired.Data.Checking;

/// <summary>What decoding a file told.</summary>
internal sealed record PictureFacts
{
    private const int HeaderBytes = 1 << 16;

    /// <summary>Bytes of the file.</summary>
    public long FileBytes { get; private init; }

    /// <summary>What the first bytes say.</summary>
    public required PictureHeader Header { get; init; }

    /// <summary>What is wrong, if the pixels could not be had.</summary>
    public (FindingKind Kind, string Found)? Problem { get; private init; }

    /// <summary>Columns; 0 without pixels.</summary>
    public int Width { get; private init; }

    /// <summary>Rows; 0 without pixels.</summary>
    public int Height { get; private init; }

    /// <summary>EXIF orientation, 1 for upright.</summary>
    public int Orientation { get; private init; } = 1;

    /// <summary>Equal for equal size and pixels, whatever the file format.</summary>
    public string? Hash { get; private init; }

    /// <summary>Mean of each channel, 0 to 255.</summary>
    public (double Red, double Green, double Blue) Mean { get; private init; }

    /// <summary>Reads and decodes a file.</summary>
    public static PictureFacts Read(string path)
    {
        byte[] bytes;
        try
        {
            var file = new FileInfo(path);
            if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is not { Exists: true })
                return Failed(FindingKind.FileUnreadable, $"a link to '{file.LinkTarget}', which is not there");
            // An empty file or a pipe, which would never end.
            bytes = (file.ResolveLinkTarget(true) as FileInfo ?? file).Length == 0 ? [] : File.ReadAllBytes(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Failed(FindingKind.FileUnreadable, problem.Message.TrimEnd('.'));
        }
        return Of(bytes, path);
    }

    /// <summary>Only the format, from the beginning of a file; null if it cannot be opened.</summary>
    public static PictureHeader? Sniff(string path)
    {
        try
        {
            if (new FileInfo(path).Length == 0)
                return new PictureHeader((string?)null);
            using var file = File.OpenRead(path);
            byte[] start = new byte[Math.Min(HeaderBytes, file.Length)];
            return PictureHeader.Read(start.AsSpan(0, file.ReadAtLeast(start, start.Length,
                throwOnEndOfStream: false)));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static PictureFacts Of(byte[] bytes, string path)
    {
        var header = PictureHeader.Read(bytes);
        var facts = new PictureFacts { Header = header, FileBytes = bytes.Length };
        if (bytes.Length == 0)
            return facts with { Problem = (FindingKind.NotAPicture, "an empty file") };
        if (header.Format is { } format && !header.IsReadable)
            return facts with { Problem = (FindingKind.FormatUnsupported, $"a {format} file") };
        try
        {
            var picture = PictureFile.Decode(bytes, path);
            return facts with
            {
                Width = picture.Width,
                Height = picture.Height,
                Orientation = OrientationOf(bytes, header),
                Hash = HashOf(picture),
                Mean = MeanOf(picture),
            };
        }
        catch (PictureFormatException problem)
        {
            string found = problem.Message[(problem.Message.IndexOf("': ", StringComparison.Ordinal) + 3)..];
            var kind = header.Format is null ? FindingKind.NotAPicture
                : found.Contains("cut short", StringComparison.Ordinal) ? FindingKind.PictureCutShort
                : FindingKind.PictureDamaged;
            int comma = found.LastIndexOf("found ", StringComparison.Ordinal);
            return facts with
            {
                Problem = (kind, (kind == FindingKind.NotAPicture && comma >= 0 ? found[(comma + 6)..]
                    : found).TrimEnd('.')),
            };
        }
    }

    private static PictureFacts Failed(FindingKind kind, string found) =>
        new() { Header = new PictureHeader((string?)null), Problem = (kind, found) };

    private static int OrientationOf(byte[] bytes, PictureHeader header)
    {
        if (header.Format == "PPM")
            return 1;
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(new SKMemoryStream(data));
        return codec is null ? 1 : (int)codec.EncodedOrigin;
    }

    private static string HashOf(Picture picture)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(size, picture.Width);
        BinaryPrimitives.WriteInt32LittleEndian(size[4..], picture.Height);
        hash.AppendData(size);
        hash.AppendData(picture.Rgb);
        return Convert.ToHexString(hash.GetHashAndReset().AsSpan(0, 16));
    }

    private static (double Red, double Green, double Blue) MeanOf(Picture picture)
    {
        long red = 0, green = 0, blue = 0;
        var rgb = picture.Rgb;
        for (int i = 0; i + 2 < rgb.Length; i += 3)
        {
            red += rgb[i];
            green += rgb[i + 1];
            blue += rgb[i + 2];
        }
        double pixels = (double)picture.Width * picture.Height;
        return (red / pixels, green / pixels, blue / pixels);
    }
}
