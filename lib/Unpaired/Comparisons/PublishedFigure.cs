using System.Globalization;
using Unpaired.Display;

namespace Unpaired.Comparisons;

/// <summary>A number that a paper prints, with what sets it apart from what this library measures.</summary>
/// <param name="Key">A short name.</param>
/// <param name="System">Whose number.</param>
/// <param name="Data">On what pictures.</param>
/// <param name="Measure">What was measured, with the direction that is better.</param>
/// <param name="Value">The number.</param>
/// <param name="Source">Where it stands.</param>
/// <param name="Difference">What is different from our nearest measure.</param>
/// <remarks>
/// Only numbers that could be confirmed against the paper's text, a quotation of it, or its authors. Of COCO-FUNIT's and
/// DUNIT's tables none could, so none is here.
/// </remarks>
public sealed record PublishedFigure(
    string Key, string System, string Data, string Measure, double Value, string Source, string Difference)
{
    private const string Photographs = "photographs; a network trained on photographs judges";
    private const string MunitTables = "MUNIT, tables 1 and 2";

    /// <summary>All confirmed figures, in the order of the notebooks.</summary>
    public static IReadOnlyList<PublishedFigure> All { get; } =
    [
        new("unit-digits", "UNIT", "SVHN to MNIST digits", "accuracy of a classifier, higher", 0.9053, "UNIT, section 4",
            "domain adaptation: a classifier is trained along; nothing here is like it"),
        new("unit-usps", "UNIT", "USPS to MNIST digits", "accuracy of a classifier, higher", 0.9358, "UNIT, section 4",
            "the same"),
        new("unit-diversity", "UNIT", "edges to shoes", "LPIPS diversity, higher", 0.011, MunitTables,
            "100 inputs, 19 pairs each, AlexNet; ours: absolute difference of colours"),
        new("munit-diversity", "MUNIT", "edges to shoes", "LPIPS diversity, higher", 0.109, MunitTables, "the same"),
        new("unit-cis", "UNIT", "cats, big cats, dogs", "CIS, mean of six directions, higher", 0.115, MunitTables,
            "no exponential is taken; " + Photographs),
        new("munit-cis", "MUNIT", "cats, big cats, dogs", "CIS, mean of six directions, higher", 1.039, MunitTables,
            "the same"),
        new("funit-1", "FUNIT", "animal faces, new classes", "class among the best 5 of 30 guesses, K = 1, higher", 0.8236,
            "FUNIT, table 1", Photographs + "; ours: the best guess of 12"),
        new("funit-5", "FUNIT", "animal faces, new classes", "class among the best 5 of 30 guesses, K = 5, higher", 0.9605,
            "FUNIT, table 1", "the same"),
        new("tunit-mfid", "TUNIT", "animal faces, 10 classes", "mean FID over classes, lower", 47.7,
            "the authors, issue 25 of their repository", "FID network and photographs; ours: world features"),
    ];

    /// <summary>The systems of the six of which no figure could be confirmed.</summary>
    public static IReadOnlyList<string> WithoutFigures { get; } =
        [.. ModelCard.All.Select(card => card.System).Except(All.Select(figure => figure.System))];

    /// <summary>The figures, each with ours beside it where there is one that is at all like it.</summary>
    /// <param name="ours">By key: the number and what it is.</param>
    /// <exception cref="ArgumentException">A key that does not exist.</exception>
    public static DataTable ToTable(params IReadOnlyList<(string Key, double Value)> ours)
    {
        if (ours.FirstOrDefault(entry => All.All(figure => figure.Key != entry.Key)) is { Key: { } unknown })
            throw new ArgumentException(
                $"Expected one of {string.Join(", ", All.Select(figure => figure.Key))}; got '{unknown}'.", nameof(ours));
        var table = new DataTable("Published and confirmed, with ours beside it", "paper", "data", "measure", "published",
            "ours", "what is different");
        foreach (var figure in All)
        {
            string own = ours.Where(entry => entry.Key == figure.Key)
                .Select(entry => entry.Value.ToString("0.###", CultureInfo.InvariantCulture)).FirstOrDefault("–");
            table.Add(figure.System, figure.Data, figure.Measure,
                figure.Value.ToString("0.####", CultureInfo.InvariantCulture), own, figure.Difference);
        }
        return table;
    }
}
