using System.Globalization;
using Unpaired.Data;
using Unpaired.Display;
using Unpaired.Worlds;

namespace Unpaired.Metrics;

/// <summary>Counterfactual errors of several methods on several test sets: what a measurement and its luck look like.</summary>
/// <remarks>All methods answer the same questions: an outline and a style picture in, the outline in that style out.</remarks>
public sealed class CounterfactualReport
{
    private readonly IReadOnlyList<IReadOnlyList<CounterfactualError>> runs;

    private CounterfactualReport(IReadOnlyList<IReadOnlyList<CounterfactualError>> runs)
    {
        this.runs = runs;
        Pooled = [.. runs[0].Select((first, m) =>
            new CounterfactualError(first.Method, [.. runs.SelectMany(run => run[m].PerPicture)]))];
    }

    /// <summary>One error a method, over all test sets, in the order of the methods.</summary>
    public IReadOnlyList<CounterfactualError> Pooled { get; }

    /// <summary>The mean error of one method over all test sets.</summary>
    /// <exception cref="KeyNotFoundException">No such method.</exception>
    public double this[string method] =>
        (Pooled.FirstOrDefault(error => error.Method == method)
            ?? throw new KeyNotFoundException(
                $"No method '{method}'; the report has {string.Join(", ", Pooled.Select(error => error.Method))}.")).Mean;

    /// <summary>Scores methods on test sets that no training set overlaps with.</summary>
    /// <param name="world">Who draws the questions and the truth.</param>
    /// <param name="count">Pairs in each test set.</param>
    /// <param name="seeds">One test set each.</param>
    /// <param name="methods">Names and answers; a method must not look at the truth it is compared with.</param>
    /// <exception cref="ArgumentException">No seeds or no methods.</exception>
    public static CounterfactualReport Run(ObjectsWorld world, int count, IEnumerable<long> seeds,
        params IReadOnlyList<(string Method, Func<ObjectsPair, Picture> Answer)> methods)
    {
        var sets = seeds.Select(seed => new ObjectsTestSet(world, count, seed).Pairs().ToList()).ToList();
        if (sets.Count == 0 || methods.Count == 0)
            throw new ArgumentException($"Expected test sets and methods; got {sets.Count} and {methods.Count}.");
        return new CounterfactualReport(
        [
            .. sets.Select(set => (IReadOnlyList<CounterfactualError>)
            [
                .. methods.Select(method => CounterfactualError.Of(
                    method.Method, set.Select(method.Answer), set.Select(pair => pair.Truth))),
            ]),
        ]);
    }

    /// <summary>Bars with standard errors.</summary>
    /// <param name="title">The claim.</param>
    public Chart ToChart(string title) =>
        new Chart(title, InWords(), "method", "mean absolute difference to the truth").Bars(
            "error, with standard error", Pooled.Select(error => error.Method),
            Pooled.Select(error => error.Mean), Pooled.Select(error => error.StandardError));

    /// <summary>Mean, standard error, and the spread over test sets.</summary>
    public DataTable ToTable()
    {
        var table = new DataTable(
            $"Counterfactual error, scale 0 to 2, {runs.Count} test sets of {runs[0][0].Count} pairs",
            "method", "mean", "standard error", "lowest set", "highest set")
        {
            Formats = [null, "F3", "F3", "F3", "F3"],
        };
        for (int m = 0; m < Pooled.Count; m++)
        {
            table.Add(Pooled[m].Method, Pooled[m].Mean, Pooled[m].StandardError,
                runs.Min(run => run[m].Mean), runs.Max(run => run[m].Mean));
        }
        return table;
    }

    /// <inheritdoc/>
    public override string ToString() => InWords();

    private string InWords() => $"Counterfactual error over {Pooled[0].Count} pairs: "
        + string.Join(", ", Pooled.Select(error => $"{error.Method} {error.Mean.ToString("F3", CultureInfo.InvariantCulture)}"))
        + ".";
}
