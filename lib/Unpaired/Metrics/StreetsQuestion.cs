using Unpaired.Data;
using Unpaired.Worlds;

namespace Unpaired.Metrics;

/// <summary>A street to be translated into another light, and its true translation.</summary>
/// <param name="Street">All that the world knows of it.</param>
/// <param name="Input">The picture to translate.</param>
/// <param name="StyleExample">Another street in the light of the truth.</param>
/// <param name="Truth">The street of the input in the other light.</param>
public sealed record StreetsQuestion(StreetsPair Street, Picture Input, Picture StyleExample, Picture Truth)
{
    /// <summary>The questions of a test set, in order.</summary>
    /// <param name="test">The streets; training sets never overlap with them.</param>
    /// <param name="from">The domain of the inputs.</param>
    /// <param name="to">The domain of the truths.</param>
    /// <param name="side">Square pictures of this side, resized from those of the world; null for the world's own
    /// size.</param>
    public static IReadOnlyList<StreetsQuestion> Of(
        StreetsTestSet test, StreetDomain from, StreetDomain to, int? side = null)
    {
        Picture Sized(Picture picture) => side is { } pixels ? PictureResize.Resize(picture, pixels, pixels) : picture;
        return
        [
            .. test.Pairs().Select(pair => new StreetsQuestion(
                pair, Sized(pair.Render(from)), Sized(pair.StyleExample(to)), Sized(pair.Render(to)))),
        ];
    }
}
