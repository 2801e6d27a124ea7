namespace Unpaired.Data.Checking;

/// <summary>Figures of one set of pictures.</summary>
public sealed record SetStatistics
{
    /// <summary>The folder, list or annotation file.</summary>
    public required string Name { get; init; }

    /// <summary>Training or test.</summary>
    public required SetRole Role { get; init; }

    /// <summary>Files that the set names and that are there.</summary>
    public required int Pictures { get; init; }

    /// <summary>Those of them that could not be decoded.</summary>
    public required int Broken { get; init; }

    /// <summary>Bytes of all files.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Columns and rows of the picture with the fewest pixels; null without a whole picture.</summary>
    public PictureSize? Smallest { get; init; }

    /// <summary>The size of which there are most pictures.</summary>
    public PictureSize? Commonest { get; init; }

    /// <summary>Columns and rows of the picture with the most pixels.</summary>
    public PictureSize? Largest { get; init; }

    /// <summary>Mean red, green and blue of all pictures, each weighing the same, 0 to 255.</summary>
    public IReadOnlyList<double>? MeanColour { get; init; }

    /// <summary>Pictures of each format, the commonest first.</summary>
    public required IReadOnlyDictionary<string, int> Formats { get; init; }

    /// <summary>Pictures of each domain or class.</summary>
    public required IReadOnlyDictionary<string, int> Domains { get; init; }

    internal static SetStatistics Of(PictureSet set, IReadOnlyDictionary<string, PictureFacts> facts)
    {
        List<PictureFacts> known = [.. set.Pictures.Select(picture => facts.GetValueOrDefault(picture.Path))
            .OfType<PictureFacts>()];
        List<PictureFacts> whole = [.. known.Where(fact => fact.Problem is null)];
        List<PictureSize> sizes = [.. whole.Select(fact => new PictureSize(fact.Width, fact.Height))
            .OrderBy(size => (long)size.Width * size.Height)];
        return new SetStatistics
        {
            Name = set.Name,
            Role = set.Role,
            Pictures = set.Pictures.Count,
            Broken = known.Count - whole.Count,
            FileBytes = known.Sum(fact => fact.FileBytes),
            Smallest = sizes.Count == 0 ? null : sizes[0],
            Commonest = sizes.Count == 0 ? null : sizes.CountBy(size => size).MaxBy(size => size.Value).Key,
            Largest = sizes.Count == 0 ? null : sizes[^1],
            MeanColour = whole.Count == 0 ? null :
            [
                whole.Average(fact => fact.Mean.Red), whole.Average(fact => fact.Mean.Green),
                whole.Average(fact => fact.Mean.Blue),
            ],
            Formats = Counted(known.Select(fact => fact.Header.Format ?? "unknown")),
            Domains = Counted(set.Pictures.Select(picture => picture.Domain).Where(domain => domain.Length > 0)),
        };
    }

    private static Dictionary<string, int> Counted(IEnumerable<string> names) =>
        names.CountBy(name => name).OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key,
            StringComparer.Ordinal)
            .ToDictionary();
}

/// <summary>Columns and rows, in pixels.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct PictureSize(int Width, int Height)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Width} x {Height}";
}
