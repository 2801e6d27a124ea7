using SkiaSharp;
using Unpaired.Data;
using Unpaired.Detection;
using Unpaired.Display;
using Unpaired.Metrics;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>Figures of objects before and after a translation, and of how DUNIT puts them in.</summary>
public static class DunitFigures
{
    private const int Times = 4, Gap = 32, Crops = 6, NarrowPixels = 520;
    private const float TextPixels = 14;

    /// <summary>A row of pictures for each method, with what a detector finds in them drawn in; how many of the true
    /// objects that are stands below each.</summary>
    /// <param name="rows">Labels and pictures: answers, inputs or truths.</param>
    /// <param name="questions">The columns.</param>
    /// <param name="detector">Who looks.</param>
    /// <param name="smallest">Least side in pixels of an object that counts.</param>
    /// <param name="alt">What is shown and what is to be seen in it.</param>
    public static PictureGrid Found(
        IReadOnlyList<(string Label, Func<StreetsQuestion, Picture> Answer)> rows,
        IReadOnlyList<StreetsQuestion> questions, FasterRcnn detector, double smallest, string alt)
    {
        using var looking = new ObjectDetector(detector);
        var cells = rows.Select(row => questions.Select(question =>
        {
            var picture = row.Answer(question);
            var found = looking.Detect(picture).Where(one => one.Score >= DetectionOverlay.WorthShowing).ToList();
            var boxes = InstanceReport.BoxesOf(question, smallest).Where(box => !box.IsIgnored).ToList();
            int right = InstanceScores.Matches(boxes, found).Count(match => match is not null);
            return (Picture: DetectionOverlay.Draw(picture, found, null, scores: false, Times),
                Words: $"{right} of {boxes.Count} found");
        }).ToList()).ToList();
        return new PictureGrid(cells.Select(row => row.Select(cell => cell.Picture)), alt)
        {
            RowLabels = [.. rows.Select(row => row.Label)],
            CellLabel = (row, column) => cells[row][column].Words,
            MaximumWidth = NarrowPixels,
            CellPixels = Times * questions[0].Input.Width,
        };
    }

    /// <summary>Two pictures side by side; objects that a detector finds in both, of one class, are joined by lines with
    /// their overlap written beside.</summary>
    /// <param name="before">The source.</param>
    /// <param name="after">Its translation, of the same size.</param>
    /// <param name="detector">Who looks.</param>
    /// <param name="alt">What is shown and what is to be seen in it.</param>
    public static PictureFigure Matched(Picture before, Picture after, FasterRcnn detector, string alt)
    {
        using var looking = new ObjectDetector(detector);
        IReadOnlyList<DetectedObject> Sure(Picture picture) =>
            [.. looking.Detect(picture).Where(one => one.Score >= DetectionOverlay.WorthShowing)];
        var (first, second) = (Sure(before), Sure(after));
        var boxes = first.Select(one => new PictureBox(one.Label, one.Left, one.Top, one.Right, one.Bottom)).ToList();
        var matches = InstanceScores.Matches(boxes, second);
        int width = before.Width * Times, shift = width + Gap;
        using var bitmap = new SKBitmap(new SKImageInfo(
            (2 * width) + Gap, before.Height * Times, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            Place(canvas, DetectionOverlay.Draw(before, first, null, scores: false, Times), 0);
            Place(canvas, DetectionOverlay.Draw(after, second, null, scores: false, Times), shift);
            for (int i = 0; i < boxes.Count; i++)
            {
                if (matches[i] is { } match) Join(canvas, boxes[i], match, shift);
            }
        }
        return new PictureFigure(EncodedImage.ToPicture(bitmap), alt) { TargetPixels = bitmap.Width };
    }

    /// <summary>How instances are put in: the map of the picture, those of the instances in their places, both merged,
    /// and what is drawn without and with them; below, the instances as the branch sees them.</summary>
    /// <param name="translator">With an instance branch.</param>
    /// <param name="picture">Of domain A; sides multiples of 4.</param>
    /// <param name="style">[1, nz].</param>
    /// <param name="boxes">Its objects; null to detect them.</param>
    /// <param name="alt">What is shown and what is to be seen in it.</param>
    /// <exception cref="ArgumentException">DRIT, or no object to show.</exception>
    public static PictureGrid Fusion(
        DunitTranslator translator, Picture picture, Tensor style, IReadOnlyList<PictureBox>? boxes, string alt)
    {
        var config = translator.Config;
        if (!config.HasInstances || config.Gamma == 0)
            throw new ArgumentException("Expected networks that use instances; got DRIT.", nameof(translator));
        var chosen = InstanceChoice.OfTruth(
            boxes ?? translator.Instances(picture, Domain.A), picture.Width, picture.Height, config);
        if (chosen.Count == 0) throw new ArgumentException("Expected at least one object; found none.", nameof(boxes));
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var (networks, x) = (translator.Networks, Picture.ToBatch([picture]));
        var placed = InstanceChoice.InRow(chosen);
        var prepared = networks.Painter.PrepareStyle(style, Domain.B);
        var global = networks.Painter.Residuals(networks.Content.Encode(x, Domain.A), prepared, Domain.B);
        var codes = networks.EncodeInstances(x, placed, Domain.A)!;
        var each = networks.Instances!.Residuals(codes.Content, prepared.expand(placed.Count, -1), Domain.B);
        Tensor[] maps =
        [
            global, InstanceMerging.Merge(zeros_like(global), each, placed, 1),
            InstanceMerging.Merge(global, each, placed, config.Gamma),
        ];
        var strengths = maps.Select(map => map.abs().mean([1])).ToList();
        double most = strengths.Max(map => map.max().item<float>());
        var marked = chosen.Select(box => new DetectedObject(box.Label, 1, box.Left, box.Top, box.Right, box.Bottom));
        return new PictureGrid(
            [
                [
                    DetectionOverlay.Draw(picture, marked, null, scores: false, Times),
                    .. strengths.Select(map => Enlarged(Grey(map, most), picture)),
                    Enlarged(translator.Translate(picture, style, Direction.AtoB, []), picture),
                    Enlarged(translator.Translate(picture, style, Direction.AtoB, chosen), picture),
                ],
                Picture.FromBatch(InstanceMerging.Crop(x, placed.Take(Crops).ToList(), config.InstanceSize))
                    .Select(crop => Enlarged(crop, picture)),
            ],
            alt)
        {
            ColumnLabels = ["objects", "G: picture", "A: instances", "M: merged", "drawn from G", "drawn from M"],
            RowLabels = ["picture", "cut out"],
            MaximumWidth = NarrowPixels,
            CellPixels = 144,
        };
    }

    /// <summary>A smaller map or crop as large as the picture is shown.</summary>
    private static Picture Enlarged(Picture small, Picture picture) => DetectionOverlay.Draw(
        small, [], null, scores: false, Math.Max(1, Times * picture.Width / small.Width));

    /// <summary>Strength of a map as grey, black for 0.</summary>
    private static Picture Grey(Tensor map, double most)
    {
        using var scope = NewDisposeScope();
        return Picture.FromTensor((map * (2 / Math.Max(most, 1e-9)) - 1).clamp(-1, 1).expand(3, -1, -1).contiguous());
    }

    private static void Place(SKCanvas canvas, Picture picture, float left)
    {
        using var bitmap = EncodedImage.ToBitmap(picture);
        canvas.DrawBitmap(bitmap, left, 0);
    }

    private static void Join(SKCanvas canvas, PictureBox box, DetectedObject match, float shift)
    {
        var color = Palette.Skia(match.Label);
        var (from, to) = (
            new SKPoint((float)box.Right * Times, (float)(box.Top + box.Bottom) / 2 * Times),
            new SKPoint(shift + ((float)match.Left * Times), (float)(match.Top + match.Bottom) / 2 * Times));
        using var line = new SKPaint { IsStroke = true, StrokeWidth = 2, Color = color, IsAntialias = true };
        canvas.DrawLine(from, to, line);
        using var text = new TextBlock(
            FormattableString.Invariant($"{InstanceScores.Overlap(box, match):F2}"), TextPixels, 100, color: SKColors.White);
        var middle = new SKPoint((from.X + to.X - text.Width) / 2, ((from.Y + to.Y) / 2) - (text.Height / 2f));
        using var fill = new SKPaint { Color = color };
        canvas.DrawRect(SKRect.Create(middle.X - 3, middle.Y, text.Width + 6, text.Height), fill);
        text.Draw(canvas, middle.X, middle.Y);
    }
}
