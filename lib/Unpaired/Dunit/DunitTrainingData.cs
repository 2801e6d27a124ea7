using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Unpaired.Data;
using Unpaired.Detection;
using Unpaired.Training;

namespace Unpaired.Dunit;

/// <summary>Batches of two domains with boxes: resized, cut out, mirrored at random, boxes along with them.</summary>
/// <remarks>
/// Original: DRIT dataset.py (f19f50a): resized to a square whatever the aspect, a random window, mirrored every other
/// time. Transforming the boxes, and leaving out those of which less than a fifth is left, are decisions of this
/// project: the released DUNIT code forgets the boxes. Both domains are shuffled by themselves.
/// </remarks>
public sealed class DunitTrainingData : ITrainingData
{
    private const double LeastLeft = 0.2;
    private readonly DunitConfig config;
    private readonly IDetectionSource[] sources;
    private readonly long seed;
    private readonly Lazy<string> fingerprint;
    private long iteration;
    private (long Iteration, Task<Read> Work)? ahead;

    /// <summary>Describes batches; nothing is read yet.</summary>
    /// <param name="a">Domain A; <see cref="UnlabelledPictures"/> where boxes are unknown.</param>
    /// <param name="b">Domain B; alike.</param>
    /// <param name="config">Sizes, flips, batch size.</param>
    /// <param name="seed">Decides order, windows and mirroring.</param>
    public DunitTrainingData(IDetectionSource a, IDetectionSource b, DunitConfig config, long seed)
    {
        (sources, this.config, this.seed) = ([a, b], config, seed);
        fingerprint = new Lazy<string>(FingerprintOfAll);
    }

    /// <inheritdoc/>
    public string Description => $"{sources[0].Description} and {sources[1].Description}";

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
        var read = work.GetAwaiter().GetResult();
        iteration++;
        ahead = (iteration, Work(iteration));
        return Batch(read);
    }

    /// <inheritdoc/>
    public TrainingBatch Display(int count) => Batch(new Read([
        .. sources.Select(source => Enumerable.Range(0, Math.Min(count, source.Count))
            .Select(i => Prepared(source, i, new Window(0.5, 0.5, IsMirrored: false))).ToList()),
    ]));

    /// <inheritdoc/>
    public void Dispose()
    {
        // Its pictures are in managed memory; only an error must not go unobserved.
        ahead?.Work.ContinueWith(
            done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
    }

    /// <summary>Boxes after cutting out a window and mirroring: clipped, and without those that are mostly
    /// gone.</summary>
    /// <param name="boxes">In pixels of the resized picture.</param>
    /// <param name="left">Left edge of the window.</param>
    /// <param name="top">Top edge of the window.</param>
    /// <param name="size">Its side.</param>
    /// <param name="mirrored">Whether it is turned left to right.</param>
    internal static IReadOnlyList<PictureBox> Cut(
        IEnumerable<PictureBox> boxes, int left, int top, int size, bool mirrored)
    {
        var results = new List<PictureBox>();
        foreach (var box in boxes)
        {
            double x1 = Math.Clamp(box.Left - left, 0, size), x2 = Math.Clamp(box.Right - left, 0, size);
            double y1 = Math.Clamp(box.Top - top, 0, size), y2 = Math.Clamp(box.Bottom - top, 0, size);
            double whole = (box.Right - box.Left) * (box.Bottom - box.Top), seen = (x2 - x1) * (y2 - y1);
            if (!(seen > 0) || seen < LeastLeft * whole) continue;
            results.Add(new PictureBox(box.Label, mirrored ? size - x2 : x1, y1, mirrored ? size - x1 : x2, y2)
            {
                IsIgnored = box.IsIgnored,
            });
        }
        return results;
    }

    private Task<Read> Work(long which)
    {
        if (ahead is { } started && started.Iteration == which) return started.Work;
        return Task.Run(() => new Read(
            [.. sources.Select((source, domain) => Enumerable.Range(0, config.BatchSize).Select(i =>
            {
                var random = new ItemRandom(seed, which, i, domain);
                double Share() => (random.Next() >> 11) * (1.0 / (1L << 53));
                var window = new Window(Share(), Share(), !config.NoFlip && Share() < 0.5);
                return Prepared(source, Place(source, domain, which * config.BatchSize + i), window);
            }).ToList())]));
    }

    /// <summary>Which picture comes at a position of the endless row of epochs.</summary>
    private int Place(IDetectionSource source, int domain, long position)
    {
        long epoch = position / source.Count;
        int place = (int)(position % source.Count);
        return source.IsShuffled ? place : new ItemRandom(seed, epoch, domain).Permutation(source.Count)[place];
    }

    private (Picture Picture, IReadOnlyList<PictureBox> Boxes) Prepared(
        IDetectionSource source, int index, Window window)
    {
        int size = config.ResizeSize, crop = config.CropSize;
        var picture = source[index];
        double x = (double)size / picture.Width, y = (double)size / picture.Height;
        int left = (int)(window.X * (size - crop + 1)), top = (int)(window.Y * (size - crop + 1));
        var cut = PictureGeometry.Crop(
            PictureResize.Resize(picture, size, size, ResizeFilter.Bicubic), top, left, crop, crop);
        var boxes = source.Boxes(index).Select(box => box with
        {
            Left = box.Left * x,
            Top = box.Top * y,
            Right = box.Right * x,
            Bottom = box.Bottom * y,
        });
        return (window.IsMirrored ? PictureGeometry.FlipHorizontally(cut) : cut,
            Cut(boxes, left, top, crop, window.IsMirrored));
    }

    private DunitBatch Batch(Read read)
    {
        IReadOnlyList<IReadOnlyList<PictureBox>>? Boxes(int domain) =>
            sources[domain] is UnlabelledPictures ? null : [.. read.Domains[domain].Select(entry => entry.Boxes)];
        return new DunitBatch(
            Picture.ToBatch(read.Domains[0].Select(entry => entry.Picture)).DetachFromDisposeScope(),
            Picture.ToBatch(read.Domains[1].Select(entry => entry.Picture)).DetachFromDisposeScope(),
            Boxes(0), Boxes(1));
    }

    private string FingerprintOfAll()
    {
        const int lookedAt = 4;
        var text = new StringBuilder();
        foreach (var source in sources)
        {
            text.Append(DataFingerprint.Of(source));
            for (int i = 0; i < Math.Min(lookedAt, source.Count); i++)
            {
                foreach (var box in source.Boxes(i)) text.Append(CultureInfo.InvariantCulture, $"\n{i} {box}");
            }
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Where a picture is cut out, as shares of what is left over.</summary>
    private readonly record struct Window(double X, double Y, bool IsMirrored);

    private sealed record Read(
        IReadOnlyList<IReadOnlyList<(Picture Picture, IReadOnlyList<PictureBox> Boxes)>> Domains);
}

/// <summary>Pictures of which nobody says what is in them.</summary>
/// <param name="pictures">In order.</param>
/// <param name="description">What they are, in words.</param>
public sealed class UnlabelledPictures(IPictureSource pictures, string description) : IDetectionSource
{
    /// <inheritdoc/>
    public int Count => pictures.Count;

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public bool IsShuffled => false;

    /// <inheritdoc/>
    public Picture this[int index] => pictures[index];

    /// <inheritdoc/>
    public IReadOnlyList<PictureBox> Boxes(int index) => [];

    /// <inheritdoc/>
    public string NameOf(int index) => pictures.NameOf(index);
}
