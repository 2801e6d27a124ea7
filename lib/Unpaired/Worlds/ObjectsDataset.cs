using Unpaired.Data;
using Unpaired.Training;

namespace Unpaired.Worlds;

/// <summary>
/// One side of an unpaired training set, drawn when asked for: picture i is the same on every call and every machine.
/// The objects of domain A and of domain B are different ones even for the same seed. May be read from many threads.
/// </summary>
public sealed class ObjectsDataset : WorldDataset
{
    private const long TrainingStream = 1;

    /// <summary>Describes a set; nothing is drawn yet.</summary>
    /// <param name="world">Who draws, and how large.</param>
    /// <param name="domain">A for outlines, B for coloured objects.</param>
    /// <param name="count">How many pictures; at least 1.</param>
    /// <param name="seed">Another seed, other pictures.</param>
    /// <exception cref="ArgumentException">A count below 1.</exception>
    public ObjectsDataset(ObjectsWorld world, Domain domain, int count, long seed)
        : base(count, seed, TrainingStream, (long)domain)
    {
        World = world;
        Domain = domain;
    }

    /// <summary>Who draws.</summary>
    public ObjectsWorld World { get; }

    /// <summary>Which side of the translation.</summary>
    public Domain Domain { get; }

    /// <inheritdoc/>
    public override Picture this[int index] => Domain == Domain.A
        ? World.RenderOutline(Content(index))
        : World.Render(Content(index), Style(index)!);

    /// <inheritdoc/>
    public override string NameOf(int index) =>
        $"objects {World.Size} px, domain {Domain}, seed {Seed}, picture {index}";

    /// <summary>What picture <paramref name="index"/> shows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index outside the set.</exception>
    public ObjectContent Content(int index) => World.SampleContent(Draws(index, 0));

    /// <summary>How picture <paramref name="index"/> looks; null in domain A, which has no style.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index outside the set.</exception>
    public ObjectStyle? Style(int index) => Domain == Domain.A ? null : World.SampleStyle(Draws(index, 1));
}
