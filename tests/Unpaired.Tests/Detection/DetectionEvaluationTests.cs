using Unpaired.Data;
using Unpaired.Detection;
using Unpaired.Metrics;
using Unpaired.Verification;
using static TorchSharp.torch;
using static Unpaired.Tests.Detection.DetectorGoldens;

namespace Unpaired.Tests.Detection;

public sealed class DetectionEvaluationTests
{
    [Fact]
    public void Metrics_GoldenCase_IsThatOfCocoApiAndVoc()
    {
        var report = GoldenVerification.Run(Path.Combine(MetricsFolder, "detection.json"), [new MetricsVerifier()]);
        Assert.True(report.ExitCode == 0, report.ToString());
        Assert.Equal(4 + 2 + 9 + 2, report.Results.Sum(result => result.Tensors));
    }

    [Fact]
    public void Coco_PerfectAndWrongDetections_GiveOneAndNothing()
    {
        CocoTruth[] truths =
            [new(1, 1, 0, 0, 40, 40, 1600), new(2, 5, 10, 10, 20, 20, 400), new(2, 5, 0, 0, 9, 9, 81, IsCrowd: true)];
        var perfect = CocoEvaluation.Run(truths,
            [new(1, 1, 0, 0, 40, 40, 0.9), new(2, 5, 10, 10, 20, 20, 0.2), new(2, 5, 1, 1, 5, 5, 0.1)]);
        Assert.Equal(1, perfect.Ap, 1e-12);
        Assert.Equal([1, 5], perfect.Categories);
        Assert.Equal(-1, perfect.Statistics[5]); // no large object
        var wrong = CocoEvaluation.Run(truths, [new(1, 5, 0, 0, 40, 40, 0.9)]);
        Assert.Equal(0, wrong.Ap);
        Assert.Equal(-1, CocoEvaluation.Run([], []).Ap);
    }

    [Fact]
    public void Voc_SecondDetectionOfOneBox_IsWrong()
    {
        VocTruth[] truths = [new(1, 1, 1, 10, 10), new(2, 1, 1, 10, 10), new(3, 1, 1, 10, 10, IsDifficult: true)];
        var curve = VocEvaluation.Run(truths, [
            new(1, 1, 1, 10, 10, 0.9), new(1, 1, 1, 10, 9, 0.8), new(3, 1, 1, 10, 10, 0.7), new(2, 1, 1, 10, 10, 0.6)]);
        Assert.Equal([0.5, 0.5, 0.5, 1], curve.Recall);
        Assert.Equal([1, 0.5, 0.5, 2.0 / 3], curve.Precision);
        Assert.Equal(0.5 + 0.5 * 2 / 3, curve.Ap, 1e-12);
        Assert.Equal((6 + 5 * 2.0 / 3) / 11, curve.Ap11, 1e-12);
    }

    [Fact]
    public void Evaluation_UntrainedNetwork_GivesALowScoreAndASheet()
    {
        using var scope = NewDisposeScope();
        using var trainer = new DetectorTrainer(Small);
        var picture = new Picture(64, 48, new byte[64 * 48 * 3]);
        var evaluation =
            new DetectionEvaluation(new DetectionList([picture, picture], [[new PictureBox(2, 3, 3, 33, 40)], []]));
        var result = evaluation.Run(trainer);
        Assert.InRange(result.Value, 0.5, 1);
        Assert.Contains("mAP@0.5 0.0", result.Name);
        Assert.Equal(2, result.Samples!.ColumnCount);
        var scores = evaluation.Measure(trainer.Network);
        Assert.Equal(["car"], scores.Classes.Where((_, i) => scores.Ap50Of(i) >= 0));
    }

    [Fact]
    public void Overlay_Box_IsDrawnInsideThePicture()
    {
        var picture = new Picture(40, 30, new byte[40 * 30 * 3]);
        DetectedObject[] found = [new(1, 0.75, 10, 8, 30, 25), new(2, 0.5, -5, -5, 60, 50), new(3, 1, 7, 7, 7, 7)];
        var drawn = DetectionOverlay.Draw(picture, found);
        Assert.Equal((40, 30), (drawn.Width, drawn.Height));
        Assert.Equal(0, At(picture, 20, 8)); // the picture itself is untouched
        Assert.NotEqual(0, At(drawn, 20, 8));
        Assert.NotEqual(0, At(drawn, 0, 15)); // the box beyond the picture is cut at its edge
        Assert.Equal(0, At(drawn, 20, 16)); // inside it is free
        var labelled = DetectionOverlay.Draw(picture, found, label => $"class {label}");
        Assert.NotEqual(drawn.Rgb.ToArray(), labelled.Rgb.ToArray());
        var grid = DetectionOverlay.Grid([(picture, found), (picture, [])],
            label => $"{label}", "Two pictures.", columns: 2);
        Assert.Equal((1, 2), (grid.RowCount, grid.ColumnCount));
        Assert.Equal(240, grid[0, 0]!.Width); // enlarged six times
        Assert.NotEmpty(grid.ToPng());
    }

    private static int At(Picture picture, int x, int y) =>
        picture.Rgb.Slice((y * picture.Width + x) * 3, 3).ToArray().Sum(value => value);
}
