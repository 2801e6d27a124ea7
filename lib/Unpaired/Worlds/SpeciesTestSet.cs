using System.Collections.Immutable;
using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>One question to a few-shot translator, and its answer.</summary>
/// <param name="Input">The content picture: a creature of the source species.</param>
/// <param name="Examples">The class pictures: K creatures of the target species, doing other things elsewhere.</param>
/// <param name="Truth">The true translation: the target species with the content of the input.</param>
/// <param name="Content">What input and truth show.</param>
/// <param name="Source">The species of the input.</param>
/// <param name="Target">The species of examples and truth.</param>
/// <param name="ExampleContents">What each example shows.</param>
public sealed record SpeciesQuestion(
    Picture Input, IReadOnlyList<Picture> Examples, Picture Truth, SpeciesContent Content, Species Source,
    Species Target, IReadOnlyList<SpeciesContent> ExampleContents);

/// <summary>
/// Questions with answers for few-shot translation. Never overlaps with a training set, whatever the seeds; the first
/// examples of a question are the same for every K. May be read from many threads.
/// </summary>
public sealed class SpeciesTestSet : WorldTestSet<SpeciesQuestion>
{
    private const long TestStream = 42;

    /// <summary>Describes a set; nothing is drawn yet.</summary>
    /// <param name="world">Who draws, and how large.</param>
    /// <param name="sources">The species of the inputs; at least one.</param>
    /// <param name="targets">The species to translate to; never the source of the same question.</param>
    /// <param name="count">How many questions; at least 1.</param>
    /// <param name="shots">K: how many examples of the target; at least 1.</param>
    /// <param name="seed">Another seed, other questions.</param>
    /// <exception cref="ArgumentException">A number below 1, or no target that is not the source.</exception>
    public SpeciesTestSet(
        SpeciesWorld world, IEnumerable<Species> sources, IEnumerable<Species> targets, int count, int shots, long seed)
        : base(count, seed, TestStream)
    {
        (World, Sources, Targets, Shots) = (world, [.. sources], [.. targets], shots);
        if (shots < 1)
            throw new ArgumentException($"Expected at least 1 example; got {shots}.", nameof(shots));
        if (Sources.IsEmpty || Targets.IsEmpty || Sources.Any(source => Targets.All(target => target == source)))
            throw new ArgumentException($"Expected a target beside each source; got {Sources.Length} sources "
                + $"and {Targets.Length} targets.", nameof(targets));
    }

    /// <summary>Who draws.</summary>
    public SpeciesWorld World { get; }

    /// <summary>The species of the inputs.</summary>
    public ImmutableArray<Species> Sources { get; }

    /// <summary>The species to translate to.</summary>
    public ImmutableArray<Species> Targets { get; }

    /// <summary>K: how many examples each question has.</summary>
    public int Shots { get; }

    private protected override SpeciesQuestion Draw(Func<long, SplitMixRandom> draws)
    {
        var classes = draws(0);
        var source = Sources[classes.Next(Sources.Length)];
        var others = Targets.Where(target => target != source).ToList();
        var target = others[classes.Next(others.Count)];
        var content = World.SampleContent(draws(1));
        var examples = Enumerable.Range(0, Shots).Select(k => World.SampleContent(draws(2 + k))).ToList();
        return new SpeciesQuestion(World.Render(content, source), [.. examples.Select(c => World.Render(c, target))],
            World.Render(content, target), content, source, target, examples);
    }
}
