namespace Unpaired.Worlds;

/// <summary>What every world's export is told.</summary>
public abstract record ExportOptions
{
    /// <summary>The folder; it is made if it is missing.</summary>
    public required string Folder { get; init; }

    /// <summary>Training pictures per domain; at least 1.</summary>
    public int Train { get; init; } = 1500;

    /// <summary>Test pictures per domain; at least 1.</summary>
    public int Test { get; init; } = 200;

    /// <summary>Another seed, other pictures.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>png (no loss) or jpg (smaller).</summary>
    public string Format { get; init; } = "png";

    /// <summary>Whether pictures that an earlier run wrote are replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The world's options that are not here, in words.</summary>
    internal abstract string PictureSize { get; }

    /// <summary>How many pictures these options stand for: trainA, trainB, testA, testB and testTruth.</summary>
    public virtual int PictureCount => 2 * Train + 3 * Test;

    /// <summary>Throws unless the options make sense.</summary>
    /// <exception cref="ArgumentException">A value outside its range.</exception>
    private protected virtual void Validate()
    {
        if (string.IsNullOrWhiteSpace(Folder))
            throw new ArgumentException("--out: expected a folder; got nothing.");
        if (Train < 1)
            throw new ArgumentException($"--train: expected at least 1 picture; got {Train}.");
        if (Test < 1)
            throw new ArgumentException($"--test: expected at least 1 picture; got {Test}.");
        if (Format is not ("png" or "jpg"))
            throw new ArgumentException($"--format: expected png or jpg; got '{Format}'.");
    }
}
