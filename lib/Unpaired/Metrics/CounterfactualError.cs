using Unpaired.Data;

namespace Unpaired.Metrics;

/// <summary>How far the translations of one method are from the truth, over a test set.</summary>
/// <param name="Method">Name in tables and charts.</param>
/// <param name="PerPicture">One mean absolute difference per picture, on the scale [-1, 1]; 0 is perfect, 2 the worst.</param>
public sealed record CounterfactualError(string Method, IReadOnlyList<double> PerPicture)
{
    /// <summary>Number of pictures.</summary>
    public int Count => PerPicture.Count;

    /// <summary>Mean over pictures.</summary>
    public double Mean => PerPicture.Average();

    /// <summary>Standard error of the mean: deviation over pictures divided by the root of their number; 0 for one picture.</summary>
    public double StandardError
    {
        get
        {
            double mean = Mean;
            return Count < 2 ? 0 : Math.Sqrt(PerPicture.Sum(e => (e - mean) * (e - mean)) / (Count - 1) / Count);
        }
    }

    /// <summary>Compares translations with what the world says they should be.</summary>
    /// <param name="method">Name in tables and charts.</param>
    /// <param name="translations">In the order of the truths.</param>
    /// <param name="truths">The same content in the same style, drawn by the world.</param>
    /// <exception cref="ArgumentException">None, another number, or another size.</exception>
    public static CounterfactualError Of(string method, IEnumerable<Picture> translations, IEnumerable<Picture> truths)
    {
        var left = translations.ToList();
        var right = truths.ToList();
        return left.Count > 0 && left.Count == right.Count
            ? new CounterfactualError(method, [.. left.Zip(right, Between)])
            : throw new ArgumentException(
                $"{method}: expected as many translations as truths, at least one; got {left.Count} and {right.Count}.");
    }

    /// <summary>Mean absolute difference of two pictures on the scale [-1, 1].</summary>
    /// <exception cref="ArgumentException">Different sizes.</exception>
    public static double Between(Picture a, Picture b)
    {
        if (a.Width != b.Width || a.Height != b.Height)
            throw new ArgumentException(
                $"Expected two pictures of one size; got {a.Width} x {a.Height} and {b.Width} x {b.Height}.");
        long sum = 0;
        for (int i = 0; i < a.Rgb.Length; i++)
            sum += Math.Abs(a.Rgb[i] - b.Rgb[i]);
        return sum / 127.5 / a.Rgb.Length;
    }

    /// <summary>Mean difference over all pairs of pictures: how much a set of translations of one input varies.</summary>
    /// <param name="pictures">At least two, of one size.</param>
    /// <exception cref="ArgumentException">Fewer, or different sizes.</exception>
    public static double Diversity(IReadOnlyList<Picture> pictures)
    {
        if (pictures.Count < 2)
            throw new ArgumentException($"Diversity needs at least two pictures; got {pictures.Count}.");
        return pictures.SelectMany((a, i) => pictures.Take(i).Select(b => Between(a, b))).Average();
    }
}

/// <summary>Constant pictures: what the best translator that looks at nothing would answer.</summary>
public static class ConstantPictures
{
    /// <summary>The picture with the smallest mean squared difference to all: the mean of each number.</summary>
    /// <exception cref="ArgumentException">None, or different sizes.</exception>
    public static Picture Mean(IReadOnlyList<Picture> pictures) => Combine(pictures, column =>
    {
        int sum = 0;
        foreach (byte value in column)
            sum += value;
        return (byte)Math.Round((double)sum / column.Length);
    });

    /// <summary>The picture with the smallest mean absolute difference to all: the median of each number.</summary>
    /// <exception cref="ArgumentException">None, or different sizes.</exception>
    public static Picture Median(IReadOnlyList<Picture> pictures) => Combine(pictures, column =>
    {
        column.Sort();
        return column[column.Length / 2];
    });

    private delegate byte Average(Span<byte> column);

    private static Picture Combine(IReadOnlyList<Picture> pictures, Average average)
    {
        if (pictures.Count == 0 || pictures.Any(p => p.Width != pictures[0].Width || p.Height != pictures[0].Height))
            throw new ArgumentException(
                $"Expected pictures of one size; got {string.Join(", ", pictures.Select(p => $"{p.Width} x {p.Height}").Distinct())}.");
        var result = new byte[pictures[0].Rgb.Length];
        var column = new byte[pictures.Count];
        for (int i = 0; i < result.Length; i++)
        {
            for (int n = 0; n < column.Length; n++)
                column[n] = pictures[n].Rgb[i];
            result[i] = average(column);
        }
        return new Picture(pictures[0].Width, pictures[0].Height, result);
    }
}
