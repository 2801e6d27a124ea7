using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using static TorchSharp.torch;

namespace Unpaired.Data;

/// <summary>
/// Batches of two unpaired domains without end, decoded ahead by workers. The sequence follows from seed, sources and
/// batch size alone: another number of workers, or a restored <see cref="State"/>, gives the same tensors.
/// </summary>
/// <remarks>
/// As in the original's training loop an epoch ends when the shorter domain cannot fill another batch; then both
/// domains
/// are shuffled anew. One thread may use a loader at a time. Original: MUNIT and UNIT train.py and utils.py.
/// </remarks>
public sealed class DomainPairLoader : IDisposable
{
    private readonly DomainReader readerA;
    private readonly DomainReader readerB;
    private readonly LoaderOptions options;
    private readonly Channel<BatchJob> jobs = Channel.CreateUnbounded<BatchJob>(); // bounded by TopUp
    private readonly Queue<BatchJob> inFlight = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Task[] workers;
    private readonly Dictionary<string, string> broken = [];
    private LoaderState scheduled;
    private (int Epoch, int[] A, int[] B)? order;
    private bool disposed;

    /// <summary>Starts at epoch 0; decoding begins with the first call of <see cref="Next"/>.</summary>
    /// <param name="a">Domain A.</param>
    /// <param name="b">Domain B.</param>
    /// <param name="transformA">What is done to pictures of A.</param>
    /// <param name="transformB">What is done to pictures of B.</param>
    /// <param name="options">Batch size, seed, workers and the like.</param>
    /// <exception cref="ArgumentException">A domain with fewer pictures than a batch, or an option out of
    /// range.</exception>
    public DomainPairLoader(
        IPictureSource a, IPictureSource b, MunitTransform transformA, MunitTransform transformB, LoaderOptions options)
    {
        this.options = options.Validated();
        CheckCount("A", a);
        CheckCount("B", b);
        readerA = new DomainReader(a, transformA.Validated(), 0, options);
        readerB = new DomainReader(b, transformB.Validated(), 1, options);
        BatchesPerEpoch = Math.Min(a.Count, b.Count) / options.BatchSize;
        State = scheduled = new LoaderState(0, 0, options.Seed, options.BatchSize, a.Count, b.Count);
        workers = [.. Enumerable.Range(0, options.Workers).Select(_ => Task.Run(WorkAsync))];
    }

    /// <summary>Whole batches that the shorter domain fills.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>Where the next batch stands; save it with a checkpoint.</summary>
    public LoaderState State { get; private set; }

    /// <summary>The broken pictures met so far: name and problem of each.</summary>
    public IReadOnlyDictionary<string, string> Broken => broken;

    /// <summary>How often a broken picture's place was taken by another.</summary>
    public long Replacements { get; private set; }

    /// <summary>Goes on where an earlier loader of the same sources, seed and batch size stood.</summary>
    /// <param name="state">That loader's <see cref="State"/>.</param>
    /// <exception cref="ArgumentException">The state belongs to other sources, another seed or batch size, or no such
    /// position.</exception>
    public void Restore(LoaderState state)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (state with { Epoch = 0, Position = 0 } != State with { Epoch = 0, Position = 0 })
            throw new ArgumentException(
                $"The saved loader state does not fit this loader. " +
                $"Expected {State with { Epoch = 0, Position = 0 }}; got {state}.");
        if (state.Epoch < 0 || state.Position < 0 || state.Position >= BatchesPerEpoch)
            throw new ArgumentException(
                $"Expected an epoch from 0 and a position of 0 to {BatchesPerEpoch - 1}; " +
                $"got {state.Epoch} and {state.Position}.");
        foreach (var job in inFlight)
            job.Abandoned = true;
        inFlight.Clear();
        State = scheduled = state;
    }

    /// <summary>The next batch; epochs follow one another without a break.</summary>
    /// <param name="cancellation">Stops waiting; the batch is not lost, the next call returns it.</param>
    /// <returns>The caller disposes it, or a dispose scope of the caller's thread does.</returns>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    /// <exception cref="PictureFormatException">A broken picture under <see cref="BrokenPictures.Refuse"/>, or a
    /// domain
    /// without any whole one. The call after that goes on with the batch after it.</exception>
    /// <exception cref="ArgumentException">A crop larger than a picture, or sizes that make no batch; the picture is
    /// named.</exception>
    public DomainPairBatch Next(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        cancellation.ThrowIfCancellationRequested();
        TopUp();
        var job = inFlight.Peek();
        if (workers.Length == 0)
            job.Run(stop.Token);
        job.Done.Wait(cancellation);
        inFlight.Dequeue();
        State = After(State);
        TopUp();
        job.Failure?.Throw();
        NoteBroken(job.A!);
        NoteBroken(job.B!);
        return new DomainPairBatch(job.A!.ToTensor(), job.B!.ToTensor(), job.A!.Names, job.B!.Names, job.State);
    }

    /// <summary>The batches from here to the end of the current epoch.</summary>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>As <see cref="Next"/>, one after the other.</returns>
    public IEnumerable<DomainPairBatch> RestOfEpoch(CancellationToken cancellation = default)
    {
        for (int epoch = State.Epoch; State.Epoch == epoch;)
            yield return Next(cancellation);
    }

    /// <summary>The first pictures of a source through a transform: the original's display images, drawn
    /// once.</summary>
    /// <param name="source">A domain.</param>
    /// <param name="transform">Its loader's transform.</param>
    /// <param name="count">How many, from the first.</param>
    /// <param name="seed">Decides flips and crops.</param>
    /// <returns>[count, 3, H, W] in [-1, 1], float32, on the CPU. The caller owns it.</returns>
    /// <exception cref="ArgumentException">The source has fewer pictures, or their sizes make no batch.</exception>
    public static Tensor DisplayBatch(IPictureSource source, MunitTransform transform, int count, long seed = 1)
    {
        if (count < 1 || count > source.Count)
            throw new ArgumentException(
                $"Expected 1 to {source.Count} display pictures, as many as the set holds; got {count}.");
        var options = new LoaderOptions { Seed = seed, Broken = BrokenPictures.Refuse, Shuffle = false };
        var reader = new DomainReader(source, transform.Validated(), 0, options);
        return reader.Read(reader.Order(0).AsMemory(0, count), 0, 0, CancellationToken.None).ToTensor();
    }

    /// <summary>Stops the workers and waits until they have let go of their files.</summary>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        stop.Cancel();
        jobs.Writer.Complete();
        Task.WaitAll(workers);
        inFlight.Clear();
        stop.Dispose();
    }

    private void CheckCount(string domain, IPictureSource source)
    {
        if (source.Count < options.BatchSize)
            throw new ArgumentException(
                $"Domain {domain} has {source.Count} picture(s), fewer than the batch size {options.BatchSize}: " +
                "an epoch would hold no batch, since the last incomplete one is left out. " +
                "Add pictures or choose a smaller batch size.");
    }

    private LoaderState After(LoaderState state) => state.Position + 1 < BatchesPerEpoch
        ? state with { Position = state.Position + 1 }
        : state with { Epoch = state.Epoch + 1, Position = 0 };

    /// <summary>Hands out work until as many batches as allowed are under way.</summary>
    private void TopUp()
    {
        while (inFlight.Count < options.Prefetch)
        {
            if (order?.Epoch != scheduled.Epoch)
                order = (scheduled.Epoch, readerA.Order(scheduled.Epoch), readerB.Order(scheduled.Epoch));
            int first = scheduled.Position * options.BatchSize;
            var job = new BatchJob(scheduled, readerA, readerB,
                order.Value.A.AsMemory(first, options.BatchSize), order.Value.B.AsMemory(first, options.BatchSize));
            inFlight.Enqueue(job);
            if (workers.Length > 0)
                jobs.Writer.TryWrite(job);
            scheduled = After(scheduled);
        }
    }

    private async Task WorkAsync()
    {
        await foreach (var job in jobs.Reader.ReadAllAsync().ConfigureAwait(false))
            job.Run(stop.Token);
    }

    private void NoteBroken(DomainPixels pixels)
    {
        foreach (var picture in pixels.Broken)
        {
            Replacements++;
            if (broken.TryAdd(picture.Name, picture.Problem))
                options.Report(picture);
        }
    }

    /// <summary>One batch under way; run once, by a worker or by the caller.</summary>
    private sealed class BatchJob(
        LoaderState state, DomainReader readerA, DomainReader readerB,
        ReadOnlyMemory<int> indicesA, ReadOnlyMemory<int> indicesB)
    {
        public LoaderState State => state;

        public DomainPixels? A { get; private set; }

        public DomainPixels? B { get; private set; }

        public ExceptionDispatchInfo? Failure { get; private set; }

        public ManualResetEventSlim Done { get; } = new();

        /// <summary>Nobody waits for it any more.</summary>
        public volatile bool Abandoned;

        public void Run(CancellationToken stop)
        {
            if (Abandoned || Done.IsSet)
                return;
            try
            {
                int first = state.Position * state.BatchSize;
                A = readerA.Read(indicesA, state.Epoch, first, stop);
                B = readerB.Read(indicesB, state.Epoch, first, stop);
            }
            catch (Exception problem) // carried to the thread that asked for the batch
            {
                Failure = ExceptionDispatchInfo.Capture(problem);
            }
            Done.Set();
        }
    }
}
