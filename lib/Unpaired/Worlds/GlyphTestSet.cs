using System.Collections.Immutable;
using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>One question to a few-shot font generator, and its answer.</summary>
/// <param name="Input">The content picture: a character in the source face.</param>
/// <param name="Examples">K other characters in the target face.</param>
/// <param name="Truth">The character of the input in the target face.</param>
/// <param name="Character">What input and truth show.</param>
/// <param name="Source">The face of the input.</param>
/// <param name="Target">The face of examples and truth.</param>
/// <param name="ExampleCharacters">What each example shows.</param>
public sealed record GlyphQuestion(
    Picture Input, IReadOnlyList<Picture> Examples, Picture Truth, string Character, GlyphFace Source,
    GlyphFace Target, IReadOnlyList<string> ExampleCharacters);

/// <summary>
/// Questions with answers for few-shot font generation; no example shows the character that is asked for. May be read
/// from many threads.
/// </summary>
public sealed class GlyphTestSet : WorldTestSet<GlyphQuestion>
{
    private const long TestStream = 52;

    /// <summary>Describes a set; nothing is drawn yet.</summary>
    /// <param name="world">Who draws.</param>
    /// <param name="sources">The faces of the inputs; at least one.</param>
    /// <param name="targets">The faces to translate to; never the source of the same question.</param>
    /// <param name="count">How many questions; at least 1.</param>
    /// <param name="shots">K: how many examples; at least 1, fewer than there are characters.</param>
    /// <param name="seed">Another seed, other questions.</param>
    /// <exception cref="ArgumentException">A number outside its range, or no target that is not the source.</exception>
    public GlyphTestSet(
        GlyphWorld world, IEnumerable<GlyphFace> sources, IEnumerable<GlyphFace> targets, int count, int shots,
        long seed)
        : base(count, seed, TestStream)
    {
        (World, Sources, Targets, Shots) = (world, [.. sources], [.. targets], shots);
        if (shots < 1 || shots >= world.Characters.Count)
            throw new ArgumentException(
                $"Expected 1 to {world.Characters.Count - 1} examples; got {shots}.", nameof(shots));
        if (Sources.IsEmpty || Targets.IsEmpty || Sources.Any(source => Targets.All(target => target == source)))
            throw new ArgumentException($"Expected a target beside each source; got {Sources.Length} sources "
                + $"and {Targets.Length} targets.", nameof(targets));
    }

    /// <summary>Who draws.</summary>
    public GlyphWorld World { get; }

    /// <summary>The faces of the inputs.</summary>
    public ImmutableArray<GlyphFace> Sources { get; }

    /// <summary>The faces to translate to.</summary>
    public ImmutableArray<GlyphFace> Targets { get; }

    /// <summary>K: how many examples each question has.</summary>
    public int Shots { get; }

    private protected override GlyphQuestion Draw(Func<long, SplitMixRandom> draws)
    {
        var random = draws(0);
        var source = Sources[random.Next(Sources.Length)];
        var others = Targets.Where(target => target != source).ToList();
        var target = others[random.Next(others.Count)];
        var characters = World.Characters.ToArray();
        random.Shuffle(characters); // the first is asked for; the first K after it are the same for every K
        var examples = characters[1..(1 + Shots)];
        return new GlyphQuestion(World.Render(characters[0], source),
            [.. examples.Select(c => World.Render(c, target))],
            World.Render(characters[0], target), characters[0], source, target, examples);
    }
}
