using System.Globalization;
using Unpaired.Data;
using Unpaired.Display;
using static TorchSharp.torch;

namespace Unpaired.Metrics;

/// <summary>
/// Where the codes of single pictures lie, class by class: how often a picture is nearest to the mean code of its own
/// class, and a plane to look at.
/// </summary>
public sealed class ClassCodeMap
{
    private readonly IReadOnlyList<string> names;
    private readonly float[] places; // class by class, picture by picture, two coordinates each
    private readonly int each;

    private ClassCodeMap(IReadOnlyList<string> names, float[] places, int each, Share nearest) =>
        (this.names, this.places, this.each, NearestOwn) = (names, places, each, nearest);

    /// <summary>Of the pictures that made no mean: how many have the mean of their own class nearest.</summary>
    public Share NearestOwn { get; }

    /// <summary>How often a guess is right.</summary>
    public double Chance => 1.0 / names.Count;

    /// <summary>Encodes all pictures.</summary>
    /// <param name="pictures">At least two classes, the same number of pictures in each.</param>
    /// <param name="known">How many of each class make its mean; the others are looked up. At least 1, and at least one
    /// is left.</param>
    /// <param name="encode">[N, 3, H, W] to [N, ...]; all numbers of a picture are its code.</param>
    /// <exception cref="ArgumentException">Too few classes or pictures.</exception>
    public static ClassCodeMap Of(IClassPictures pictures, int known, Func<Tensor, Tensor> encode)
    {
        int classes = pictures.ClassCount, each = pictures.Count(0);
        if (classes < 2 || known < 1 || known >= each)
            throw new ArgumentException($"Expected two classes or more, and 1 to {each - 1} of {each} pictures for the "
                + $"means; got {classes} classes and {known} pictures.", nameof(known));
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var codes = stack([.. Enumerable.Range(0, classes).Select(row =>
            encode(Picture.ToBatch(Enumerable.Range(0, each).Select(i => pictures[row, i]))).flatten(1).to(float32))]);
        var means = codes.narrow(1, 0, known).mean([1]);
        var asked = codes.narrow(1, known, each - known).flatten(0, 1);
        long[] nearest = (asked.unsqueeze(1) - means).square().sum(2).argmin(1).data<long>().ToArray();
        int right = nearest.Where((found, i) => found == i / (each - known)).Count();
        var centred = codes.flatten(0, 1) - codes.mean([0, 1]);
        var (_, _, directions) = linalg.svd(centred, fullMatrices: false);
        float[] places = centred.matmul(directions.narrow(0, 0, 2).t()).contiguous().data<float>().ToArray();
        return new ClassCodeMap(
            [.. Enumerable.Range(0, classes).Select(pictures.Name)], places, each, new Share(right, nearest.Length));
    }

    /// <summary>The plane of the two directions in which the codes vary most, a point for each picture.</summary>
    /// <param name="title">The claim.</param>
    /// <param name="classes">How many classes are drawn, from the first; all codes decide the plane.</param>
    public Chart ToChart(string title, int classes = 6)
    {
        int drawn = Math.Min(classes, names.Count);
        var chart = new Chart(title, string.Create(CultureInfo.InvariantCulture,
                $"Codes of single pictures of {drawn} classes in a plane, a cloud for each class; {NearestOwn.Value:P0} of ")
            + string.Create(CultureInfo.InvariantCulture, $"the codes are nearest to their own class's mean (chance {Chance:P0})."),
            "first direction", "second direction");
        for (int row = 0; row < drawn; row++)
        {
            var points = Enumerable.Range(row * each, each).ToList();
            chart.Scatter(names[row], points.Select(i => (double)places[2 * i]), points.Select(i => (double)places[2 * i + 1]));
        }
        return chart;
    }
}
