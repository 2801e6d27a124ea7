namespace Unpaired.Data;

/// <summary>One domain's pictures in a fixed order, wherever they come from: a folder, a list file, a world,
/// memory.</summary>
/// <remarks>Loaders read from several threads at once.</remarks>
public interface IPictureSource
{
    /// <summary>How many pictures there are.</summary>
    int Count { get; }

    /// <summary>Reads or makes one picture.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="PictureFormatException">The file is not a whole picture.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    Picture this[int index] { get; }

    /// <summary>What messages call a picture: its path, or a word and a number.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    string NameOf(int index);
}

/// <summary>Pictures that are in memory already.</summary>
/// <param name="pictures">In order; not copied.</param>
/// <param name="name">What messages call one of them, before its number.</param>
public sealed class PictureList(IReadOnlyList<Picture> pictures, string name = "picture") : IPictureSource
{
    /// <inheritdoc/>
    public int Count => pictures.Count;

    /// <inheritdoc/>
    public Picture this[int index] => pictures[index];

    /// <inheritdoc/>
    public string NameOf(int index) => $"{name} {index}";
}

/// <summary>
/// Keeps the first pictures that are asked for in memory, up to a limit, and passes the others through. It does not
/// push
/// old pictures out: epochs visit each picture once in random order, so that no picture is a better guess than
/// another.
/// </summary>
/// <param name="source">Where pictures come from.</param>
/// <param name="limitBytes">What the kept pixels may take, 3 bytes each.</param>
public sealed class CachedPictures(IPictureSource source, long limitBytes) : IPictureSource
{
    private readonly Picture?[] kept = new Picture?[source.Count];
    private long usedBytes;

    /// <inheritdoc/>
    public int Count => source.Count;

    /// <summary>What the kept pixels take now; never above the limit.</summary>
    public long UsedBytes => Interlocked.Read(ref usedBytes);

    /// <inheritdoc/>
    public Picture this[int index]
    {
        get
        {
            if (Volatile.Read(ref kept[index]) is { } known)
                return known;
            var picture = source[index];
            int bytes = picture.Rgb.Length;
            if (Interlocked.Add(ref usedBytes, bytes) > limitBytes
                || Interlocked.CompareExchange(ref kept[index], picture, null) is not null)
                Interlocked.Add(ref usedBytes, -bytes); // full, or another thread was faster
            return picture;
        }
    }

    /// <inheritdoc/>
    public string NameOf(int index) => source.NameOf(index);
}

/// <summary>Pictures of another source, brought to one size as Pillow's bilinear filter does.</summary>
/// <param name="source">Where pictures come from.</param>
/// <param name="width">Columns, at least 1.</param>
/// <param name="height">Rows, at least 1.</param>
public sealed class ResizedPictures(IPictureSource source, int width, int height) : IPictureSource
{
    /// <inheritdoc/>
    public int Count => source.Count;

    /// <inheritdoc/>
    public Picture this[int index] => PictureResize.Resize(source[index], width, height);

    /// <inheritdoc/>
    public string NameOf(int index) => $"{source.NameOf(index)}, resized to {width} x {height} px";
}
