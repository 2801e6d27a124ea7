using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>Which true box each predicted one stands for.</summary>
/// <remarks>Original: torchvision.models.detection._utils.Matcher (0.14.1).</remarks>
/// <param name="High">A prediction with this overlap or more with a true box is matched to it.</param>
/// <param name="Low">Below this overlap a prediction is background; between both it counts as neither.</param>
/// <param name="KeepsBestOfEach">
/// Whether the predictions that overlap most with a true box are matched even below <paramref name="High"/>.
/// </param>
public sealed record BoxMatcher(double High, double Low, bool KeepsBestOfEach)
{
    /// <summary>What stands in place of an index for background.</summary>
    public const long Background = -1;

    /// <summary>What stands in place of an index for a prediction between both thresholds.</summary>
    public const long Between = -2;

    /// <summary>Matches every prediction.</summary>
    /// <param name="overlaps">[true boxes, predictions], IoU; at least one true box.</param>
    /// <returns>[predictions] int64: index of a true box, or one of the constants. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Another shape, or no true box.</exception>
    public Tensor Match(Tensor overlaps)
    {
        if (overlaps.dim() != 2 || overlaps.shape[0] == 0)
            throw new ArgumentException(
                $"Expected overlaps [at least 1, N]; got [{string.Join(", ", overlaps.shape)}].", nameof(overlaps));
        using var scope = NewDisposeScope();
        var (best, indices) = overlaps.max(0);
        var isBackground = best.IsBelow(Low);
        var isBetween = best.IsAtLeast(Low).logical_and(best.IsBelow(High));
        var matches = where(isBackground, indices.FilledWith(Background), indices);
        matches = where(isBetween, indices.FilledWith(Between), matches);
        if (KeepsBestOfEach)
        {
            // Parity: such a prediction goes to its own best true box, which need not be the one that raised it.
            var raised = overlaps.eq(overlaps.max(1, keepdim: true).values).any(0);
            matches = where(raised, indices, matches);
        }
        return matches.MoveToOuterDisposeScope();
    }
}
