using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>
/// Labelled pictures of files, as the original loads them: content pictures and class pictures come from the same list,
/// each shuffled on its own every epoch, so both are uniform over pictures (not over classes) and may be of one class.
/// </summary>
/// <remarks>Original: FUNIT utils.py, get_train_loaders (198f430); specification funit.md, section 8.</remarks>
/// <param name="pictures">Training pictures.</param>
/// <param name="display">What sheets of samples show: pictures of other classes, or the same.</param>
/// <param name="transform">Flip, resize, random crop; see <see cref="MunitTransform.Train"/>.</param>
/// <param name="options">Batch size, seed, workers.</param>
/// <param name="description">What it is, in words.</param>
public sealed class ClassPictureData(
    ClassPictureFiles pictures, ClassPictureFiles display, MunitTransform transform, LoaderOptions options,
    string description) : ITrainingData
{
    private readonly Lazy<string> fingerprint = new(() => DataFingerprint.Of(pictures));
    private readonly DomainPairLoader loader = new(pictures, pictures, transform, transform, options);
    // A picture that cannot be read is replaced by another, whose name says which class the batch then shows.
    private readonly Dictionary<string, int> labels = Named(pictures);

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public string Fingerprint => fingerprint.Value;

    /// <inheritdoc/>
    public void MoveTo(long iteration)
    {
        if (iteration == (long)loader.State.Epoch * loader.BatchesPerEpoch + loader.State.Position) return;
        loader.Restore(loader.State with
        {
            Epoch = (int)(iteration / loader.BatchesPerEpoch),
            Position = (int)(iteration % loader.BatchesPerEpoch),
        });
    }

    /// <inheritdoc/>
    public TrainingBatch Next(CancellationToken cancellation)
    {
        using var batch = loader.Next(cancellation);
        return new LabelledBatch(
            batch.A.alias(), batch.B.alias(), LabelTensor(batch.NamesA.Select(name => labels[name])),
            LabelTensor(batch.NamesB.Select(name => labels[name])));
    }

    /// <summary>Content pictures from the beginning, class pictures from the end: of other classes where the list is
    /// sorted.</summary>
    /// <inheritdoc/>
    public TrainingBatch Display(int count)
    {
        count = Math.Min(count, display.Count);
        int[] first = [.. Enumerable.Range(0, count)];
        int[] last = [.. first.Select(i => display.Count - 1 - i)];
        Tensor Shown(int[] places) => DomainPairLoader.DisplayBatch(
            new PictureList([.. places.Select(place => display[place])]), transform, count, options.Seed);
        Tensor Classes(int[] places) => LabelTensor(places.Select(place => display.Labels[place]));
        return new LabelledBatch(Shown(first), Shown(last), Classes(first), Classes(last));
    }

    /// <inheritdoc/>
    public void Dispose() => loader.Dispose();

    internal static Tensor LabelTensor(IEnumerable<int> classes) => tensor(classes.Select(c => (long)c).ToArray());

    private static Dictionary<string, int> Named(ClassPictureFiles pictures)
    {
        var named = new Dictionary<string, int>(pictures.Count);
        for (int i = 0; i < pictures.Count; i++) named[pictures.NameOf(i)] = pictures.Labels[i];
        return named;
    }
}

/// <summary>
/// Labelled pictures drawn as they are needed, for worlds: each content picture and each class picture is a random
/// picture of a random class. Which ones an iteration sees follows from its number and the seed.
/// </summary>
/// <param name="pictures">All of one size, the size that the trainer takes.</param>
/// <param name="batchSize">Content pictures, and class pictures, per iteration.</param>
/// <param name="seed">Decides classes and pictures.</param>
/// <param name="description">What it is, in words.</param>
/// <param name="display">What sheets of samples show; the same unless given.</param>
public sealed class DrawnClassData(
    IClassPictures pictures, int batchSize, long seed, string description, IClassPictures? display = null)
    : ITrainingData
{
    private const int ContentSide = 0, ClassSide = 1;
    private readonly Lazy<string> fingerprint = new(() => DataFingerprint.Of(new FirstOfEachClass(pictures)));
    private readonly IClassPictures shown = display ?? pictures;
    private long iteration;

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public string Fingerprint => fingerprint.Value;

    /// <inheritdoc/>
    public void MoveTo(long iteration) => this.iteration = iteration;

    /// <inheritdoc/>
    public TrainingBatch Next(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        long now = iteration++;
        var (a, b) = (Draw(now, ContentSide), Draw(now, ClassSide));
        return Batch(pictures, a, b);
    }

    /// <inheritdoc/>
    public TrainingBatch Display(int count) => Batch(
        shown,
        [.. Enumerable.Range(0, count).Select(i => (Class: i % shown.ClassCount, Index: 0))],
        // Another class each time, if there is another one.
        [.. Enumerable.Range(0, count).Select(i => (Class: (i + 1) % shown.ClassCount, Index: 0))]);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private (int Class, int Index)[] Draw(long now, int side)
    {
        var places = new (int, int)[batchSize];
        for (int i = 0; i < batchSize; i++)
        {
            var random = new ItemRandom(seed, side, now, i);
            int classIndex = random.Below(pictures.ClassCount);
            places[i] = (classIndex, random.Below(pictures.Count(classIndex)));
        }
        return places;
    }

    private static LabelledBatch Batch(IClassPictures source, (int Class, int Index)[] a, (int Class, int Index)[] b)
    {
        Tensor Pictures((int Class, int Index)[] places) =>
            Picture.ToBatch(places.Select(place => source[place.Class, place.Index]));
        Tensor Classes((int Class, int Index)[] places) =>
            ClassPictureData.LabelTensor(places.Select(place => place.Class));
        return new LabelledBatch(Pictures(a), Pictures(b), Classes(a), Classes(b));
    }

    private sealed class FirstOfEachClass(IClassPictures pictures) : IPictureSource
    {
        public int Count => pictures.ClassCount;

        public Picture this[int index] => pictures[index, 0];

        public string NameOf(int index) => $"{pictures.Name(index)}, {pictures.Count(index)} pictures";
    }
}
