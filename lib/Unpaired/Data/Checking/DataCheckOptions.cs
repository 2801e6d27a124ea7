namespace Unpaired.Data.Checking;

/// <summary>What the training that is to follow needs of the data; all of it optional.</summary>
public sealed record DataCheckOptions
{
    /// <summary>Side of the square crop, in pixels; null: sizes are not judged.</summary>
    public int? CropSize { get; init; }

    /// <summary>Length that the shorter side is resized to before the crop (the originals' new_size), in pixels; null:
    /// no resizing where the layout's program has the choice.</summary>
    public int? ResizeTo { get; init; }

    /// <summary>Pictures in a batch.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>K of few-shot translation: pictures that a class must have at least.</summary>
    public int Shots { get; init; } = 1;

    /// <summary>Number of classes that the configuration states; null: not checked.</summary>
    public int? ClassCount { get; init; }

    /// <summary>The names that boxes may have (VOC); null: Pascal VOC's twenty.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>List or annotation files to check; none: those found in and beside the folder.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>Pictures that are decoded at the same time.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Told how many pictures of how many are done, from any thread.</summary>
    public Action<int, int>? Progress { get; init; }

    /// <summary>The same options if they make sense.</summary>
    /// <exception cref="ArgumentException">A value outside its range.</exception>
    public DataCheckOptions Validated()
    {
        AtLeastOne(nameof(CropSize), CropSize ?? 1);
        AtLeastOne(nameof(ResizeTo), ResizeTo ?? 1);
        AtLeastOne(nameof(BatchSize), BatchSize);
        AtLeastOne(nameof(Shots), Shots);
        AtLeastOne(nameof(ClassCount), ClassCount ?? 1);
        AtLeastOne(nameof(Workers), Workers);
        if (CropSize > ResizeTo)
            throw new ArgumentException(
                $"CropSize must not be above ResizeTo, the shorter side; got {CropSize} and {ResizeTo}.");
        return this;

        static void AtLeastOne(string name, int value)
        {
            if (value < 1)
                throw new ArgumentException($"{name} must be at least 1; got {value}.");
        }
    }
}
