using Unpaired.Data;
using Unpaired.Worlds;

namespace Unpaired.Metrics;

/// <summary>What is wrong with one translation: its content (shape, overlap, pose) or its style (colour,
/// pattern).</summary>
/// <remarks>
/// All are 0 for the truth; none has an upper end that means anything. Content is judged by silhouettes alone, style by
/// colours inside each picture's own silhouette, so that a right look in a wrong shape costs no style and a right shape
/// in a wrong look costs no content. (Where the look hides the silhouette, for example an object in the colour of its
/// ground, content suffers too.)
/// </remarks>
/// <param name="Geometry">Mean distance between the contours, both ways, as a part of the frame's side.</param>
/// <param name="Overlap">1 − intersection over union of the silhouettes.</param>
/// <param name="Pose">The sum of the errors of place (in frames), size (difference of logarithms) and turn (of 90°,
/// weighted by the lesser elongation: what is round has no turn to be wrong); see <see
/// cref="SilhouetteMoments"/>.</param>
/// <param name="Colour">How far the object's colours must be moved to become the true ones: the mean over L, a, b of
/// OKLab of the distance of sorted values; 1 is black to white in all three.</param>
/// <param name="Pattern">How differently colours change over 1 to 8 pixels in four directions: the mean absolute
/// difference of the two variograms, in OKLab.</param>
public sealed record CounterfactualParts(double Geometry, double Overlap, double Pose, double Colour, double Pattern)
{
    /// <summary>The names of the parts, in the order of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["content: geometry", "content: 1 − IoU", "content: pose", "style: colour", "style: pattern"];

    /// <summary>The five numbers.</summary>
    public IReadOnlyList<double> Values => [Geometry, Overlap, Pose, Colour, Pattern];

    /// <summary>Compares a translation with the truth.</summary>
    /// <param name="translation">The answer.</param>
    /// <param name="truth">What it should be; the same size.</param>
    /// <param name="found">The object in the answer, height × width values.</param>
    /// <param name="real">The object in the truth, likewise.</param>
    /// <exception cref="ArgumentException">Different sizes, or an empty true silhouette.</exception>
    /// <remarks>An answer without any object is as far off as the frame is wide in geometry, and 1 in pose.</remarks>
    public static CounterfactualParts Of(Picture translation, Picture truth, bool[] found, bool[] real)
    {
        if (translation.Width != truth.Width || translation.Height != truth.Height
            || found.Length != truth.Width * truth.Height || real.Length != found.Length)
            throw new ArgumentException($"Expected pictures and silhouettes of one size; got {translation.Width} x "
                + $"{translation.Height} and {truth.Width} x {truth.Height}, {found.Length} and {real.Length} pixels.");
        var pose = SilhouetteMoments.Of(real, truth.Width)
            ?? throw new ArgumentException("The truth shows no object.", nameof(real));
        var foundPose = SilhouetteMoments.Of(found, truth.Width);
        bool nothing = foundPose is null;
        // Where nothing was found, the look of the whole picture is compared.
        bool[] judged = nothing ? [.. found.Select(_ => true)] : found;
        var (answered, wanted) = (new OklabPixels(translation), new OklabPixels(truth));
        return new CounterfactualParts(
            nothing ? 1 : SilhouetteContour.Distance(found, real, truth.Width),
            1 - Silhouette.Overlap(found, real),
            foundPose is null ? 1 : PoseError(foundPose, pose),
            OklabPixels.ColourDistance(answered, judged, wanted, real),
            OklabPixels.PatternDistance(answered, judged, wanted, real));
    }

    /// <summary>The answer to a question of the objects world.</summary>
    /// <param name="world">Who drew it.</param>
    /// <param name="question">The question.</param>
    /// <param name="answer">The translation.</param>
    /// <exception cref="ArgumentException">A picture of another size.</exception>
    public static CounterfactualParts Of(ObjectsWorld world, ObjectsPair question, Picture answer) => Of(
        answer, question.Truth, Silhouette.Of(answer), Silhouette.OfMask(world.RenderMask(question.Content)));

    /// <summary>The answer to a question of the species world.</summary>
    /// <param name="world">Who drew it.</param>
    /// <param name="question">The question.</param>
    /// <param name="answer">The translation.</param>
    /// <exception cref="ArgumentException">A picture of another size.</exception>
    public static CounterfactualParts Of(SpeciesWorld world, SpeciesQuestion question, Picture answer) => Of(
        answer, question.Truth,
        Silhouette.Against(answer, world.RenderScene(question.Content), FewShotReport.DefaultTolerance),
        Silhouette.OfMask(world.RenderMask(question.Content, question.Target)));

    private static double PoseError(SilhouetteMoments found, SilhouetteMoments real) =>
        found.PlaceError(real) + found.SizeError(real)
        + (found.TurnError(real) / 90 * Math.Min(found.Elongation, real.Elongation));
}
