using Unpaired.Data;
using Unpaired.Training;

namespace Unpaired.Worlds;

/// <summary>What to write, and where.</summary>
public sealed record ObjectsExportOptions : ExportOptions
{
    /// <summary>Side of every picture in pixels, 32 to 256.</summary>
    public int Size { get; init; } = 64;

    internal override string PictureSize => $"{Size} x {Size}";

    /// <summary>The same options if they make sense.</summary>
    /// <exception cref="ArgumentException">A value outside its range.</exception>
    public ObjectsExportOptions Validated()
    {
        Validate();
        return this;
    }

    private protected override void Validate()
    {
        base.Validate();
        if (Size is < 32 or > 256)
            throw new ArgumentException($"--size: expected 32 to 256 pixels; got {Size}.");
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
    private const string About = "trainA: outlines; trainB: coloured objects of other contents (unpaired). "
        + "testA[i]: outline; testB[i]: another object in the style wanted for it; "
        + "testTruth[i]: the true translation, the content of testA[i] in the style of testB[i].";

    /// <summary>The folders that are written.</summary>
    public static IReadOnlyList<string> Folders => ExportFolder.Names;

    /// <summary>How many pictures these options stand for.</summary>
    public static int PictureCount(ObjectsExportOptions options) => options.PictureCount;

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
        var folder = new ExportFolder(options.Validated(), [ObjectsManifest.FileName], progress, cancellation);
        var world = new ObjectsWorld(options.Size);
        var trainA = new ObjectsDataset(world, Domain.A, options.Train, options.Seed);
        var trainB = new ObjectsDataset(world, Domain.B, options.Train, options.Seed);
        var test = new ObjectsTestSet(world, options.Test, options.Seed);
        var pictures = folder.Places<ObjectsManifestEntry>();
        folder.Write(
            index =>
            {
                Save("trainA", index, trainA[index], trainA.Content(index), null);
                Save("trainB", index, trainB[index], trainB.Content(index), trainB.Style(index));
            },
            index =>
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

        void Save(string name, int index, Picture picture, ObjectContent content, ObjectStyle? style) =>
            pictures[name][index] = new ObjectsManifestEntry(folder.Save(name, index, picture), content, style);
    }
}
