using System.Globalization;
using Unpaired.Data;
using Unpaired.Detection;
using Unpaired.Display;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>The consistency loss while a box moves.</summary>
public static class ConsistencyFigures
{
    private const int Side = 64, Times = 2;

    /// <summary>1 − f of a square box and the same box, moved sideways.</summary>
    /// <param name="side">Of the box, in pixels.</param>
    /// <param name="shift">How far it moved, in pixels.</param>
    /// <param name="agreement">f.</param>
    public static double Loss(double side, double shift, BoxAgreement agreement = BoxAgreement.Iou)
    {
        using var scope = NewDisposeScope();
        return InstanceConsistency.Loss([Boxes(shift, side)], [Boxes(0, side)], agreement).item<double>();
    }

    /// <summary>A curve for each form of the loss.</summary>
    /// <param name="side">Of the box, in pixels.</param>
    /// <param name="most">Largest shift, in pixels; at least 1.</param>
    public static Chart Curves(double side, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        double[] shifts = [.. Enumerable.Range(0, (2 * most) + 1).Select(i => i / 2.0)];
        var forms = new (string Name, BoxAgreement Form)[]
        {
            ("IoU", BoxAgreement.Iou), ("GIoU", BoxAgreement.Generalized), ("DIoU", BoxAgreement.Distance),
            ("CIoU", BoxAgreement.Complete), ("all", BoxAgreement.Full),
        };
        var chart = new Chart(
            "IoU stops counting where boxes part", string.Create(CultureInfo.InvariantCulture,
                $"A box of {side} pixels moves away from an equal one. 1 − IoU is {Loss(side, side / 2):F2} at half its side "
                + $"and 1 from {side} pixels on; GIoU and DIoU go on rising."),
            "pixels moved", "1 − f");
        foreach (var (name, form) in forms) chart.Line(name, shifts, shifts.Select(shift => Loss(side, shift, form)));
        return chart.Reference(1, "nothing in common");
    }

    /// <summary>Boxes that part, one frame for each shift, with the loss in words.</summary>
    /// <param name="background">The picture they lie on, 64 × 64 or so.</param>
    /// <param name="box">Where the reference lies.</param>
    /// <param name="shifts">Pixels to the right; at most 16.</param>
    public static FlipBook Moving(Picture background, PictureBox box, IReadOnlyList<double> shifts)
    {
        using var scope = NewDisposeScope();
        LabelledBoxes At(double shift) => new(
            tensor(new[] { box.Left + shift, box.Top, box.Right + shift, box.Bottom }, [1, 4]), [box.Label]);
        double LossAt(double shift, BoxAgreement form) => InstanceConsistency.Loss([At(shift)], [At(0)], form).item<double>();
        return new FlipBook(
            shifts.Select(shift => (
                string.Create(CultureInfo.InvariantCulture,
                    $"moved by {shift}: 1 − IoU {LossAt(shift, BoxAgreement.Iou):F2}, 1 − GIoU {LossAt(shift, BoxAgreement.Generalized):F2}"),
                DetectionOverlay.Draw(
                    background, [Marked(1, shift), Marked(2, 0)], null, scores: false, Times * Math.Max(1, Side / background.Width)))),
            "A found box moves away from the true one; the loss rises to 1 and stays there, the general form goes on.")
        {
            SliderLabel = "pixels moved",
        };

        DetectedObject Marked(int colour, double shift) =>
            new(colour, 1, box.Left + shift, box.Top, box.Right + shift, box.Bottom);
    }

    private static LabelledBoxes Boxes(double shift, double side) =>
        new(tensor(new[] { shift, 0, shift + side, side }, [1, 4]), [1]);
}
