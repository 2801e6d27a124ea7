namespace Unpaired.Data;

/// <summary>What a loader does with a picture that cannot be read.</summary>
public enum BrokenPictures
{
    /// <summary>Names it once, counts it, and takes the next picture of the source in its place.</summary>
    Skip,

    /// <summary>Stops with the exception that names it.</summary>
    Refuse,
}

/// <summary>A picture that could not be read.</summary>
/// <param name="Name">Its path.</param>
/// <param name="Problem">The message of the exception.</param>
public readonly record struct BrokenPicture(string Name, string Problem);

/// <summary>How <see cref="DomainPairLoader"/> works.</summary>
public sealed record LoaderOptions
{
    /// <summary>Pictures of each domain in a batch; what does not fill the last batch of an epoch is left
    /// out.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>A new random order for each epoch and domain; false keeps the source's, as test loaders do.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Decides order, flips and crops, together with epoch and position; the number of workers does
    /// not.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Pictures are decoded by this many tasks beside the caller; 0 decodes in the caller's
    /// thread.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Batches that may be decoded ahead of the caller; memory is bounded by this many.</summary>
    public int Prefetch { get; init; } = 4;

    /// <summary>What to do with pictures that cannot be read.</summary>
    public BrokenPictures Broken { get; init; } = BrokenPictures.Skip;

    /// <summary>Told once about each broken picture, in the caller's thread; a line on the error stream unless
    /// given.</summary>
    public Action<BrokenPicture> Report { get; init; } =
        broken => Console.Error.WriteLine($"Skipped: {broken.Problem}");

    /// <summary>Itself, if the numbers make sense.</summary>
    /// <exception cref="ArgumentException">A number out of range.</exception>
    public LoaderOptions Validated()
    {
        if (BatchSize < 1)
            throw new ArgumentException($"Expected a batch size of at least 1; got {BatchSize}.");
        if (Workers < 0)
            throw new ArgumentException($"Expected 0 or more workers; got {Workers}.");
        return Prefetch >= 1
            ? this
            : throw new ArgumentException($"Expected a prefetch of at least 1 batch; got {Prefetch}.");
    }
}

/// <summary>Where a loader stands: everything that a later run needs to go on with exactly the next batch.</summary>
/// <param name="Epoch">The epoch of the next batch, from 0.</param>
/// <param name="Position">The next batch's number within its epoch, from 0.</param>
/// <param name="Seed">The seed that order and draws follow from.</param>
/// <param name="BatchSize">Must be the same to go on.</param>
/// <param name="CountA">Pictures of domain A; must be the same to go on.</param>
/// <param name="CountB">Pictures of domain B; must be the same to go on.</param>
public readonly record struct LoaderState(int Epoch, int Position, long Seed, int BatchSize, int CountA, int CountB);
