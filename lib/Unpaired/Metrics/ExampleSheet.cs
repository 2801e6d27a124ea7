using Unpaired.Data;
using Unpaired.Display;
using Unpaired.Worlds;

namespace Unpaired.Metrics;

/// <summary>The same questions answered once for each example: what of an example gets into the answer?</summary>
public static class ExampleSheet
{
    /// <summary>For each question a row of its examples, then a row of answers for each system; the content on the left, the
    /// truth on the right.</summary>
    /// <param name="title">The claim.</param>
    /// <param name="questions">At least one, of as many examples each.</param>
    /// <param name="systems">Names, and the translation of a content picture by examples.</param>
    public static PictureGrid Draw(string title, IEnumerable<SpeciesQuestion> questions,
        params IReadOnlyList<(string Name, Func<Picture, IReadOnlyList<Picture>, Picture> Translate)> systems)
    {
        List<SpeciesQuestion> asked = [.. questions];
        IEnumerable<IEnumerable<Picture?>> Rows(SpeciesQuestion question) =>
        [
            [null, .. question.Examples, null],
            .. systems.Select(system => (IEnumerable<Picture?>)
            [
                question.Input, .. question.Examples.Select(example => system.Translate(question.Input, [example])),
                question.Truth,
            ]),
        ];
        string names = string.Join(", ", systems.Select(system => system.Name));
        return new PictureGrid(asked.SelectMany(Rows),
            $"{asked.Count} contents, each with {asked[0].Examples.Count} examples of one species, and what {names} "
            + "draws with each of them.")
        {
            Title = title,
            CellPixels = 64,
            RowLabels = [.. asked.SelectMany(_ => systems.Select(system => system.Name).Prepend("example"))],
            ColumnLabels = ["content", .. asked[0].Examples.Select((_, k) => $"{k + 1}"), "truth"],
        };
    }
}
