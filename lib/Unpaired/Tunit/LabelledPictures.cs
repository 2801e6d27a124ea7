using Unpaired.Data;
using Unpaired.Training;

namespace Unpaired.Tunit;

/// <summary>Pictures with a class each, in a fixed order. Unsupervised training never looks at the classes: they are
/// for
/// evaluation.</summary>
public sealed class LabelledPictures : IPictureSource
{
    private const int OriginalHeldOut = 50;
    private const int HeldOutShare = 10;

    // The original's endings, as far as pictures of this kind can be read here.
    private static readonly string[] Suffixes =
    [
        .. new[] { ".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".webp" }
            .SelectMany(suffix => new[] { suffix, suffix.ToUpperInvariant() }),
    ];

    private readonly Func<int, Picture> read;
    private readonly Func<int, string> name;
    private readonly Lazy<string> fingerprint;

    private LabelledPictures(
        IReadOnlyList<int> labels, IReadOnlyList<string> classNames, Func<int, Picture> read, Func<int, string> name,
        Func<string> fingerprint)
    {
        (Labels, ClassNames, this.read, this.name) = (labels, classNames, read, name);
        this.fingerprint = new Lazy<string>(fingerprint);
    }

    /// <summary>The class of each picture, from 0.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>What people call the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public int Count => Labels.Count;

    /// <inheritdoc/>
    public Picture this[int index] => read(index);

    /// <inheritdoc/>
    public string NameOf(int index) => name(index);

    /// <summary>A SHA-256 that other pictures would not have.</summary>
    internal string Fingerprint => fingerprint.Value;

    /// <summary>The same number of pictures of each class, classes in turn.</summary>
    /// <param name="classes">Where they come from; a world draws them when asked.</param>
    /// <param name="perClass">Pictures of each class.</param>
    /// <param name="first">The first picture's number within its class.</param>
    /// <exception cref="ArgumentException">A class has fewer.</exception>
    public static LabelledPictures Of(IClassPictures classes, int perClass, int first = 0)
    {
        int count = classes.ClassCount;
        for (int c = 0; c < count; c++)
        {
            if (perClass < 1 || first < 0 || first > classes.Count(c) - perClass)
                throw new ArgumentException(
                    $"Class '{classes.Name(c)}': expected {perClass} pictures from number {first} on; "
                    + $"it has {classes.Count(c)}.");
        }
        int[] labels = [.. Enumerable.Range(0, perClass * count).Select(i => i % count)];
        Picture Read(int i) => classes[i % count, first + i / count];
        string Name(int i) => $"{classes.Name(i % count)} {first + i / count}";
        return new LabelledPictures(
            labels, [.. Enumerable.Range(0, count).Select(classes.Name)], Read, Name,
            () => DataFingerprint.Of(new Plain(perClass * count, Read, Name)));
    }

    /// <summary>Any pictures, all in one class.</summary>
    public static LabelledPictures Of(IPictureSource pictures) => new(
        new int[pictures.Count], ["picture"], i => pictures[i], pictures.NameOf, () => DataFingerprint.Of(pictures));

    /// <summary>The original's folder layouts: a folder per class, or pictures without classes.</summary>
    /// <remarks>
    /// With subfolders <c>train</c> and <c>test</c> (or <c>val</c>) the split is theirs. Otherwise the last 50
    /// pictures of
    /// each class are held out, as in the original, or the last tenth of a class with fewer than 100.
    /// </remarks>
    /// <param name="folder">The top.</param>
    /// <returns>Pictures to train on, and those held out.</returns>
    /// <exception cref="DirectoryNotFoundException">No such folder.</exception>
    /// <exception cref="InvalidOperationException">Too few pictures.</exception>
    public static (LabelledPictures Training, LabelledPictures HeldOut) FromFolder(string folder)
    {
        string training = Path.Combine(folder, "train");
        string? test = new[] { "test", "val" }.Select(part => Path.Combine(folder, part))
            .FirstOrDefault(Directory.Exists);
        if (Directory.Exists(training) && test is not null) return (Whole(training), Whole(test));
        var files = new ImageFolder(folder, Suffixes);
        var byClass = ByClass(files).ToList();
        int[] Part(Func<int, int> skip, Func<int, int> take) => [.. byClass.SelectMany(entry =>
            entry.Files.Skip(skip(entry.Files.Count)).Take(take(entry.Files.Count)))];
        int Training(int count) => count - HeldOutOf(count);
        var names = byClass.Select(entry => entry.Name).ToList();
        return (From(files, names, Part(_ => 0, Training)), From(files, names, Part(Training, HeldOutOf)));
    }

    /// <summary>The pictures of some classes or numbers, in the given order.</summary>
    /// <param name="indices">0 to <see cref="Count"/> − 1.</param>
    public LabelledPictures Subset(IReadOnlyList<int> indices) => new(
        [.. indices.Select(i => Labels[i])], ClassNames, i => read(indices[i]), i => name(indices[i]),
        () => $"{Fingerprint} {string.Join(' ', indices)}");

    private static int HeldOutOf(int count) =>
        count >= 2 * OriginalHeldOut ? OriginalHeldOut : Math.Max(1, count / HeldOutShare);

    private static LabelledPictures Whole(string folder)
    {
        var files = new ImageFolder(folder, Suffixes);
        var byClass = ByClass(files).ToList();
        return From(files, [.. byClass.Select(entry => entry.Name)], [.. byClass.SelectMany(entry => entry.Files)]);
    }

    private static LabelledPictures From(ImageFolder files, IReadOnlyList<string> classNames, int[] indices)
    {
        if (indices.Length < 2)
            throw new InvalidOperationException(
                $"Folder '{files.Folder}': expected at least 2 pictures in each part; found {files.Count} in all.");
        string[] names = [.. classNames];
        int[] labels = [.. indices.Select(i => Array.IndexOf(names, ClassOf(files, i)))];
        return new LabelledPictures(
            labels, names, i => files[indices[i]], i => files.NameOf(indices[i]), () => DataFingerprint.Of(files));
    }

    /// <summary>Classes in the order of their folders' names.</summary>
    private static IEnumerable<(string Name, List<int> Files)> ByClass(ImageFolder files) =>
        Enumerable.Range(0, files.Count).GroupBy(i => ClassOf(files, i))
            .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.ToList()));

    private static string ClassOf(ImageFolder files, int index)
    {
        string[] parts = Path.GetRelativePath(files.Folder, files.Paths[index]).Replace('\\', '/').Split('/');
        return parts.Length > 1 ? parts[0] : "picture";
    }

    private sealed class Plain(int count, Func<int, Picture> read, Func<int, string> name) : IPictureSource
    {
        public int Count => count;

        public Picture this[int index] => read(index);

        public string NameOf(int index) => name(index);
    }
}
