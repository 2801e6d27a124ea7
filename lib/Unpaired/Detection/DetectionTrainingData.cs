using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Unpaired.Data;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>Pictures with boxes; the two sides of its base are empty.</summary>
public sealed class DetectionBatch : TrainingBatch
{
    /// <summary>Takes pictures over.</summary>
    /// <param name="pictures">Any sizes.</param>
    /// <param name="boxes">A list for each picture; ignored boxes are shown, but not learned.</param>
    /// <param name="mirrored">Which pictures are turned left to right for learning; null for none.</param>
    public DetectionBatch(
        IReadOnlyList<Picture> pictures, IReadOnlyList<IReadOnlyList<PictureBox>> boxes,
        IReadOnlyList<bool>? mirrored = null)
        : base(empty(0, 3, 1, 1).DetachFromDisposeScope(), empty(0, 3, 1, 1).DetachFromDisposeScope())
    {
        (Shown, Boxes) = (pictures, boxes);
        using var scope = NewDisposeScope();
        bool Turned(int index) => mirrored is not null && mirrored[index];
        Pictures =
        [
            .. pictures.Select((picture, i) =>
            {
                var pixels = ObjectDetector.Pixels(picture);
                return (Turned(i) ? pixels.flip(2) : pixels).DetachFromDisposeScope();
            }),
        ];
        Targets =
        [
            .. boxes.Select((some, i) => Target(some.Where(box => !box.IsIgnored), pictures[i].Width, Turned(i))),
        ];
    }

    /// <summary>[3, H, W] each in [0, 1].</summary>
    public IReadOnlyList<Tensor> Pictures { get; }

    /// <summary>What is to be learned of each.</summary>
    public IReadOnlyList<DetectionTarget> Targets { get; }

    /// <summary>The pictures as they are, not mirrored.</summary>
    public IReadOnlyList<Picture> Shown { get; }

    /// <summary>Their boxes, ignored ones too.</summary>
    public IReadOnlyList<IReadOnlyList<PictureBox>> Boxes { get; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        foreach (var picture in Pictures) picture.Dispose();
        foreach (var (boxes, labels) in Targets)
        {
            boxes.Dispose();
            labels.Dispose();
        }
    }

    private static DetectionTarget Target(IEnumerable<PictureBox> boxes, int width, bool mirrored)
    {
        var all = boxes.ToList();
        double[] sides =
        [
            .. all.SelectMany(box => mirrored
                ? (double[])[width - box.Right, box.Top, width - box.Left, box.Bottom]
                : [box.Left, box.Top, box.Right, box.Bottom]),
        ];
        return new DetectionTarget(
            tensor(sides, [all.Count, 4]).DetachFromDisposeScope(),
            tensor([.. all.Select(box => (long)box.Label)]).DetachFromDisposeScope());
    }
}

/// <summary>Batches of pictures with boxes, some of them mirrored; the next batch is read meanwhile.</summary>
public sealed class DetectionTrainingData : ITrainingData
{
    private readonly IDetectionSource training, shown;
    private readonly int batchSize;
    private readonly long seed;
    private readonly double mirroredPart;
    private readonly Lazy<string> fingerprint;
    private long iteration;
    private (long Iteration, Task<Read> Work)? ahead;
    private (long Epoch, int[] Order)? order;

    /// <summary>Describes batches; nothing is read yet.</summary>
    /// <param name="training">To learn from.</param>
    /// <param name="shown">For sheets of samples; null for the same.</param>
    /// <param name="batchSize">Pictures in a batch.</param>
    /// <param name="seed">Decides order and mirroring.</param>
    /// <param name="mirroredPart">Which part is mirrored, 0 to 1.</param>
    public DetectionTrainingData(
        IDetectionSource training, IDetectionSource? shown, int batchSize, long seed, double mirroredPart = 0.5)
    {
        (this.training, this.shown, this.batchSize) = (training, shown ?? training, batchSize);
        (this.seed, this.mirroredPart) = (seed, mirroredPart);
        fingerprint = new Lazy<string>(() => FingerprintOf(training));
    }

    /// <inheritdoc/>
    public string Description => training.Description;

    /// <inheritdoc/>
    public string Fingerprint => fingerprint.Value;

    /// <inheritdoc/>
    public void MoveTo(long iteration) => this.iteration = iteration;

    /// <inheritdoc/>
    public TrainingBatch Next(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var work = Work(iteration);
        ahead = (iteration, work);
        try
        {
            work.Wait(cancellation);
        }
        catch (AggregateException)
        {
            ahead = null;
        }
        var (pictures, boxes, mirrored) = work.GetAwaiter().GetResult();
        iteration++;
        ahead = (iteration, Work(iteration));
        return new DetectionBatch(pictures, boxes, mirrored);
    }

    /// <inheritdoc/>
    public TrainingBatch Display(int count)
    {
        int[] places = [.. Enumerable.Range(0, Math.Min(count, shown.Count))];
        return new DetectionBatch([.. places.Select(i => shown[i])], [.. places.Select(shown.Boxes)]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (ahead is not { } last) return;
        // Its pictures are in managed memory; only an error must not go unobserved.
        last.Work.ContinueWith(
            done => _ = done.Exception, CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private Task<Read> Work(long which)
    {
        if (ahead is { } started && started.Iteration == which) return started.Work;
        int[] places = [.. Enumerable.Range(0, batchSize).Select(i => Place(which * batchSize + i))];
        bool[] mirrored =
        [
            .. Enumerable.Range(0, batchSize).Select(i =>
                (new ItemRandom(seed, which, i, 1).Next() >> 11) * (1.0 / (1L << 53)) < mirroredPart),
        ];
        return Task.Run(() => new Read(
            [.. places.Select(place => training[place])], [.. places.Select(training.Boxes)], mirrored));
    }

    /// <summary>Which picture comes at a position of the endless row of epochs.</summary>
    private int Place(long position)
    {
        long epoch = position / training.Count;
        int place = (int)(position % training.Count);
        if (training.IsShuffled) return place;
        if (order?.Epoch != epoch) order = (epoch, new ItemRandom(seed, epoch).Permutation(training.Count));
        return order.Value.Order[place];
    }

    private static string FingerprintOf(IDetectionSource source)
    {
        const int lookedAt = 4;
        var text = new StringBuilder(DataFingerprint.Of(source));
        int count = source.IsShuffled ? Math.Min(lookedAt, source.Count) : source.Count;
        for (int i = 0; i < count; i++)
        {
            foreach (var box in source.Boxes(i)) text.Append(CultureInfo.InvariantCulture, $"\n{i} {box}");
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private sealed record Read(
        IReadOnlyList<Picture> Pictures, IReadOnlyList<IReadOnlyList<PictureBox>> Boxes, IReadOnlyList<bool> Mirrored);
}
