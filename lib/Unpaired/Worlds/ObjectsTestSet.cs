using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>One question to a translator, and its answer.</summary>
/// <param name="Outline">The drawing to be translated (domain A).</param>
/// <param name="StyleExample">Another object in the wanted style (domain B).</param>
/// <param name="Truth">The true translation: the drawing's content in the example's style.</param>
/// <param name="Content">What the drawing and the truth show.</param>
/// <param name="StyleContent">What the style example shows.</param>
/// <param name="Style">How the style example and the truth look.</param>
public sealed record ObjectsPair(
    Picture Outline, Picture StyleExample, Picture Truth,
    ObjectContent Content, ObjectContent StyleContent, ObjectStyle Style);

/// <summary>
/// Questions with answers for example-guided translation. Never overlaps with a training set, whatever the seeds.
/// May be read from many threads.
/// </summary>
public sealed class ObjectsTestSet : WorldTestSet<ObjectsPair>
{
    private const long TestStream = 2;

    /// <summary>Describes a set; nothing is drawn yet.</summary>
    /// <param name="world">Who draws, and how large.</param>
    /// <param name="count">How many pairs; at least 1.</param>
    /// <param name="seed">Another seed, other pairs.</param>
    /// <exception cref="ArgumentException">A count below 1.</exception>
    public ObjectsTestSet(ObjectsWorld world, int count, long seed)
        : base(count, seed, TestStream) => World = world;

    /// <summary>Who draws.</summary>
    public ObjectsWorld World { get; }

    private protected override ObjectsPair Draw(Func<long, SplitMixRandom> draws)
    {
        var content = World.SampleContent(draws(0));
        var styleContent = World.SampleContent(draws(1));
        var style = World.SampleStyle(draws(2));
        return new ObjectsPair(World.RenderOutline(content), World.Render(styleContent, style),
            World.Render(content, style), content, styleContent, style);
    }
}
