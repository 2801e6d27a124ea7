namespace Unpaired.Worlds;

/// <summary>What to write of the streets world, and where.</summary>
public sealed record StreetsExportOptions : ExportOptions
{
    /// <summary>Domain A: the input of the translation.</summary>
    public StreetDomain DomainA { get; init; } = StreetDomain.Day;

    /// <summary>Domain B: its output.</summary>
    public StreetDomain DomainB { get; init; } = StreetDomain.Night;

    /// <summary>Columns of every picture, 64 to 512.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Rows of every picture, 64 to 512.</summary>
    public int Height { get; init; } = 64;

    /// <summary>Objects of which less than this part is seen have no box in the annotations, 0 to 1.</summary>
    public double MinimumVisibility { get; init; } = 0.25;

    internal override string PictureSize => $"{Width} x {Height}";

    /// <summary>The same options if they make sense.</summary>
    /// <exception cref="ArgumentException">A value outside its range.</exception>
    public StreetsExportOptions Validated()
    {
        Validate();
        return this;
    }

    private protected override void Validate()
    {
        base.Validate();
        if (Width is < 64 or > 512 || Height is < 64 or > 512)
            throw new ArgumentException($"--size: expected 64 to 512 pixels for each side; got {Width}x{Height}.");
        if (!(MinimumVisibility is >= 0 and <= 1))
            throw new ArgumentException(
                $"--min-visible: expected 0 to 100 percent; got {100 * MinimumVisibility}.");
        if (DomainA == DomainB)
            throw new ArgumentException($"--b: expected another domain than --a; got {DomainB} for both.");
    }
}

/// <summary>
/// Writes the streets world as picture files in MUNIT's folder layout, with boxes (COCO's and INIT's formats) and all
/// factors.
/// </summary>
/// <remarks>
/// Folders trainA and trainB hold different streets in two domains. testA[i] is to be translated in the style of
/// testB[i], another street; testTruth[i] is the answer. factors.json is written last: where it is, all is complete.
/// </remarks>
public static class StreetsExport
{
    /// <summary>Boxes narrower or lower than this many pixels are left out of the annotations.</summary>
    public const double SmallestSide = 2;

    private const string About = "trainA and trainB: different streets (unpaired) in the domains A and B. "
        + "testA[i]: a street in domain A; testB[i]: another street in domain B, in the style wanted for testA[i]; "
        + "testTruth[i]: the true translation, the street of testA[i] in the style of testB[i].";

    /// <summary>Writes all pictures, their annotations and then factors.json; each file is complete or absent at any
    /// moment.</summary>
    /// <param name="options">What and where.</param>
    /// <param name="progress">Told the number of pictures written so far, from any thread; may be null.</param>
    /// <param name="cancellation">Stops between two pictures.</param>
    /// <returns>What factors.json holds.</returns>
    /// <exception cref="ArgumentException">Options outside their ranges.</exception>
    /// <exception cref="FolderNotEmptyException">The folder holds files and Overwrite is off.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Stopped; the pictures written so far are complete.</exception>
    public static StreetsManifest Write(
        StreetsExportOptions options, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        var (a, b) = (options.Validated().DomainA, options.DomainB);
        var folder = new ExportFolder(
            options, [StreetsManifest.FileName, .. StreetAnnotations.Files], progress, cancellation);
        var world = new StreetsWorld(options.Width, options.Height);
        var trainA = new StreetsDataset(world, a, options.Train, options.Seed);
        var trainB = new StreetsDataset(world, b, options.Train, options.Seed);
        var test = new StreetsTestSet(world, options.Test, options.Seed);
        var entries = folder.Places<StreetsManifestEntry>();
        var boxes = folder.Places<IReadOnlyList<StreetBox>>();
        folder.Write(
            index =>
            {
                Save("trainA", index, trainA.Content(index), trainA.Style(index), trainA.Boxes(index));
                Save("trainB", index, trainB.Content(index), trainB.Style(index), trainB.Boxes(index));
            },
            index =>
            {
                var pair = test[index];
                Save("testA", index, pair.Content, pair.Style(a), pair.Boxes);
                Save("testB", index, pair.ExampleContent, pair.Style(b), world.Boxes(pair.ExampleContent));
                Save("testTruth", index, pair.Content, pair.Style(b), pair.Boxes);
            });
        foreach (var name in ExportFolder.Names)
            StreetAnnotations.Save(options.Folder, name, world,
                [.. entries[name].Select((entry, i) => (entry.File, Clear(boxes[name][i], options)))]);
        var manifest = new StreetsManifest
        {
            World = "streets",
            About = About,
            Width = options.Width,
            Height = options.Height,
            Seed = options.Seed,
            DomainA = a,
            DomainB = b,
            Pictures = entries.ToDictionary(p => p.Key, p => (IReadOnlyList<StreetsManifestEntry>)p.Value),
        };
        manifest.Save(options.Folder);
        return manifest;

        void Save(string name, int index, StreetContent content, StreetStyle style, IReadOnlyList<StreetBox> found)
        {
            boxes[name][index] = found;
            var file = folder.Save(name, index, world.Render(content, style));
            entries[name][index] = new StreetsManifestEntry(file, content, style);
        }
    }

    private static IReadOnlyList<StreetBox> Clear(IReadOnlyList<StreetBox> boxes, StreetsExportOptions options) =>
        [.. boxes.Where(box => box.Visibility >= options.MinimumVisibility
            && box.Width >= SmallestSide && box.Height >= SmallestSide)];
}
