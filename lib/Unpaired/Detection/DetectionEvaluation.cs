using System.Globalization;
using Unpaired.Data;
using Unpaired.Training;

namespace Unpaired.Detection;

/// <summary>How good a detector is on some pictures.</summary>
/// <param name="Coco">COCO's definitions.</param>
/// <param name="Classes">Names of the classes that occur, in the order of <see cref="CocoResult.Categories"/>.</param>
/// <param name="VocMap">Mean over classes of VOC's average precision since 2010, overlap above 0.5.</param>
/// <param name="Voc2007Map">The same with VOC 2007's eleven points.</param>
public sealed record DetectionScores(
    CocoResult Coco, IReadOnlyList<string> Classes, double VocMap, double Voc2007Map)
{
    /// <summary>AP at overlap 0.5 of a class; −1 if there is no such object.</summary>
    public double Ap50Of(int place) => Coco.ApOf(0, place);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"mAP@0.5 {Coco.Ap50:0.000} ({string.Join(", ", Classes.Select((name, i) => FormattableString.Invariant(
            $"{name} {Ap50Of(i):0.000}")))}), mAP@0.5:0.95 {Coco.Ap:0.000}, VOC mAP {VocMap:0.000}");
}

/// <summary>Measures detectors on a set of pictures; pictures are kept after the first time.</summary>
/// <param name="test">Pictures with boxes; ignored boxes count neither way.</param>
/// <param name="most">How many of them, from the first.</param>
public sealed class DetectionEvaluation(IDetectionSource test, int most = 200)
{
    private const int Together = 8, Shown = 8, Columns = 4;

    private readonly Lazy<IReadOnlyList<(Picture Picture, IReadOnlyList<PictureBox> Boxes)>> questions = new(() =>
        [.. Enumerable.Range(0, Math.Min(most, test.Count)).Select(i => (test[i], test.Boxes(i)))]);

    /// <summary>Finds objects in all pictures and compares.</summary>
    public DetectionScores Measure(FasterRcnn network) => Score(Found(network), network.Config);

    /// <summary>The same for the training loop, which looks for low numbers.</summary>
    /// <param name="trainer">A <see cref="DetectorTrainer"/>.</param>
    /// <returns>1 − mAP at overlap 0.5, and a sheet of the first eight pictures.</returns>
    /// <exception cref="ArgumentException">Another trainer.</exception>
    public Evaluation Run(ITranslationTrainer trainer)
    {
        if (trainer is not DetectorTrainer detector)
            throw new ArgumentException($"Expected a trainer of detectors; got {trainer.System}.", nameof(trainer));
        var found = Found(detector.Network);
        var scores = Score(found, detector.Config);
        var sheet = DetectionOverlay.Grid(
            questions.Value.Take(Shown).Select((question, i) =>
                (question.Picture, found[i].Where(one => one.Score >= DetectionOverlay.WorthShowing))),
            detector.Config.NameOf, $"Detections in pictures of {test.Description}: {scores}.", Columns);
        return new Evaluation(
            $"1 - mAP@0.5 on {questions.Value.Count} pictures; {scores}", 1 - scores.Coco.Ap50, sheet);
    }

    private List<IReadOnlyList<DetectedObject>> Found(FasterRcnn network)
    {
        using var detector = new ObjectDetector(network);
        return
        [
            .. questions.Value.Select(question => question.Picture).Chunk(Together)
                .SelectMany(some => detector.Detect(some)),
        ];
    }

    private DetectionScores Score(IReadOnlyList<IReadOnlyList<DetectedObject>> found, DetectorConfig config)
    {
        var truths = questions.Value.SelectMany((question, i) =>
            question.Boxes.Select(box => (Image: (long)i, Box: box)))
            .ToList();
        var answers = found.SelectMany((objects, i) => objects.Select(one => (Image: (long)i, Object: one))).ToList();
        var coco = CocoEvaluation.Run(
            truths.Select(t => new CocoTruth(
                t.Image, t.Box.Label, t.Box.Left, t.Box.Top, t.Box.Right - t.Box.Left, t.Box.Bottom - t.Box.Top,
                t.Box.Area, t.Box.IsIgnored)),
            answers.Select(a => new CocoDetection(
                a.Image, a.Object.Label, a.Object.Left, a.Object.Top, a.Object.Right - a.Object.Left,
                a.Object.Bottom - a.Object.Top, a.Object.Score)));
        // VOC's corners are pixels that belong to the box, counted from 1.
        var curves = truths.Where(t => !t.Box.IsIgnored).Select(t => t.Box.Label).Distinct().Order().Select(label =>
            VocEvaluation.Run(
                truths.Where(t => t.Box.Label == label).Select(t => new VocTruth(
                    t.Image, t.Box.Left + 1, t.Box.Top + 1, t.Box.Right, t.Box.Bottom, t.Box.IsIgnored)),
                answers.Where(a => a.Object.Label == label).Select(a => new VocDetection(
                    a.Image, a.Object.Left + 1, a.Object.Top + 1, a.Object.Right, a.Object.Bottom, a.Object.Score))))
            .ToList();
        return new DetectionScores(
            coco, [.. coco.Categories.Select(label => config.NameOf((int)label))],
            curves.Select(curve => curve.Ap).DefaultIfEmpty(-1).Average(),
            curves.Select(curve => curve.Ap11).DefaultIfEmpty(-1).Average());
    }
}
