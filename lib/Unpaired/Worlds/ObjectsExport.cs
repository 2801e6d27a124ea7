using System.Runtime.ExceptionServices;
using Unpaired.Data;
using Unpaired.Training;

namespace Unpaired.Worlds;

/// <summary>What to write, and where.</summary>
public sealed record ObjectsExportOptions
{
    /// <summary>The folder; it is made if it is missing.</summary>
    public required string Folder { get; init; }

    /// <summary>Training pictures per domain; at least 1.</summary>
    public int Train { get; init; } = 1500;

    /// <summary>Test pictures per domain; at least 1.</summary>
    public int Test { get; init; } = 200;

    /// <summary>Side of every picture in pixels, 32 to 256.</summary>
    public int Size { get; init; } = 64;

    /// <summary>Another seed, other pictures.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>png (no loss) or jpg (smaller).</summary>
    public string Format { get; init; } = "png";

    /// <summary>Whether pictures that an earlier run wrote are replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The same options if they make sense.</summary>
    /// <exception cref="ArgumentException">A value outside its range.</exception>
    public ObjectsExportOptions Validated()
    {
        if (string.IsNullOrWhiteSpace(Folder))
            throw new ArgumentException("--out: expected a folder; got nothing.");
        if (Train < 1)
            throw new ArgumentException($"--train: expected at least 1 picture; got {Train}.");
        if (Test < 1)
            throw new ArgumentException($"--test: expected at least 1 picture; got {Test}.");
        if (Size is < 32 or > 256)
            throw new ArgumentException($"--size: expected 32 to 256 pixels; got {Size}.");
        if (Format is not ("png" or "jpg"))
            throw new ArgumentException($"--format: expected png or jpg; got '{Format}'.");
        return this;
    }
}

/// <summary>Writes the objects world as picture files in MUNIT's folder layout, with all their factors.</summary>
/// <remarks>
/// Folders trainA and trainB hold outlines and coloured objects of different contents. testA[i] is to be translated
/// in the style of testB[i], another object; testTruth[i] is the answer. factors.json is written last: where it is,
/// all is complete.
/// </remarks>
public static class ObjectsExport
{
    private const int JpegQuality = 95;

    private const string About = "trainA: outlines; trainB: coloured objects of other contents (unpaired). "
        + "testA[i]: outline; testB[i]: another object in the style wanted for it; "
        + "testTruth[i]: the true translation, the content of testA[i] in the style of testB[i].";

    /// <summary>The folders that are written.</summary>
    public static IReadOnlyList<string> Folders { get; } = ["trainA", "trainB", "testA", "testB", "testTruth"];

    /// <summary>How many pictures these options stand for.</summary>
    public static int PictureCount(ObjectsExportOptions options) => 2 * options.Train + 3 * options.Test;

    /// <summary>Writes all pictures and then factors.json; each file is complete or absent at any moment.</summary>
    /// <param name="options">What and where.</param>
    /// <param name="progress">Told the number of pictures written so far, from any thread; may be null.</param>
    /// <param name="cancellation">Stops between two pictures.</param>
    /// <returns>What factors.json holds.</returns>
    /// <exception cref="ArgumentException">Options outside their ranges.</exception>
    /// <exception cref="FolderNotEmptyException">The folder holds files and Overwrite is off.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Stopped; the pictures written so far are complete.</exception>
    public static ObjectsManifest Write(
        ObjectsExportOptions options, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        Prepare(options.Validated());
        var world = new ObjectsWorld(options.Size);
        var trainA = new ObjectsDataset(world, Domain.A, options.Train, options.Seed);
        var trainB = new ObjectsDataset(world, Domain.B, options.Train, options.Seed);
        var test = new ObjectsTestSet(world, options.Test, options.Seed);
        var pictures = Folders.ToDictionary(folder => folder,
            folder => new ObjectsManifestEntry[folder.StartsWith("train", StringComparison.Ordinal)
                ? options.Train : options.Test]);
        var written = 0;
        var parallel = new ParallelOptions
        {
            CancellationToken = cancellation,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        EachPicture(options.Train, parallel, index =>
        {
            Save("trainA", index, trainA[index], trainA.Content(index), null);
            Save("trainB", index, trainB[index], trainB.Content(index), trainB.Style(index));
        });
        EachPicture(options.Test, parallel, index =>
        {
            var pair = test[index];
            Save("testA", index, pair.Outline, pair.Content, null);
            Save("testB", index, pair.StyleExample, pair.StyleContent, pair.Style);
            Save("testTruth", index, pair.Truth, pair.Content, pair.Style);
        });
        var manifest = new ObjectsManifest
        {
            World = "objects",
            About = About,
            Size = options.Size,
            Seed = options.Seed,
            Pictures = pictures.ToDictionary(p => p.Key, p => (IReadOnlyList<ObjectsManifestEntry>)p.Value),
        };
        manifest.Save(options.Folder);
        return manifest;

        void Save(string folder, int index, Picture picture, ObjectContent content, ObjectStyle? style)
        {
            var name = $"{folder}/{index:000000}.{options.Format}";
            PictureFile.Save(picture, Path.Combine(options.Folder, name), JpegQuality);
            pictures[folder][index] = new ObjectsManifestEntry(name, content, style);
            progress?.Invoke(Interlocked.Increment(ref written));
        }
    }

    /// <summary>On all cores; the first failure stops the rest and is thrown as it was.</summary>
    private static void EachPicture(int count, ParallelOptions parallel, Action<int> write)
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

    /// <summary>Makes the folders, and takes away what an earlier (perhaps larger) run wrote.</summary>
    private static void Prepare(ObjectsExportOptions options)
    {
        if (File.Exists(options.Folder))
            throw new IOException($"--out: expected a folder; '{options.Folder}' is a file.");
        var isEmpty = !Directory.Exists(options.Folder) || !Directory.EnumerateFileSystemEntries(options.Folder).Any();
        if (!isEmpty && !options.Overwrite)
            throw new FolderNotEmptyException(options.Folder);
        Directory.CreateDirectory(options.Folder);
        File.Delete(Path.Combine(options.Folder, ObjectsManifest.FileName));
        foreach (var folder in Folders)
        {
            var directory = Directory.CreateDirectory(Path.Combine(options.Folder, folder));
            foreach (var file in directory.EnumerateFiles().Where(IsOurs).ToList())
                file.Delete();
        }
    }

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
