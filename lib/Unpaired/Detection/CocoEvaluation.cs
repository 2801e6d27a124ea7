namespace Unpaired.Detection;

/// <summary>A true box in COCO's form.</summary>
/// <param name="Image">The picture's number.</param>
/// <param name="Category">The class.</param>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Area">Pixels of the object.</param>
/// <param name="IsCrowd">Whether it stands for many objects and is ignored.</param>
public sealed record CocoTruth(
    long Image, long Category, double X, double Y, double Width, double Height, double Area, bool IsCrowd = false);

/// <summary>A detection in COCO's form.</summary>
/// <param name="Image">The picture's number.</param>
/// <param name="Category">The class.</param>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Score">Higher is surer.</param>
public sealed record CocoDetection(
    long Image, long Category, double X, double Y, double Width, double Height, double Score);

/// <summary>What COCO's evaluation gives. Numbers are −1 where nothing applies.</summary>
/// <param name="Categories">The classes, rising.</param>
/// <param name="Statistics">
/// AP, AP50, AP75, AP of small, medium and large objects; AR with 1, 10 and 100 detections, AR of small, medium and
/// large objects.
/// </param>
/// <param name="Precision">[10 overlaps][101 recalls][classes], all sizes, 100 detections.</param>
/// <param name="Recall">[10 overlaps][classes], the same.</param>
public sealed record CocoResult(
    IReadOnlyList<long> Categories, IReadOnlyList<double> Statistics, double[][][] Precision, double[][] Recall)
{
    /// <summary>AP: mean over overlaps 0.50 to 0.95 and classes.</summary>
    public double Ap => Statistics[0];

    /// <summary>AP50: mean over classes at overlap 0.5.</summary>
    public double Ap50 => Statistics[1];

    /// <summary>Average precision of one class.</summary>
    /// <param name="overlap">0 for 0.50 to 9 for 0.95.</param>
    /// <param name="category">Place in <see cref="Categories"/>.</param>
    public double ApOf(int overlap, int category)
    {
        var row = Precision[overlap].Select(recall => recall[category]).Where(value => value > -1).ToList();
        return row.Count == 0 ? -1 : row.Average();
    }
}

/// <summary>COCO's evaluation of detections.</summary>
/// <remarks>Lin et al., ECCV 2014. Original: pycocotools.cocoeval (cocodataset/cocoapi 8c9bcc3).</remarks>
public static class CocoEvaluation
{
    private const int Most = 100, Overlaps = 10, Recalls = 101;
    private static readonly int[] Limits = [1, 10, Most];
    private static readonly (double Least, double Most)[] Areas = [(0, 1e10), (0, 1024), (1024, 9216), (9216, 1e10)];

    // Parity: numpy's linspace, whose steps are products.
    private static readonly double[] OverlapSteps = Steps(0.5, 0.95, Overlaps), RecallSteps = Steps(0, 1, Recalls);

    /// <summary>Evaluates.</summary>
    /// <param name="truths">All true boxes.</param>
    /// <param name="detections">All detections; of equal scores the earlier one counts first.</param>
    /// <param name="categories">The classes; null for those of the true boxes and detections.</param>
    public static CocoResult Run(
        IEnumerable<CocoTruth> truths, IEnumerable<CocoDetection> detections, IEnumerable<long>? categories = null)
    {
        var (truth, found) = (truths.ToList(), detections.ToList());
        long[] classes =
            [.. (categories ?? truth.Select(t => t.Category).Concat(found.Select(d => d.Category))).Distinct().Order()];
        var truthOf = truth.ToLookup(t => (t.Category, t.Image));
        var foundOf = found.ToLookup(d => (d.Category, d.Image));
        long[] images = [.. truth.Select(t => t.Image).Concat(found.Select(d => d.Image)).Distinct().Order()];
        // [area][limit][overlap][class]
        var curves = new Curve?[Areas.Length, Limits.Length, Overlaps, classes.Length];
        for (int c = 0; c < classes.Length; c++)
        {
            var pictures = images.Select(image => new Pair(
                [.. truthOf[(classes[c], image)]],
                [.. foundOf[(classes[c], image)].OrderByDescending(d => d.Score).Take(Most)])).ToList();
            for (int a = 0; a < Areas.Length; a++)
            {
                var matched = pictures.Select(pair => CocoMatching.Match(pair, Areas[a], OverlapSteps)).ToList();
                for (int m = 0; m < Limits.Length; m++)
                {
                    for (int o = 0; o < Overlaps; o++)
                        curves[a, m, o, c] = Curve.Of(matched, o, Limits[m], RecallSteps);
                }
            }
        }
        return Summary(classes, curves);
    }

    private static CocoResult Summary(long[] classes, Curve?[,,,] curves)
    {
        double Mean(Func<Curve, IEnumerable<double>> values, int area, int limit, int from = 0, int to = Overlaps)
        {
            var all = new List<double>();
            for (int o = from; o < to; o++)
            {
                for (int c = 0; c < classes.Length; c++)
                {
                    if (curves[area, limit, o, c] is { } curve) all.AddRange(values(curve));
                }
            }
            return all.Count == 0 ? -1 : all.Average();
        }
        static IEnumerable<double> P(Curve curve) => curve.Precision;
        static IEnumerable<double> R(Curve curve) => [curve.Recall];
        double[] statistics =
        [
            Mean(P, 0, 2), Mean(P, 0, 2, 0, 1), Mean(P, 0, 2, 5, 6), Mean(P, 1, 2), Mean(P, 2, 2), Mean(P, 3, 2),
            Mean(R, 0, 0), Mean(R, 0, 1), Mean(R, 0, 2), Mean(R, 1, 2), Mean(R, 2, 2), Mean(R, 3, 2),
        ];
        double[][][] precision =
        [
            .. Enumerable.Range(0, Overlaps).Select(o => Enumerable.Range(0, Recalls).Select(r => Enumerable
                .Range(0, classes.Length).Select(c => curves[0, 2, o, c]?.Precision[r] ?? -1).ToArray()).ToArray()),
        ];
        double[][] recall =
        [
            .. Enumerable.Range(0, Overlaps).Select(o => Enumerable.Range(0, classes.Length)
                .Select(c => curves[0, 2, o, c]?.Recall ?? -1).ToArray()),
        ];
        return new CocoResult(classes, statistics, precision, recall);
    }

    private static double[] Steps(double from, double to, int count)
    {
        double step = (to - from) / (count - 1);
        double[] steps = [.. Enumerable.Range(0, count).Select(i => i * step + from)];
        steps[^1] = to;
        return steps;
    }

    /// <summary>One class in one picture; detections by falling score.</summary>
    internal sealed record Pair(IReadOnlyList<CocoTruth> Truths, IReadOnlyList<CocoDetection> Found);

    /// <summary>Precision at each recall of a class, and the highest recall.</summary>
    private sealed record Curve(double[] Precision, double Recall)
    {
        private const double Spacing = 2.220446049250313e-16;

        internal static Curve? Of(IReadOnlyList<CocoMatches> pictures, int overlap, int limit, double[] steps)
        {
            int wanted = pictures.Sum(picture => picture.Wanted);
            if (wanted == 0) return null;
            var marks = pictures.SelectMany(picture => picture.Scores.Take(limit).Select((score, i) =>
                (Score: score, Hit: picture.IsMatched[overlap][i], Ignored: picture.IsIgnored[overlap][i])))
                .OrderByDescending(mark => mark.Score).ToList();
            double[] recall = new double[marks.Count], precision = new double[marks.Count];
            double hits = 0, misses = 0;
            for (int i = 0; i < marks.Count; i++)
            {
                if (!marks[i].Ignored && marks[i].Hit) hits++;
                if (!marks[i].Ignored && !marks[i].Hit) misses++;
                recall[i] = hits / wanted;
                precision[i] = hits / (hits + misses + Spacing);
            }
            for (int i = marks.Count - 2; i >= 0; i--) precision[i] = Math.Max(precision[i], precision[i + 1]);
            var sampled = new double[steps.Length];
            for (int s = 0, at = 0; s < steps.Length; s++)
            {
                while (at < recall.Length && recall[at] < steps[s]) at++;
                if (at < recall.Length) sampled[s] = precision[at];
            }
            return new Curve(sampled, marks.Count == 0 ? 0 : recall[^1]);
        }
    }
}
