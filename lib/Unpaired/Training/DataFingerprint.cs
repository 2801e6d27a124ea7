using System.Security.Cryptography;
using System.Text;
using Unpaired.Data;

namespace Unpaired.Training;

/// <summary>Tells whether a run that goes on sees the data that it began with.</summary>
/// <remarks>
/// Of files: number, names below their folder, and lengths; so the folder itself may move. Of drawn pictures: number,
/// names, and the pixels of the first ones, so that a world which draws otherwise is noticed.
/// </remarks>
public static class DataFingerprint
{
    private const int PicturesLookedAt = 4;

    /// <summary>The fingerprint of the sources, in order.</summary>
    /// <returns>A SHA-256, 64 hexadecimal digits.</returns>
    public static string Of(params IPictureSource[] sources)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var source in sources)
        {
            Add(hash, $"{source.Count} pictures\n");
            switch (source)
            {
                case ImageFolder files:
                    AddFiles(hash, files.Paths.Select(path => (Path.GetRelativePath(files.Folder, path), path)));
                    break;
                case ImageList list:
                    AddFiles(hash, list.Entries.Select((entry, i) => (entry, list.NameOf(i))));
                    break;
                case ClassPictureFiles classes:
                    AddFiles(hash, classes.Entries.Select((entry, i) => (entry, classes.NameOf(i))));
                    break;
                default:
                    AddPixels(hash, source);
                    break;
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AddFiles(IncrementalHash hash, IEnumerable<(string Name, string Path)> files)
    {
        foreach (var (name, path) in files)
        {
            var file = new FileInfo(path);
            Add(hash, $"{name.Replace('\\', '/')} {(file.Exists ? file.Length : -1)}\n");
        }
    }

    private static void AddPixels(IncrementalHash hash, IPictureSource source)
    {
        for (int i = 0; i < Math.Min(PicturesLookedAt, source.Count); i++)
        {
            var picture = source[i];
            Add(hash, $"{source.NameOf(i)} {picture.Width}x{picture.Height}\n");
            hash.AppendData(picture.Rgb);
        }
    }

    private static void Add(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
}
