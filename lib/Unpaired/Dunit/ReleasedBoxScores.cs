using Unpaired.Detection;

namespace Unpaired.Dunit;

/// <summary>How the released losses of several pictures become one.</summary>
public enum LossReduction
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,
}

/// <summary>The multi-box scores of the released DUNIT code, with its peculiarities: for comparison only.</summary>
/// <remarks>
/// Nothing here has a gradient: the original rebuilds its scores as new tensors. What trains is <see
/// cref="InstanceConsistency"/>. Original: IVRL/Dunit (ec229c2).
/// </remarks>
public static class ReleasedBoxScores
{
    /// <summary>Agreement of two lists of boxes of one class.</summary>
    /// <param name="predictions">n boxes.</param>
    /// <param name="references">m boxes.</param>
    /// <param name="generalized">
    /// Parity: the original's "GIoU" does not add the intersection back, so identical boxes score 2.
    /// </param>
    /// <param name="areaNormalised">
    /// Parity: each maximum is weighted with the area of a box of the list that the maximum was taken over.
    /// </param>
    /// <exception cref="ArgumentException">The generalized score of an empty list; area weights for lists of different
    /// length, unless one has one box: the original raises errors too.</exception>
    public static double Score(
        IReadOnlyList<PictureBox> predictions, IReadOnlyList<PictureBox> references, bool generalized = false,
        bool areaNormalised = false)
    {
        int n = predictions.Count, m = references.Count, apart = Math.Abs(n - m);
        if (n == 0 || m == 0)
        {
            if (generalized)
                throw new ArgumentException($"Expected boxes on both sides for this score; got {n} and {m}.");
            return 0;
        }
        double[] overReferences = Best(references, predictions), overPredictions = Best(predictions, references);
        double[] first = areaNormalised ? Weighted(overReferences, predictions) : overReferences;
        double[] second = areaNormalised ? Weighted(overPredictions, references) : overPredictions;
        return (Sum(first, n) + Sum(second, m)) / 2;

        double[] Best(IReadOnlyList<PictureBox> of, IReadOnlyList<PictureBox> among) =>
            [.. of.Select(box => among.Max(other => Pair(box, other, generalized)))];
        // What agrees is divided by the counts, what is empty grows with their difference.
        double Sum(double[] values, int count) => values.Sum(value => value >= 0
            ? value / (count + apart)
            : value * (1 + apart) / count);
    }

    /// <summary>The loss of each picture: the mean of 1 − score over its classes; NaN for a picture without
    /// any.</summary>
    /// <param name="predictions">Boxes with labels, for each picture.</param>
    /// <param name="references">The same.</param>
    /// <param name="generalized">Which score.</param>
    /// <param name="reduction">What is made of the pictures' losses.</param>
    /// <returns>One number for each picture, or one.</returns>
    /// <exception cref="ArgumentException">As in <see cref="Score"/>.</exception>
    public static double[] Loss(
        IReadOnlyList<IReadOnlyList<PictureBox>> predictions, IReadOnlyList<IReadOnlyList<PictureBox>> references,
        bool generalized = false, LossReduction reduction = LossReduction.Mean)
    {
        double[] losses = [.. predictions.Zip(references, OfPicture)];
        return reduction switch
        {
            LossReduction.None => losses,
            LossReduction.Mean => [losses.Average()],
            _ => [losses.Sum()],
        };

        double OfPicture(IReadOnlyList<PictureBox> found, IReadOnlyList<PictureBox> wanted)
        {
            double[] parts =
            [
                .. found.Concat(wanted).Select(box => box.Label).Distinct().Select(label => 1 - Score(
                    [.. found.Where(box => box.Label == label)], [.. wanted.Where(box => box.Label == label)],
                    generalized)),
            ];
            return parts.Length == 0 ? double.NaN : parts.Average();
        }
    }

    /// <summary>Agreement of two lists of equal length by the later, incomplete version of the code: the mean of the
    /// best match of each box, on both sides.</summary>
    /// <remarks>Known from the tests of the repository.</remarks>
    /// <param name="predictions">n boxes.</param>
    /// <param name="references">n boxes.</param>
    /// <param name="agreement">f.</param>
    /// <exception cref="ArgumentException">Lists of different length, or empty ones.</exception>
    public static double LaterScore(
        IReadOnlyList<PictureBox> predictions, IReadOnlyList<PictureBox> references, BoxAgreement agreement)
    {
        if (predictions.Count != references.Count || predictions.Count == 0)
            throw new ArgumentException(
                $"Expected as many references as predictions, at least one; got {predictions.Count} and "
                + $"{references.Count}.");
        double there = predictions.Average(box => references.Max(other => Exact(box, other, agreement)));
        double back = references.Average(box => predictions.Max(other => Exact(box, other, agreement)));
        return (there + back) / 2;
    }

    private static double[] Weighted(double[] values, IReadOnlyList<PictureBox> boxes)
    {
        double all = boxes.Sum(Area);
        double[] shares = [.. boxes.Select(box => Area(box) / all)];
        if (values.Length != shares.Length && values.Length != 1 && shares.Length != 1)
            throw new ArgumentException(
                $"Area weights need lists of equal length or one box; got {values.Length} and {shares.Length}.");
        int length = Math.Max(values.Length, shares.Length);
        return [.. Enumerable.Range(0, length).Select(i => values[values.Length == 1 ? 0 : i]
            * shares[shares.Length == 1 ? 0 : i])];
    }

    private static double Pair(PictureBox first, PictureBox second, bool generalized)
    {
        var (intersection, union, hull) = Areas(first, second);
        double iou = intersection > 0 ? intersection / union : 0;
        return generalized ? iou - (hull - Area(first) - Area(second)) / hull : iou;
    }

    private static double Exact(PictureBox first, PictureBox second, BoxAgreement agreement)
    {
        var (intersection, union, hull) = Areas(first, second);
        double iou = intersection / union, empty = (hull - union) / hull;
        if (agreement == BoxAgreement.Iou) return iou;
        if (agreement == BoxAgreement.Generalized) return iou - empty;
        double x = (first.Left + first.Right - second.Left - second.Right) / 2;
        double y = (first.Top + first.Bottom - second.Top - second.Bottom) / 2;
        double width = Math.Max(first.Right, second.Right) - Math.Min(first.Left, second.Left);
        double height = Math.Max(first.Bottom, second.Bottom) - Math.Min(first.Top, second.Top);
        double distance = iou - (x * x + y * y) / (width * width + height * height);
        if (agreement == BoxAgreement.Distance) return distance;
        double aspect = 4 / (Math.PI * Math.PI) * Math.Pow(Angle(first) - Angle(second), 2);
        double complete = distance - aspect * aspect / (1 - iou + aspect + 1e-7);
        return agreement == BoxAgreement.Complete ? complete : complete - empty;
    }

    private static double Angle(PictureBox box) => Math.Atan((box.Right - box.Left) / (box.Bottom - box.Top));

    private static double Area(PictureBox box) => (box.Right - box.Left) * (box.Bottom - box.Top);

    private static (double Intersection, double Union, double Hull) Areas(PictureBox first, PictureBox second)
    {
        double width = Math.Min(first.Right, second.Right) - Math.Max(first.Left, second.Left);
        double height = Math.Min(first.Bottom, second.Bottom) - Math.Max(first.Top, second.Top);
        double intersection = Math.Max(0, width) * Math.Max(0, height);
        double hull = (Math.Max(first.Right, second.Right) - Math.Min(first.Left, second.Left))
            * (Math.Max(first.Bottom, second.Bottom) - Math.Min(first.Top, second.Top));
        return (intersection, Area(first) + Area(second) - intersection, hull);
    }
}
