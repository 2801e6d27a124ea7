using Unpaired.Data;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>Batches of two views, without end. What a batch holds follows from seed, schedule and pictures.</summary>
/// <remarks>
/// Every epoch begins with a new order, as the original's does with a fresh iterator; when pictures run out within an
/// epoch, another order follows. A last batch may be smaller; one of a single picture is left out. Semi-supervised: the
/// first pictures of each class are the labelled ones.
/// </remarks>
public sealed class TunitData : ITrainingData
{
    private const int FlipPlace = 0, ViewPlace = 1;
    private readonly LabelledPictures pictures;
    private readonly LabelledPictures shown;
    private readonly TunitTransform transform;
    private readonly TunitSchedule schedule;
    private readonly int batchSize;
    private readonly int workers;
    private readonly long seed;
    private readonly int[] labelled;
    private readonly int[] unlabelled;
    private long iteration;

    /// <summary>Prepares the batches; pictures are read when asked for.</summary>
    /// <param name="pictures">To train on; their classes are used only as far as p_semi says.</param>
    /// <param name="config">Size of pictures and batches, schedule, workers.</param>
    /// <param name="seed">Decides orders and views.</param>
    /// <param name="description">What it is, in words.</param>
    /// <param name="shown">Pictures for sheets of samples; those to train on unless given.</param>
    /// <exception cref="ArgumentException">Fewer than two pictures, or more classes than pseudo domains where labels
    /// are
    /// used.</exception>
    public TunitData(
        LabelledPictures pictures, TunitConfig config, long seed, string description, LabelledPictures? shown = null)
    {
        (this.pictures, this.shown, this.seed, Description) = (pictures, shown ?? pictures, seed, description);
        transform = new TunitTransform(config.ImageSize, config.ColourJitter);
        schedule = TunitSchedule.Of(config);
        (batchSize, workers) = (config.BatchSize, Math.Max(1, config.Workers));
        if (pictures.Count < 2)
            throw new ArgumentException($"Expected at least 2 pictures to train on; got {pictures.Count}.");
        bool usesLabels = schedule.Supervision != Supervision.None;
        if (usesLabels && pictures.ClassNames.Count > config.Clusters)
            throw new ArgumentException(
                $"output_k: expected at least {pictures.ClassNames.Count}, one for each class; got {config.Clusters}.");
        (labelled, unlabelled) = Split(config.LabelledShare);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public string Fingerprint => pictures.Fingerprint;

    /// <summary>How many pictures have a label that training sees.</summary>
    public int LabelledCount => labelled.Length;

    /// <inheritdoc/>
    public void MoveTo(long iteration) => this.iteration = iteration;

    /// <inheritdoc/>
    public TrainingBatch Next(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var position = schedule.At(iteration);
        int[] chosen = Choose(position);
        var views = new (Picture Weak, Picture Strong)[chosen.Length];
        long at = iteration;
        Parallel.For(0, chosen.Length, new ParallelOptions { MaxDegreeOfParallelism = workers },
            i => views[i] = Views(pictures[chosen[i]], at, i));
        iteration++;
        using var scope = NewDisposeScope();
        var labels = position.IsLabelled ? tensor(chosen.Select(i => (long)pictures.Labels[i]).ToArray()) : null;
        return new TunitBatch(
            Picture.ToBatch(views.Select(view => view.Weak)).DetachFromDisposeScope(),
            Picture.ToBatch(views.Select(view => view.Strong)).DetachFromDisposeScope(),
            labels?.DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    public TrainingBatch Display(int count)
    {
        Tensor Shown() => Picture.ToBatch(Enumerable.Range(0, Math.Min(count, shown.Count))
            .Select(i => transform.Weak(shown[i], flip: false)));
        return new TunitBatch(Shown(), Shown(), null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private (Picture Weak, Picture Strong) Views(Picture picture, long at, int place)
    {
        var flip = new ItemRandom(seed, at, place, FlipPlace);
        var random = new ItemRandom(seed, at, place, ViewPlace);
        return (
            transform.Weak(picture, TunitTransform.Coin(ref flip)),
            transform.Strong(picture, transform.Draw(picture.Width, picture.Height, ref random)));
    }

    /// <summary>The pictures of one iteration.</summary>
    private int[] Choose(TunitPosition position)
    {
        int[] pool = position.IsLabelled ? labelled : unlabelled;
        int step = position.IsLabelled ? position.Step : position.Step - schedule.LabelledSteps(position.Epoch);
        int size = Math.Min(batchSize, pool.Length);
        int perRound = pool.Length / size + (pool.Length % size > 1 ? 1 : 0);
        int round = step / perRound, first = step % perRound * size;
        int[] order = new ItemRandom(seed, position.Epoch, round, position.IsLabelled ? 1 : 0).Permutation(pool.Length);
        return [.. order.Skip(first).Take(size).Select(i => pool[i])];
    }

    /// <summary>The first share of each class, at least one picture, is labelled.</summary>
    private (int[] Labelled, int[] Unlabelled) Split(double share)
    {
        int[] all = [.. Enumerable.Range(0, pictures.Count)];
        switch (schedule.Supervision)
        {
            case Supervision.None: return ([], all);
            case Supervision.Full: return (all, []);
        }
        int[] first = [.. all.GroupBy(i => pictures.Labels[i])
            .SelectMany(group => group.Take(Math.Max(1, (int)Math.Floor(group.Count() * share)))).Order()];
        int[] rest = [.. all.Except(first)];
        return first.Length >= 2 && rest.Length >= 2
            ? (first, rest)
            : throw new ArgumentException(
                $"p_semi: expected at least 2 pictures with and 2 without a label; got {first.Length} and "
                + $"{rest.Length}.");
    }
}
