using Unpaired.Data;
using Unpaired.Metrics;
using Unpaired.Worlds;

namespace Unpaired.Comparisons;

/// <summary>One way to answer the questions of a world.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Answer">Must not look at the truth.</param>
public sealed record ComparedMethod<TQuestion>(string Name, Func<TQuestion, Picture> Answer)
{
    /// <summary>An answer, brought back to where its question came from; null where there is no way back.</summary>
    public Func<TQuestion, Picture, Picture>? Back { get; init; }

    /// <summary>Whether it was trained; else it is a rival that learns nothing.</summary>
    public bool IsTrained { get; init; }
}

/// <summary>What the methods of a comparison are made of: trained models and rivals.</summary>
public static class ComparedMethods
{
    /// <summary>Trained models and rivals that learn nothing, on streets by day to become streets at night.</summary>
    /// <param name="models">Stay the caller's.</param>
    /// <param name="world">Who draws.</param>
    /// <param name="side">Of the models' pictures.</param>
    /// <remarks>The copy is its own way back, so its cycle is perfect.</remarks>
    public static IReadOnlyList<ComparedMethod<StreetsQuestion>> Of(
        TrainedModels models, StreetsWorld world, int side) =>
    [
        .. StreetRivals.Of(world, StreetDomain.Night, side: side).Select(rival =>
            new ComparedMethod<StreetsQuestion>(rival.Method, rival.Answer)
            {
                Back = rival.Method == "copy" ? (_, answer) => answer : null,
            }),
        .. models.Names.Select(name => new ComparedMethod<StreetsQuestion>(
            name, question => models[name].Translate(question.Input, [question.StyleExample]))
        {
            Back = (question, answer) =>
                models[name].Translate(answer, [question.Input], Training.Direction.BtoA),
            IsTrained = true,
        }),
    ];

    /// <summary>Trained models, each with one example and with all, and rivals that learn nothing.</summary>
    /// <param name="models">Stay the caller's.</param>
    /// <param name="world">Who draws.</param>
    /// <param name="targets">The species that may be asked for.</param>
    /// <param name="shots">The larger number of examples; the questions must have as many.</param>
    public static IReadOnlyList<ComparedMethod<SpeciesQuestion>> Of(
        TrainedModels models, SpeciesWorld world, IEnumerable<Species> targets, int shots) =>
    [
        .. FewShotRivals.Of(world, targets).Select(rival =>
            new ComparedMethod<SpeciesQuestion>(rival.Method, rival.Answer)
            {
                Back = rival.Method == "input" ? (_, answer) => answer : null,
            }),
        .. models.Names.SelectMany(name => new[] { 1, shots }.Distinct().Select(k =>
            new ComparedMethod<SpeciesQuestion>(
                shots == 1 ? name : FormattableString.Invariant($"{name}, {k} shown"),
                question => models[name].Translate(question.Input, [.. question.Examples.Take(k)]))
            {
                Back = (question, answer) => models[name].Translate(answer, [question.Input]),
                IsTrained = true,
            })),
    ];
}
