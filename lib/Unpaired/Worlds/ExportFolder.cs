using System.Runtime.ExceptionServices;
using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>Writes pictures in MUNIT's folder layout; each file is complete or absent at any moment.</summary>
internal sealed class ExportFolder
{
    private const int JpegQuality = 95;

    private readonly ExportOptions options;
    private readonly Action<int>? progress;
    private readonly ParallelOptions parallel;
    private int written;

    /// <summary>Makes the folders, and takes away what an earlier (perhaps larger) run wrote.</summary>
    /// <param name="options">Checked already.</param>
    /// <param name="extras">Files beside the pictures that an earlier run may have written.</param>
    /// <param name="progress">Told the number of pictures written so far, from any thread; may be null.</param>
    /// <param name="cancellation">Stops between two pictures.</param>
    /// <param name="names">The folders to write; null for <see cref="Names"/>.</param>
    /// <param name="older">Further folders that an earlier run may have written.</param>
    /// <exception cref="FolderNotEmptyException">The folder holds files and Overwrite is off.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public ExportFolder(
        ExportOptions options, IEnumerable<string> extras, Action<int>? progress, CancellationToken cancellation,
        IReadOnlyList<string>? names = null, IEnumerable<string>? older = null)
    {
        names ??= Names;
        this.options = options;
        this.progress = progress;
        parallel = new ParallelOptions
        {
            CancellationToken = cancellation,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        if (File.Exists(options.Folder))
            throw new IOException($"--out: expected a folder; '{options.Folder}' is a file.");
        var isEmpty = !Directory.Exists(options.Folder) || !Directory.EnumerateFileSystemEntries(options.Folder).Any();
        if (!isEmpty && !options.Overwrite)
            throw new FolderNotEmptyException(options.Folder);
        Directory.CreateDirectory(options.Folder);
        foreach (var path in extras.Select(name => Path.Combine(options.Folder, name)).Where(File.Exists))
            File.Delete(path);
        foreach (var folder in names)
            Clear(Directory.CreateDirectory(Path.Combine(options.Folder, folder)));
        foreach (var folder in (older ?? []).Except(names))
        {
            // A class folder without pictures would still be a class to its readers.
            var directory = new DirectoryInfo(Path.Combine(options.Folder, folder));
            if (!directory.Exists)
                continue;
            Clear(directory);
            if (!directory.EnumerateFileSystemInfos().Any())
                directory.Delete();
        }
    }

    /// <summary>The folders that are written.</summary>
    public static IReadOnlyList<string> Names { get; } = ["trainA", "trainB", "testA", "testB", "testTruth"];

    /// <summary>One place for each picture of each folder.</summary>
    public Dictionary<string, T[]> Places<T>() => Names.ToDictionary(name => name, name => new T[Count(name)]);

    /// <summary>Writes the training pictures, then the test pictures, on all cores; the first failure stops the rest
    /// and is thrown as it was.</summary>
    public void Write(Action<int> writeTrain, Action<int> writeTest)
    {
        Write(options.Train, writeTrain);
        Write(options.Test, writeTest);
    }

    /// <summary>Writes some pictures on all cores; the first failure stops the rest and is thrown as it was.</summary>
    public void Write(int count, Action<int> write)
    {
        try
        {
            Parallel.For(0, count, parallel, write);
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
    }

    /// <summary>Writes a picture.</summary>
    /// <returns>Its path inside the folder, with forward slashes.</returns>
    public string Save(string folder, int index, Picture picture)
    {
        var name = $"{folder}/{index:000000}.{options.Format}";
        PictureFile.Save(picture, Path.Combine(options.Folder, name), JpegQuality);
        progress?.Invoke(Interlocked.Increment(ref written));
        return name;
    }

    private static void Clear(DirectoryInfo directory)
    {
        foreach (var file in directory.EnumerateFiles().Where(IsOurs).ToList())
            file.Delete();
    }

    private int Count(string folder) =>
        folder.StartsWith("train", StringComparison.Ordinal) ? options.Train : options.Test;

    /// <summary>Six digits and png or jpg, or what a killed run left of such a file; others stay.</summary>
    private static bool IsOurs(FileInfo file) =>
        file.Extension is ".png" or ".jpg" or ".tmp" && file.Name.Split('.')[0] is { Length: >= 6 } stem
        && stem.All(char.IsAsciiDigit);
}

/// <summary>A folder that should be empty holds files.</summary>
public sealed class FolderNotEmptyException : IOException
{
    /// <summary>Names the folder.</summary>
    public FolderNotEmptyException(string folder)
        : base($"--out: expected an empty or new folder; '{folder}' holds files. Add --overwrite to replace them.") =>
        Folder = folder;

    /// <summary>The folder.</summary>
    public string Folder { get; }
}
