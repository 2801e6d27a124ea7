using System.Globalization;

namespace Unpaired.Metrics;

/// <summary>How well one few-shot translator keeps what the input shows, whichever example it is given.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Agreement">How alike the silhouettes of the answers to one question are, over pairs of examples: mean
/// intersection over union, 0 to 1. A translator that ignores its example has 1.</param>
/// <param name="Recognition">The share of answers in which the species is recognised; NaN without a recogniser.</param>
/// <param name="Overlap">Intersection over union with the silhouette of the truth, 0 to 1.</param>
/// <param name="Place">Distance of the middles of silhouettes, answer to truth, in frames.</param>
/// <param name="Size">|ln| of the ratio of their radii.</param>
/// <param name="Turn">Angle between their longest axes in degrees, where the truth has one.</param>
/// <param name="PlaceLeak">How far the answer moves when the example's creature stands one frame further: 0 for none, 1
/// for a copy of its place. Its standard error is over questions.</param>
/// <param name="SizeLeak">The same for the logarithm of the radius.</param>
/// <param name="Empty">The share of answers without a creature: nothing, or more than three quarters of the frame, differs
/// from the background. They overlap with nothing; errors and leaks leave them out.</param>
/// <remarks>All of it is about silhouettes (<see cref="Worlds.SilhouetteMoments"/>): where a head is, is not seen.</remarks>
public sealed record ContentScores(
    string Method, FewShotMeasure Agreement, FewShotMeasure Recognition, FewShotMeasure Overlap,
    FewShotMeasure Place, FewShotMeasure Size, FewShotMeasure Turn, FewShotMeasure PlaceLeak, FewShotMeasure SizeLeak, double Empty)
{
    /// <summary>As in <c>COCO-FUNIT: agreement 0.91, IoU 0.62, leak of place 0.04</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Method}: agreement {Agreement.Mean:F2}, IoU {Overlap.Mean:F2}, leak of place {PlaceLeak.Mean:F2}");
}
