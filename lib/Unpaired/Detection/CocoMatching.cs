namespace Unpaired.Detection;

/// <summary>Which detections of a picture are right, at each overlap.</summary>
/// <param name="Wanted">True boxes that count.</param>
/// <param name="Scores">Of the detections, falling.</param>
/// <param name="IsMatched">[overlaps][detections].</param>
/// <param name="IsIgnored">[overlaps][detections]: neither right nor wrong.</param>
internal sealed record CocoMatches(int Wanted, double[] Scores, bool[][] IsMatched, bool[][] IsIgnored);

/// <summary>Matches the detections of one class in one picture with its true boxes.</summary>
internal static class CocoMatching
{
    internal static CocoMatches Match(CocoEvaluation.Pair pair, (double Least, double Most) area, double[] overlaps)
    {
        bool Outside(double pixels) => pixels < area.Least || pixels > area.Most;
        // Ignored true boxes last, in their order.
        var truths = pair.Truths.Select(truth => (Truth: truth, Ignored: truth.IsCrowd || Outside(truth.Area)))
            .OrderBy(entry => entry.Ignored).ToList();
        var found = pair.Found;
        double[,] overlap = new double[found.Count, truths.Count];
        for (int d = 0; d < found.Count; d++)
        {
            for (int t = 0; t < truths.Count; t++) overlap[d, t] = Overlap(found[d], truths[t].Truth);
        }
        var matched = new bool[overlaps.Length][];
        var ignored = new bool[overlaps.Length][];
        for (int o = 0; o < overlaps.Length; o++)
        {
            (matched[o], ignored[o]) = (new bool[found.Count], new bool[found.Count]);
            var taken = new bool[truths.Count];
            for (int d = 0; d < found.Count; d++)
            {
                int best = Best(d, overlaps[o], overlap, truths, taken);
                if (best >= 0) taken[best] = matched[o][d] = true;
                ignored[o][d] = best >= 0 ? truths[best].Ignored : Outside(found[d].Width * found[d].Height);
            }
        }
        return new CocoMatches(
            truths.Count(entry => !entry.Ignored), [.. found.Select(detection => detection.Score)], matched, ignored);
    }

    private static int Best(
        int detection, double threshold, double[,] overlap, List<(CocoTruth Truth, bool Ignored)> truths, bool[] taken)
    {
        double least = Math.Min(threshold, 1 - 1e-10);
        int best = -1;
        for (int t = 0; t < truths.Count; t++)
        {
            if (taken[t] && !truths[t].Truth.IsCrowd) continue;
            if (best >= 0 && !truths[best].Ignored && truths[t].Ignored) break;
            if (overlap[detection, t] < least) continue; // an equal overlap takes the later box
            (least, best) = (overlap[detection, t], t);
        }
        return best;
    }

    private static double Overlap(CocoDetection found, CocoTruth truth)
    {
        double width = Math.Min(found.X + found.Width, truth.X + truth.Width) - Math.Max(found.X, truth.X);
        double height = Math.Min(found.Y + found.Height, truth.Y + truth.Height) - Math.Max(found.Y, truth.Y);
        if (width <= 0 || height <= 0) return 0;
        double shared = width * height, own = found.Width * found.Height;
        return shared / (truth.IsCrowd ? own : own + truth.Width * truth.Height - shared);
    }
}
