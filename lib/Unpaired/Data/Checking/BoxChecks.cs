using System.Globalization;

namespace Unpaired.Data.Checking;

/// <summary>What boxes of all annotation formats are judged by.</summary>
internal static class BoxChecks
{
    private const double Tolerance = 1; // pixels; some annotators count corners from 1, some from 0

    /// <summary>Judges one box by its corners; width and height of the picture may be unknown.</summary>
    public static void Check(
        CheckContext context, string where, (double Left, double Top, double Right, double Bottom) box,
        (double Width, double Height)? picture)
    {
        string found = string.Create(CultureInfo.InvariantCulture,
            $"corners ({box.Left:0.##}, {box.Top:0.##}) and ({box.Right:0.##}, {box.Bottom:0.##})");
        if (!double.IsFinite(box.Left + box.Top + box.Right + box.Bottom))
            context.Error(FindingKind.BoxNotANumber, where, "finite coordinates", found, "Correct or remove the box.");
        else if (box.Right <= box.Left || box.Bottom <= box.Top)
            context.Error(FindingKind.BoxEmpty, where, "a box with an area", found,
                "Remove it: it makes the detector's loss infinite or undefined.");
        else if (picture is not var (width, height))
            return;
        else if (box.Right <= 0 || box.Bottom <= 0 || box.Left >= width || box.Top >= height)
            context.Error(FindingKind.BoxOutside, where, $"a box within {width} x {height}", found + ", wholly outside",
                "Remove it; do the boxes belong to another size of the picture?");
        else if (box.Left < -Tolerance || box.Top < -Tolerance || box.Right > width + Tolerance
            || box.Bottom > height + Tolerance)
            context.Warning(FindingKind.BoxOutside, where, $"a box within {width} x {height}", found,
                "Cut it off at the edge.");
    }

    /// <summary>Pictures without a box, in one finding for the set.</summary>
    public static void CheckBoxless(CheckContext context, string set, IReadOnlyCollection<string> without, int of)
    {
        if (without.Count > 0)
            context.Add(FindingKind.NoBoxes, without.Count == of ? FindingSeverity.Warning : FindingSeverity.Note, set,
                "boxes in each picture", $"{without.Count} of {of} pictures without: {ClassChecks.Some(without)}",
                "Nothing to do if they show no object; otherwise annotate them.");
    }
}
