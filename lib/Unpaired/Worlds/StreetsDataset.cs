using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>
/// One domain of an unpaired training set of streets, drawn when asked for: picture i is the same on every call and
/// every machine. Each domain has streets of its own even for the same seed. May be read from many threads.
/// </summary>
public sealed class StreetsDataset : WorldDataset
{
    private const long TrainingStream = 21;

    /// <summary>Describes a set; nothing is drawn yet.</summary>
    /// <param name="world">Who draws, and how large.</param>
    /// <param name="domain">The light and weather of all pictures.</param>
    /// <param name="count">How many pictures; at least 1.</param>
    /// <param name="seed">Another seed, other pictures.</param>
    /// <exception cref="ArgumentException">A count below 1, or no such domain.</exception>
    public StreetsDataset(StreetsWorld world, StreetDomain domain, int count, long seed)
        : base(count, seed, TrainingStream, (long)domain)
    {
        Factor.RequireDefined("Streets", domain);
        World = world;
        Domain = domain;
    }

    /// <summary>Who draws.</summary>
    public StreetsWorld World { get; }

    /// <summary>The light and weather of all pictures.</summary>
    public StreetDomain Domain { get; }

    /// <inheritdoc/>
    public override Picture this[int index] => World.Render(Content(index), Style(index));

    /// <inheritdoc/>
    public override string NameOf(int index) =>
        $"streets {World.Width} x {World.Height} px, {Domain}, seed {Seed}, picture {index}";

    /// <summary>What picture <paramref name="index"/> shows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index outside the set.</exception>
    public StreetContent Content(int index) => World.SampleContent(Draws(index, 0));

    /// <summary>Light and weather of picture <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index outside the set.</exception>
    public StreetStyle Style(int index) => World.SampleStyle(Draws(index, 1), Domain);

    /// <summary>The boxes of picture <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index outside the set.</exception>
    public IReadOnlyList<StreetBox> Boxes(int index) => World.Boxes(Content(index));
}
