using System.IO.Compression;
using Unpaired.Data;

namespace Unpaired.Metrics.Numpy;

/// <summary>Reads and writes .npz files: zip archives of .npy files.</summary>
public static class NumpyArchive
{
    /// <summary>The largest array that is read, in bytes: 2 GiB less a little, what one array of .NET holds.</summary>
    public const long LargestArray = 2_000_000_000;

    private const int MostArrays = 1000;
    private const long MostExpansion = 1032; // what deflate can do at best
    private const string Suffix = ".npy";

    /// <summary>Reads arrays by name, stored or compressed.</summary>
    /// <param name="path">A .npz file.</param>
    /// <param name="names">Those wanted; others are not even unpacked.</param>
    /// <returns>Those of the names that are there.</returns>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">Damaged, something else, or elements that are no numbers.</exception>
    public static IReadOnlyDictionary<string, NumpyArray> Read(string path, params IReadOnlyList<string> names)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"'{path}': expected a .npz file; found nothing.", path);
        using var stream = File.OpenRead(path);
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            if (archive.Entries.Count > MostArrays)
                throw NumpyFile.Bad(path, $"at most {MostArrays} arrays", $"{archive.Entries.Count}");
            var arrays = new Dictionary<string, NumpyArray>();
            foreach (string name in names)
            {
                if (archive.GetEntry(name + Suffix) is { } entry)
                    arrays.Add(name, NumpyFile.Read(Unpacked(entry, path), $"{path}, array '{name}'"));
            }
            return arrays;
        }
        catch (InvalidDataException error) when (!error.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: expected a .npz file (a zip archive): {error.Message}", error);
        }
    }

    /// <summary>Writes arrays, stored, as a whole file or not at all. Equal content gives equal files.</summary>
    /// <param name="path">Usually ending in .npz; replaced if it is there.</param>
    /// <param name="arrays">Names and arrays.</param>
    public static void Write(string path, params IReadOnlyList<(string Name, NumpyArray Array)> arrays) =>
        AtomicFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (name, array) in arrays)
            {
                var entry = archive.CreateEntry(name + Suffix, CompressionLevel.NoCompression);
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var content = entry.Open();
                content.Write(NumpyFile.Write(array));
            }
        });

    /// <summary>The bytes of an entry; its length is checked before, not believed after.</summary>
    private static byte[] Unpacked(ZipArchiveEntry entry, string path)
    {
        if (entry.Length > LargestArray)
            throw NumpyFile.Bad(path, $"arrays of at most {LargestArray} bytes", $"'{entry.FullName}' of {entry.Length}");
        if (entry.Length > (MostExpansion * entry.CompressedLength) + 64)
            throw NumpyFile.Bad(path, "an entry that its packed bytes can give",
                $"'{entry.FullName}': {entry.Length} bytes from {entry.CompressedLength}");
        byte[] bytes = new byte[entry.Length];
        using var content = entry.Open();
        int read = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read < bytes.Length || content.ReadByte() >= 0)
            throw NumpyFile.Bad(path, $"'{entry.FullName}' of {bytes.Length} bytes", "another length");
        return bytes;
    }
}
