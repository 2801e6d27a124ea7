namespace Unpaired.Data;

/// <summary>The pictures that a text file lists, one path a line, in its order.</summary>
/// <remarks>
/// Original: MUNIT and UNIT data.py, ImageFilelist; specification unit.md, section 8. White space round a line is
/// trimmed;
/// paths are relative to the folder unless rooted. Lines that are empty are passed over (the original would try to
/// open the folder itself and stop).
/// </remarks>
public sealed class ImageList : IPictureSource
{
    private readonly string[] paths;

    /// <summary>Reads the list; pictures are read when asked for.</summary>
    /// <param name="folder">What the paths are relative to.</param>
    /// <param name="listFile">The text file.</param>
    /// <exception cref="DirectoryNotFoundException">No such folder.</exception>
    /// <exception cref="FileNotFoundException">No such list.</exception>
    /// <exception cref="InvalidOperationException">A list without a path.</exception>
    public ImageList(string folder, string listFile)
    {
        if (!File.Exists(listFile))
            throw new FileNotFoundException($"Image list '{listFile}': there is no such file.", listFile);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException(
                $"Image list '{listFile}': its paths are relative to '{folder}', which is not a folder.");
        Entries = [.. File.ReadLines(listFile).Select(line => line.Trim()).Where(line => line.Length > 0)];
        if (Entries.Count == 0)
            throw new InvalidOperationException($"Image list '{listFile}': expected one path a line; found none.");
        paths = [.. Entries.Select(entry => Path.Combine(folder, entry))];
    }

    /// <summary>The lines as they stand in the list, trimmed.</summary>
    public IReadOnlyList<string> Entries { get; }

    /// <inheritdoc/>
    public int Count => paths.Length;

    /// <inheritdoc/>
    public Picture this[int index] => PictureFile.Load(paths[index]);

    /// <inheritdoc/>
    public string NameOf(int index) => paths[index];
}
