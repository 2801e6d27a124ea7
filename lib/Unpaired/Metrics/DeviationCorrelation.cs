using Unpaired.Data;

namespace Unpaired.Metrics;

/// <summary>
/// How well translations say what is special about each scene: the correlation of their deviations from the mean picture
/// of the target domain with those of the truths. A constant picture, however near to all truths, has none.
/// </summary>
/// <remarks>
/// With d = output − mean picture and t = truth − mean picture it is Σ dt / √(Σ d² Σ t²), the sums over all pixels,
/// colours and pictures: 1 for the truth, 0 for anything that has nothing to do with it.
/// </remarks>
public sealed class DeviationCorrelation
{
    private readonly byte[] mean;

    /// <summary>Deviations from a mean picture.</summary>
    /// <param name="mean">The mean picture of the target domain, of pictures that are not compared.</param>
    public DeviationCorrelation(Picture mean)
    {
        this.mean = mean.Rgb.ToArray();
        (Width, Height) = (mean.Width, mean.Height);
    }

    /// <summary>Columns of every picture.</summary>
    public int Width { get; }

    /// <summary>Rows of every picture.</summary>
    public int Height { get; }

    /// <summary>The correlation over many translations.</summary>
    /// <param name="pairs">At least one pair of pictures of the mean picture's size.</param>
    /// <returns>In [−1, 1]; 0 where the outputs or the truths never deviate from the mean picture.</returns>
    /// <exception cref="ArgumentException">No pairs, or a picture of another size.</exception>
    public double Of(IEnumerable<(Picture Output, Picture Truth)> pairs)
    {
        double common = 0, outputs = 0, truths = 0;
        int count = 0;
        foreach (var (output, truth) in pairs)
        {
            Require(output);
            Require(truth);
            count++;
            ReadOnlySpan<byte> a = output.Rgb, b = truth.Rgb;
            for (int i = 0; i < mean.Length; i++)
            {
                double d = a[i] - mean[i], t = b[i] - mean[i];
                common += d * t;
                outputs += d * d;
                truths += t * t;
            }
        }
        if (count == 0)
            throw new ArgumentException("Expected at least one output with its truth; got none.", nameof(pairs));
        double scale = Math.Sqrt(outputs * truths);
        return scale > 0 ? common / scale : 0;
    }

    private void Require(Picture picture)
    {
        if (picture.Width != Width || picture.Height != Height)
            throw new ArgumentException(
                $"Expected pictures of {Width} x {Height}, as the mean picture is; got {picture.Width} x {picture.Height}.");
    }
}
