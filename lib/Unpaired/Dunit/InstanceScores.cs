using Unpaired.Data;
using Unpaired.Detection;

namespace Unpaired.Dunit;

/// <summary>What became of one object in a translation.</summary>
/// <param name="Error">Mean absolute difference to the truth within its true box, all colours, 0 to 2.</param>
/// <param name="Contrast">How far its mean colour is from that of a ring round it: mean over the colours, 0 to 2.</param>
/// <param name="IsFound">Whether a detector finds it: the right class, overlap at least 0.5, score at least
/// 0.5.</param>
public readonly record struct InstanceOutcome(double Error, double Contrast, bool IsFound);

/// <summary>Measures single objects in pictures.</summary>
public static class InstanceScores
{
    /// <summary>Width in pixels of the ring that an object stands out from.</summary>
    public const int RingPixels = 2;

    private const double OfByte = 2 / 255.0, LeastOverlap = 0.5;

    /// <summary>Scores every object of a picture.</summary>
    /// <param name="answer">The translation.</param>
    /// <param name="truth">What it should be; the same size.</param>
    /// <param name="boxes">Its objects; ignored ones get no score.</param>
    /// <param name="found">What a detector finds in the translation.</param>
    /// <returns>In the order of the boxes that count.</returns>
    /// <exception cref="ArgumentException">Pictures of different sizes.</exception>
    public static IReadOnlyList<InstanceOutcome> Of(
        Picture answer, Picture truth, IReadOnlyList<PictureBox> boxes, IReadOnlyList<DetectedObject> found)
    {
        RequireOneSize(answer, truth);
        var counted = boxes.Where(box => !box.IsIgnored && box.HasArea).ToList();
        var matched = Matches(counted, found);
        return
        [
            .. counted.Select((box, i) => new InstanceOutcome(
                Difference(answer, truth, Inside(box, answer)), Contrast(answer, box), matched[i] is not null)),
        ];
    }

    /// <summary>Mean absolute difference outside of all boxes, 0 to 2; NaN if boxes cover everything.</summary>
    /// <param name="answer">The translation.</param>
    /// <param name="truth">What it should be; the same size.</param>
    /// <param name="boxes">All objects.</param>
    /// <exception cref="ArgumentException">Pictures of different sizes.</exception>
    public static double Elsewhere(Picture answer, Picture truth, IReadOnlyList<PictureBox> boxes)
    {
        RequireOneSize(answer, truth);
        var inside = boxes.Select(box => Inside(box, answer)).ToList();
        return Difference(answer, truth, (x, y) => !inside.Exists(one => one(x, y)));
    }

    /// <summary>How far an object's mean colour is from that of a ring round its box: mean over the colours, 0 to 2; 0
    /// if the box fills the picture.</summary>
    /// <param name="picture">Any picture.</param>
    /// <param name="box">The object.</param>
    public static double Contrast(Picture picture, PictureBox box)
    {
        var inner = Inside(box, picture);
        var outer = Inside(new PictureBox(
            box.Label, box.Left - RingPixels, box.Top - RingPixels, box.Right + RingPixels, box.Bottom + RingPixels), picture);
        var (within, around) = (Mean(picture, inner), Mean(picture, (x, y) => outer(x, y) && !inner(x, y)));
        return within is null || around is null ? 0 : within.Zip(around, (a, b) => Math.Abs(a - b)).Average() * OfByte;
    }

    /// <summary>The detection that belongs to each box: the surest first, each once; null for none.</summary>
    /// <param name="boxes">True objects.</param>
    /// <param name="found">Detections; those below 0.5 are left out.</param>
    public static IReadOnlyList<DetectedObject?> Matches(
        IReadOnlyList<PictureBox> boxes, IReadOnlyList<DetectedObject> found)
    {
        var matches = new DetectedObject?[boxes.Count];
        foreach (var one in found.Where(one => one.Score >= DetectionOverlay.WorthShowing)
            .OrderByDescending(one => one.Score))
        {
            int best = Enumerable.Range(0, boxes.Count)
                .Where(i => matches[i] is null && boxes[i].Label == one.Label && Overlap(boxes[i], one) >= LeastOverlap)
                .OrderByDescending(i => Overlap(boxes[i], one)).FirstOrDefault(-1);
            if (best >= 0) matches[best] = one;
        }
        return matches;
    }

    /// <summary>Intersection over union of a true and a found box.</summary>
    public static double Overlap(PictureBox box, DetectedObject found)
    {
        double width = Math.Min(box.Right, found.Right) - Math.Max(box.Left, found.Left);
        double height = Math.Min(box.Bottom, found.Bottom) - Math.Max(box.Top, found.Top);
        if (width <= 0 || height <= 0) return 0;
        double both = width * height;
        double all = ((box.Right - box.Left) * (box.Bottom - box.Top))
            + ((found.Right - found.Left) * (found.Bottom - found.Top)) - both;
        return both / all;
    }

    /// <summary>Whether a pixel's centre lies in a box; of a box without any, the pixel that holds its centre.</summary>
    private static Func<int, int, bool> Inside(PictureBox box, Picture picture)
    {
        static (int From, int To) Span(double low, double high, int size)
        {
            int from = Math.Max(0, (int)Math.Ceiling(low - 0.5)), to = Math.Min(size, (int)Math.Ceiling(high - 0.5));
            int middle = Math.Clamp((int)Math.Floor((low + high) / 2), 0, size - 1);
            return to > from ? (from, to) : (middle, middle + 1);
        }
        var (left, right) = Span(box.Left, box.Right, picture.Width);
        var (top, bottom) = Span(box.Top, box.Bottom, picture.Height);
        return (x, y) => x >= left && x < right && y >= top && y < bottom;
    }

    private static double Difference(Picture a, Picture b, Func<int, int, bool> counts)
    {
        long sum = 0, pixels = 0;
        for (int y = 0; y < a.Height; y++)
        {
            for (int x = 0; x < a.Width; x++)
            {
                if (!counts(x, y)) continue;
                int at = 3 * ((y * a.Width) + x);
                for (int colour = at; colour < at + 3; colour++) sum += Math.Abs(a.Rgb[colour] - b.Rgb[colour]);
                pixels++;
            }
        }
        return pixels == 0 ? double.NaN : OfByte * sum / (3 * pixels);
    }

    private static double[]? Mean(Picture picture, Func<int, int, bool> counts)
    {
        double[] sums = new double[3];
        int pixels = 0;
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                if (!counts(x, y)) continue;
                for (int colour = 0; colour < 3; colour++)
                    sums[colour] += picture.Rgb[(3 * ((y * picture.Width) + x)) + colour];
                pixels++;
            }
        }
        return pixels == 0 ? null : [.. sums.Select(sum => sum / pixels)];
    }

    private static void RequireOneSize(Picture answer, Picture truth)
    {
        if (answer.Width != truth.Width || answer.Height != truth.Height)
            throw new ArgumentException(
                $"Expected pictures of one size; got {answer.Width} x {answer.Height} and {truth.Width} x {truth.Height}.");
    }
}
