using System.Globalization;
using Unpaired.Data;
using Unpaired.Display;
using Unpaired.Worlds;

namespace Unpaired.Metrics;

/// <summary>
/// The same questions asked with few and with many examples: K. Each K sees the first K examples of a question, so that
/// the curves differ by the added examples and by nothing else.
/// </summary>
/// <remarks>As FUNIT-1 to FUNIT-20 in table 1 of FUNIT.</remarks>
public sealed class FewShotSweep
{
    private FewShotSweep(IReadOnlyList<int> shots, IReadOnlyList<FewShotReport> reports) =>
        (Shots, Reports) = (shots, reports);

    /// <summary>The numbers of examples, rising.</summary>
    public IReadOnlyList<int> Shots { get; }

    /// <summary>A report for each of <see cref="Shots"/>.</summary>
    public IReadOnlyList<FewShotReport> Reports { get; }

    /// <summary>The report for one K.</summary>
    /// <exception cref="KeyNotFoundException">That K was not asked.</exception>
    public FewShotReport this[int shots] => Shots.ToList().IndexOf(shots) is >= 0 and var at
        ? Reports[at]
        : throw new KeyNotFoundException($"No K = {shots}; the sweep has {string.Join(", ", Shots)}.");

    /// <summary>Scores methods with K examples, for each K.</summary>
    /// <param name="sets">At least one, each with at least as many examples as the largest K.</param>
    /// <param name="recognizer">Trained on true pictures of the target species.</param>
    /// <param name="shots">The K, rising, at least 1; null for 1, 5, 10, 20.</param>
    /// <param name="methods">Names and answers; at least one, no name twice. A method must not look at the truth.</param>
    /// <exception cref="ArgumentException">What <see cref="FewShotReport"/> refuses; no K, K that do not rise from 1 on, or
    /// more than a set has.</exception>
    public static FewShotSweep Run(
        IReadOnlyList<SpeciesTestSet> sets, ClassRecognizer recognizer, IReadOnlyList<int>? shots,
        params IReadOnlyList<(string Method, Func<SpeciesQuestion, Picture> Answer)> methods)
    {
        shots ??= [1, 5, 10, 20];
        FewShotReport.Check(sets, methods);
        if (shots.Count == 0 || shots[0] < 1 || shots.Zip(shots.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw new ArgumentException($"Expected numbers of examples that rise from 1 or more; got "
                + $"[{string.Join(", ", shots)}].", nameof(shots));
        if (sets.FirstOrDefault(set => set.Shots < shots[^1]) is { } poor)
            throw new ArgumentException($"Expected test sets with {shots[^1]} examples a question; the one of seed "
                + $"{poor.Seed} has {poor.Shots}.", nameof(sets));
        var exams = sets.Select(set => FewShotExam.Of(set, recognizer)).ToList();
        return new FewShotSweep([.. shots], [.. shots.Select(k => FewShotReport.Run(
            sets, [.. exams.Select(exam => exam.WithShots(k))], recognizer, FewShotReport.DefaultTolerance, methods))]);
    }

    /// <summary>A line for each method over K, with standard errors: error on the creature, recognition with chance and
    /// ceiling, overlap with its ceiling.</summary>
    /// <param name="title">The claim.</param>
    public Chart ToChart(string title)
    {
        var ceiling = Reports[0].Ceiling;
        var chart = new Chart(title, ToString(), "examples (K)", "mean over questions") { Width = 1000 };
        Panel("error on the creature", "mean absolute difference", score => score.CreatureError);
        Panel("species recognised", "share of answers", score => score.Recognition)
            .Reference(ceiling.Recognition.Mean, "true render").Reference(Reports[0].Chance, "chance");
        Panel("silhouette", "intersection over union", score => score.Overlap)
            .Reference(ceiling.Overlap.Mean, "true render");
        return chart;

        ChartPanel Panel(string name, string unit, Func<FewShotScores, FewShotMeasure> measure)
        {
            var panel = chart.AddPanel(name, yTitle: unit);
            foreach (string method in Reports[0].Methods)
            {
                var measures = Reports.Select(report => measure(report[method])).ToList();
                panel.Line(method, Shots.Select(k => (double)k), measures.Select(m => m.Mean), markers: true,
                    measures.Select(FewShotReport.Drawable));
            }
            return panel;
        }
    }

    /// <summary>A row for each method and K.</summary>
    public DataTable ToTable()
    {
        var table = new DataTable(
            "Few-shot translation by the number of examples; in brackets lowest and highest test set",
            "method", "K", "error", "error on the creature", "species recognised", "silhouette IoU");
        foreach (string method in Reports[0].Methods)
        {
            foreach (var (k, report) in Shots.Zip(Reports))
            {
                var score = report[method];
                table.Add(method, k, score.Error.ToString(), score.CreatureError.ToString(),
                    score.Recognition.ToString(), score.Overlap.ToString());
            }
        }
        return table;
    }

    /// <inheritdoc/>
    public override string ToString() => $"Few-shot translation with {string.Join(", ", Shots)} examples, as error on "
        + "the creature and species recognised: "
        + string.Join("; ", Reports[0].Methods.Select(method => method + " "
            + string.Join(", ", Reports.Select(report => string.Create(CultureInfo.InvariantCulture,
                $"{report[method].CreatureError.Mean:F3} and {report[method].Recognition.Mean:F3}")))))
        + ".";
}
