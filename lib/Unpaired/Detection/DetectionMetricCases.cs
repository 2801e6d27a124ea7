using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>The golden case detection of the system metrics: COCO's and VOC's evaluation.</summary>
internal static class DetectionMetricCases
{
    /// <summary>Compares everything of the case.</summary>
    internal static void Verify(GoldenCase golden, GoldenComparison compare)
    {
        foreach (string set in new[] { "coco", "coco_exact" }) Coco(golden, compare, set);
        Voc(golden, compare);
        if (!golden.HasInput("voc_curve.recall")) return;
        var curve = new VocCurve(
            golden.Main["in.voc_curve.recall"].ToDoubles(), golden.Main["in.voc_curve.precision"].ToDoubles());
        compare.Check("out.voc_curve.ap11", curve.Ap11);
        compare.Check("out.voc_curve.ap_all", curve.Ap);
    }

    private static void Coco(GoldenCase golden, GoldenComparison compare, string set)
    {
        if (!golden.HasInput($"{set}.gt")) return;
        var result = CocoEvaluation.Run(
            Rows(golden, $"{set}.gt").Select(row => new CocoTruth(
                (long)row[0], (long)row[1], row[2], row[3], row[4], row[5], row[6], row[7] != 0)),
            Rows(golden, $"{set}.dt").Select(row => new CocoDetection(
                (long)row[0], (long)row[1], row[2], row[3], row[4], row[5], row[6])));
        void Check(string name, double[] values)
        {
            if (golden.Main.Has($"out.{set}.{name}")) compare.Check(golden.Main, $"out.{set}.{name}", values);
        }
        int classes = result.Categories.Count;
        Check("stats", [.. result.Statistics]);
        Check("precision_iou50", [.. result.Precision[0].SelectMany(row => row)]);
        Check("recall", [.. result.Recall.SelectMany(row => row)]);
        Check("ap", [.. Enumerable.Range(0, 10 * classes).Select(i => result.ApOf(i / classes, i % classes))]);
    }

    private static void Voc(GoldenCase golden, GoldenComparison compare)
    {
        if (!golden.HasInput("voc.gt")) return;
        var (truths, found) = (Rows(golden, "voc.gt"), Rows(golden, "voc.dt"));
        var averages = new List<double>();
        foreach (long label in truths.Select(row => (long)row[1]).Distinct().Order())
        {
            var curve = VocEvaluation.Run(
                truths.Where(row => (long)row[1] == label).Select(row => new VocTruth(
                    (long)row[0], row[2], row[3], row[4], row[5], row[6] != 0)),
                found.Where(row => (long)row[1] == label).Select(row => new VocDetection(
                    (long)row[0], row[2], row[3], row[4], row[5], row[6])));
            averages.Add(curve.Ap11);
            compare.CheckIfThere($"out.voc.ap11.c{label}", tensor(curve.Ap11));
            compare.CheckIfThere($"out.voc.ap_all.c{label}", tensor(curve.Ap));
            compare.CheckIfThere($"out.voc.recall.c{label}", tensor(curve.Recall.ToArray()));
            compare.CheckIfThere($"out.voc.precision.c{label}", tensor(curve.Precision.ToArray()));
        }
        compare.CheckIfThere("out.voc.map11", tensor(averages.Average()));
    }

    private static double[][] Rows(GoldenCase golden, string name)
    {
        var values = golden.Main[$"in.{name}"];
        return [.. values.ToDoubles().Chunk((int)values.shape[1])];
    }
}
