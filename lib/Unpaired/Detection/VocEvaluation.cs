namespace Unpaired.Detection;

/// <summary>A true box in Pascal VOC's form: corners are pixels that belong to it.</summary>
/// <param name="Image">The picture's number.</param>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Right">Last column.</param>
/// <param name="Bottom">Last row.</param>
/// <param name="IsDifficult">Whether it is ignored.</param>
public sealed record VocTruth(
    long Image, double Left, double Top, double Right, double Bottom, bool IsDifficult = false);

/// <summary>A detection in Pascal VOC's form.</summary>
/// <param name="Image">The picture's number.</param>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Right">Last column.</param>
/// <param name="Bottom">Last row.</param>
/// <param name="Score">Higher is surer.</param>
public sealed record VocDetection(
    long Image, double Left, double Top, double Right, double Bottom, double Score);

/// <summary>Precision against recall of one class.</summary>
/// <param name="Recall">After each detection, by falling score.</param>
/// <param name="Precision">The same.</param>
public sealed record VocCurve(IReadOnlyList<double> Recall, IReadOnlyList<double> Precision)
{
    /// <summary>Average precision of VOC 2007: the best precision at eleven recalls.</summary>
    public double Ap11 => Enumerable.Range(0, 11).Sum(i => Recall.Zip(Precision)
        .Where(point => point.First >= i * 0.1).Select(point => point.Second).DefaultIfEmpty(0).Max() / 11);

    /// <summary>Average precision since VOC 2010: the area below the curve made falling.</summary>
    public double Ap
    {
        get
        {
            double[] recall = [0, .. Recall, 1], precision = [0, .. Precision, 0];
            double area = 0;
            for (int i = precision.Length - 2; i >= 0; i--)
            {
                precision[i] = Math.Max(precision[i], precision[i + 1]);
                area += (recall[i + 1] - recall[i]) * precision[i + 1];
            }
            return area;
        }
    }
}

/// <summary>Pascal VOC's evaluation of the detections of one class.</summary>
/// <remarks>Everingham et al., IJCV 2010. Original: voc_eval.py of rbgirshick/py-faster-rcnn (781a917).</remarks>
public static class VocEvaluation
{
    private const double Spacing = 2.220446049250313e-16;

    /// <summary>Evaluates one class; mAP is the mean over classes.</summary>
    /// <param name="truths">True boxes of the class in all pictures.</param>
    /// <param name="detections">Detections of the class in all pictures; of equal scores the earlier one counts
    /// first.</param>
    /// <param name="overlap">A detection is right if it overlaps by more.</param>
    public static VocCurve Run(
        IEnumerable<VocTruth> truths, IEnumerable<VocDetection> detections, double overlap = 0.5)
    {
        var all = truths.ToList();
        var byImage = all.ToLookup(truth => truth.Image);
        int wanted = all.Count(truth => !truth.IsDifficult);
        var taken = new HashSet<VocTruth>(ReferenceEqualityComparer.Instance);
        List<double> recall = [], precision = [];
        double hits = 0, misses = 0;
        foreach (var found in detections.OrderByDescending(detection => detection.Score))
        {
            var (best, most) = (default(VocTruth), double.NegativeInfinity);
            foreach (var truth in byImage[found.Image])
            {
                double shared = Overlap(found, truth);
                if (shared > most) (best, most) = (truth, shared);
            }
            // Parity: the box that overlaps most decides, even if it is taken and another one is not.
            if (best is null || !(most > overlap)) misses++;
            else if (!best.IsDifficult && taken.Add(best)) hits++;
            else if (!best.IsDifficult) misses++;
            recall.Add(hits / wanted);
            precision.Add(hits / Math.Max(hits + misses, Spacing));
        }
        return new VocCurve(recall, precision);
    }

    private static double Overlap(VocDetection found, VocTruth truth)
    {
        double width = Math.Max(0, Math.Min(found.Right, truth.Right) - Math.Max(found.Left, truth.Left) + 1);
        double height = Math.Max(0, Math.Min(found.Bottom, truth.Bottom) - Math.Max(found.Top, truth.Top) + 1);
        double shared = width * height;
        double own = (found.Right - found.Left + 1) * (found.Bottom - found.Top + 1);
        return shared / (own + (truth.Right - truth.Left + 1) * (truth.Bottom - truth.Top + 1) - shared);
    }
}
