namespace Unpaired.Data;

/// <summary>Pictures in one folder per class: those that a list file names, or all of them.</summary>
/// <remarks>
/// Original: FUNIT data.py, ImageLabelFilelist (198f430); specification funit.md, section 8. A line of a list is
/// <c>class folder/file</c>; the class is what stands before the first slash. Parity (quirk 12): a class's number is
/// its place among the sorted names <em>that the list mentions</em>, so the lists of training and of test classes both
/// count from 0. Names are sorted by code unit: "B" before "a".
/// </remarks>
public sealed class ClassPictureFiles : IPictureSource, IClassPictures
{
    private readonly string[] paths;
    private readonly int[] labels;
    private readonly string[] names;
    private readonly int[][] members;

    private ClassPictureFiles(string source, string folder, IReadOnlyList<string> entries)
    {
        Entries = entries;
        paths = [.. entries.Select(entry => Path.Combine(folder, entry))];
        string[] classes = [.. entries.Select(entry => ClassOf(entry, source))];
        names = [.. classes.Distinct().Order(StringComparer.Ordinal)];
        labels = [.. classes.Select(name => Array.BinarySearch(names, name, StringComparer.Ordinal))];
        members = [.. Enumerable.Range(0, names.Length)
            .Select(c => Enumerable.Range(0, labels.Length).Where(i => labels[i] == c).ToArray())];
    }

    /// <summary>The lines of the list, trimmed: class and file with a slash between.</summary>
    public IReadOnlyList<string> Entries { get; }

    /// <summary>The class of each picture, in the order of <see cref="Entries"/>.</summary>
    public IReadOnlyList<int> Labels => labels;

    /// <inheritdoc/>
    public int ClassCount => names.Length;

    /// <inheritdoc cref="IPictureSource.Count"/>
    public int Count => paths.Length;

    /// <inheritdoc/>
    public Picture this[int index] => PictureFile.Load(paths[index]);

    /// <inheritdoc/>
    public Picture this[int classIndex, int index] => PictureFile.Load(paths[members[classIndex][index]]);

    /// <summary>Reads a list; pictures are read when asked for.</summary>
    /// <param name="folder">What the lines are relative to: configuration key data_folder_train.</param>
    /// <param name="listFile">The text file: configuration key data_list_train.</param>
    /// <exception cref="FileNotFoundException">No such list.</exception>
    /// <exception cref="DirectoryNotFoundException">No such folder.</exception>
    /// <exception cref="InvalidOperationException">A list without a line.</exception>
    /// <exception cref="ArgumentException">A line without a class.</exception>
    public static ClassPictureFiles FromList(string folder, string listFile) =>
        new(listFile, folder, new ImageList(folder, listFile).Entries);

    /// <summary>All pictures in the subfolders of a folder, each of which is a class.</summary>
    /// <param name="folder">Holds the class folders.</param>
    /// <param name="suffixes">Endings that count; <see cref="ImageFolder.OriginalSuffixes"/> unless given.</param>
    /// <exception cref="DirectoryNotFoundException">No such folder.</exception>
    /// <exception cref="InvalidOperationException">No picture in any subfolder.</exception>
    public static ClassPictureFiles FromFolder(string folder, IReadOnlyList<string>? suffixes = null)
    {
        var files = new ImageFolder(folder, suffixes);
        string[] entries =
        [
            .. files.Paths.Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'))
                .Where(entry => entry.Contains('/', StringComparison.Ordinal)),
        ];
        return entries.Length > 0
            ? new ClassPictureFiles(folder, folder, entries)
            : throw new InvalidOperationException(
                $"Folder '{folder}': expected one subfolder per class with pictures in it; found {files.Count} "
                + "pictures and none in a subfolder.");
    }

    /// <inheritdoc/>
    public string Name(int classIndex) => names[classIndex];

    /// <inheritdoc cref="IClassPictures.Count(int)"/>
    int IClassPictures.Count(int classIndex) => members[classIndex].Length;

    /// <inheritdoc/>
    public string NameOf(int index) => paths[index];

    private static string ClassOf(string entry, string source)
    {
        int slash = entry.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            ? entry[..slash]
            : throw new ArgumentException($"{source}: expected lines 'class folder/file'; found '{entry}'.");
    }
}
