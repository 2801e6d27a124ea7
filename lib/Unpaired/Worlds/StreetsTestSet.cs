using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>One street in every light, and what is where in it.</summary>
public sealed class StreetsPair
{
    private readonly StreetsWorld world;
    private readonly StreetStyle[] styles;

    internal StreetsPair(
        StreetsWorld world, StreetContent content, StreetContent exampleContent, StreetStyle[] styles)
    {
        this.world = world;
        this.styles = styles;
        Content = content;
        ExampleContent = exampleContent;
    }

    /// <summary>What all its pictures show.</summary>
    public StreetContent Content { get; }

    /// <summary>Another street, which its style examples show.</summary>
    public StreetContent ExampleContent { get; }

    /// <summary>The street by day; drawn at each call, as are all pictures here.</summary>
    public Picture Day => Render(StreetDomain.Day);

    /// <summary>The street at night.</summary>
    public Picture Night => Render(StreetDomain.Night);

    /// <summary>The street in rain.</summary>
    public Picture Rain => Render(StreetDomain.Rain);

    /// <summary>Boxes and classes, the same in every light.</summary>
    public IReadOnlyList<StreetBox> Boxes => world.Boxes(Content);

    /// <summary>Light and weather of its picture of a domain.</summary>
    /// <exception cref="IndexOutOfRangeException">No such domain.</exception>
    public StreetStyle Style(StreetDomain domain) => styles[(int)domain];

    /// <summary>The street in a domain: input, or the truth for a translation to this domain.</summary>
    public Picture Render(StreetDomain domain) => world.Render(Content, Style(domain));

    /// <summary>Another street in the same light: the example for a translation to this domain.</summary>
    public Picture StyleExample(StreetDomain domain) => world.Render(ExampleContent, Style(domain));
}

/// <summary>
/// Streets in every light, to measure translations by. Never overlaps with a training set, whatever the seeds. May be
/// read from many threads.
/// </summary>
public sealed class StreetsTestSet : WorldTestSet<StreetsPair>
{
    private const long TestStream = 22;

    /// <summary>Describes a set; nothing is drawn yet.</summary>
    /// <param name="world">Who draws, and how large.</param>
    /// <param name="count">How many streets; at least 1.</param>
    /// <param name="seed">Another seed, other streets.</param>
    /// <exception cref="ArgumentException">A count below 1.</exception>
    public StreetsTestSet(StreetsWorld world, int count, long seed)
        : base(count, seed, TestStream) => World = world;

    /// <summary>Who draws.</summary>
    public StreetsWorld World { get; }

    private protected override StreetsPair Draw(Func<long, SplitMixRandom> draws) => new(
        World, World.SampleContent(draws(0)), World.SampleContent(draws(1)),
        [.. Enum.GetValues<StreetDomain>().Select(domain => World.SampleStyle(draws(2 + (long)domain), domain))]);
}
