using Unpaired.Data;
using Unpaired.Worlds;

namespace Unpaired.Metrics;

/// <summary>Answers to few-shot questions that need no learning, in the form that <see cref="FewShotReport"/> scores.</summary>
public static class FewShotRivals
{
    /// <summary>
    /// <c>input</c>: the content picture as it is. <c>class example</c>: the first example as it is. <c>target mean</c>: the
    /// mean picture of the target species. <c>empty scene</c>: the true background without a creature.
    /// </summary>
    /// <param name="world">Who draws.</param>
    /// <param name="targets">The species that may be asked for; none twice.</param>
    /// <param name="pictures">How many pictures of each species the mean is taken over; at least 1.</param>
    /// <param name="seed">Decides those pictures; test sets never overlap with them.</param>
    /// <remarks>The last two know more than a translator does: many pictures of the species, and the scene.</remarks>
    /// <exception cref="ArgumentException">No species, one twice, or less than one picture.</exception>
    public static IReadOnlyList<(string Method, Func<SpeciesQuestion, Picture> Answer)> Of(
        SpeciesWorld world, IEnumerable<Species> targets, int pictures = 100, long seed = 1)
    {
        var means = CounterfactualBaselines.TargetMeans(world, targets, pictures, seed);
        return
        [
            ("input", question => question.Input),
            ("class example", question => question.Examples[0]),
            ("target mean", question => means.TryGetValue(question.Target, out var mean)
                ? mean
                : throw new ArgumentException($"Expected one of the target species "
                    + $"{string.Join(", ", means.Keys.Select(species => species.Name))}; got {question.Target.Name}.")),
            ("empty scene", question => world.RenderScene(question.Content)),
        ];
    }
}
