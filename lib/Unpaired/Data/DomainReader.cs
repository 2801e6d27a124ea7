using System.Buffers;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Unpaired.Data;

/// <summary>The pictures of one domain that a batch is made of, before they become a tensor.</summary>
/// <param name="Values">[N, 3, H, W] in [-1, 1]; rented, and longer than needed.</param>
/// <param name="Height">Rows of each.</param>
/// <param name="Width">Columns of each.</param>
/// <param name="Names">Where they come from.</param>
/// <param name="Broken">Pictures that were replaced.</param>
internal sealed record DomainPixels(
    float[] Values, int Height, int Width, IReadOnlyList<string> Names, IReadOnlyList<BrokenPicture> Broken)
{
    /// <summary>The batch as a tensor of its own memory; gives the rented array back, so call it once.</summary>
    public Tensor ToTensor()
    {
        var batch = empty([Names.Count, 3, Height, Width], dtype: float32, device: CPU);
        var target = MemoryMarshal.Cast<byte, float>(batch.bytes);
        Values.AsSpan(0, target.Length).CopyTo(target);
        ArrayPool<float>.Shared.Return(Values);
        return batch;
    }
}

/// <summary>Reads, draws and transforms the pictures of one domain; the same result in any thread, at any
/// time.</summary>
internal sealed class DomainReader(IPictureSource source, MunitTransform transform, int domain, LoaderOptions options)
{
    private const int OrderStream = 0;
    private const int ItemStream = 1;

    /// <summary>v / 127.5 − 1 for each byte: what <see cref="Picture.ToTensor"/> computes.</summary>
    private static readonly float[] Scaled = [.. Enumerable.Range(0, 256).Select(v => v / 127.5f - 1)];

    public int Count => source.Count;

    /// <summary>The order of an epoch.</summary>
    public int[] Order(int epoch)
    {
        if (!options.Shuffle)
            return [.. Enumerable.Range(0, source.Count)];
        var random = new ItemRandom(options.Seed, OrderStream, domain, epoch);
        return random.Permutation(source.Count);
    }

    /// <summary>The pictures of one batch.</summary>
    /// <param name="indices">Which, in order.</param>
    /// <param name="epoch">The epoch, for the draws.</param>
    /// <param name="first">The place of the first picture in its epoch, for the draws.</param>
    /// <param name="stop">Looked at before each picture.</param>
    public DomainPixels Read(ReadOnlyMemory<int> indices, int epoch, int first, CancellationToken stop)
    {
        var broken = new List<BrokenPicture>();
        string[] names = new string[indices.Length];
        float[] values = [];
        Picture? example = null;
        for (int i = 0; i < indices.Length; i++)
        {
            stop.ThrowIfCancellationRequested();
            var random = new ItemRandom(options.Seed, ItemStream, domain, epoch, first + i);
            var picture = ReadOne(indices.Span[i], ref random, broken, out names[i], stop);
            if (example is null)
            {
                example = picture;
                values = ArrayPool<float>.Shared.Rent(checked(indices.Length * picture.Rgb.Length));
            }
            else if (picture.Width != example.Width || picture.Height != example.Height)
            {
                throw new ArgumentException(
                    $"Pictures of one batch must have one size: " +
                    $"'{names[0]}' gives {example.Width} x {example.Height}, " +
                    $"'{names[i]}' gives {picture.Width} x {picture.Height}. Set a crop, or batch size 1.");
            }
            Spread(picture, values.AsSpan(i * picture.Rgb.Length, picture.Rgb.Length));
        }
        return new DomainPixels(values, example!.Height, example.Width, names, broken);
    }

    private Picture ReadOne(
        int index, ref ItemRandom random, List<BrokenPicture> broken, out string name, CancellationToken stop)
    {
        for (int attempt = 0; attempt < source.Count; attempt++)
        {
            stop.ThrowIfCancellationRequested();
            int candidate = (index + attempt) % source.Count;
            name = source.NameOf(candidate);
            Picture picture;
            try
            {
                picture = source[candidate];
            }
            catch (Exception problem) when (options.Broken == BrokenPictures.Skip
                && problem is PictureFormatException or IOException or UnauthorizedAccessException)
            {
                broken.Add(new BrokenPicture(name, problem.Message));
                continue;
            }
            return Transformed(picture, name, ref random);
        }
        throw new PictureFormatException(source.NameOf(index),
            $"none of the {source.Count} pictures of its domain can be read; this one: {broken[^1].Problem}");
    }

    private Picture Transformed(Picture picture, string name, ref ItemRandom random)
    {
        try
        {
            return transform.Apply(picture, transform.Draw(picture, ref random));
        }
        catch (ArgumentException problem)
        {
            throw new ArgumentException($"Picture '{name}': {problem.Message}", problem);
        }
    }

    private static void Spread(Picture picture, Span<float> values)
    {
        int plane = picture.Width * picture.Height;
        var rgb = picture.Rgb;
        var red = values[..plane];
        var green = values.Slice(plane, plane);
        var blue = values.Slice(2 * plane, plane);
        for (int i = 0, from = 0; i < plane; i++, from += 3)
        {
            red[i] = Scaled[rgb[from]];
            green[i] = Scaled[rgb[from + 1]];
            blue[i] = Scaled[rgb[from + 2]];
        }
    }
}
