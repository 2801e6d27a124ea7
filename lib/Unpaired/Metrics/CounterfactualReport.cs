using System.Globalization;
using Unpaired.Data;
using Unpaired.Display;
using Unpaired.Worlds;

namespace Unpaired.Metrics;

/// <summary>Counterfactual errors of several methods on several test sets: what a measurement and its luck look like.</summary>
/// <remarks>All methods answer the same questions, such as an outline and a style picture in, the outline in that style out.</remarks>
public sealed class CounterfactualReport
{
    private readonly IReadOnlyList<IReadOnlyList<CounterfactualError>> sets;
    private readonly IReadOnlyList<CounterfactualError> pooled;
    private readonly IReadOnlyList<IReadOnlyList<(Picture Answer, Picture Truth)>> answers;

    private CounterfactualReport(IReadOnlyList<string> methods,
        IReadOnlyList<IReadOnlyList<IReadOnlyList<(Picture Answer, Picture Truth)>>> answers)
    {
        Methods = methods;
        sets = [.. answers.Select(ofMethod => ofMethod.Select(CounterfactualError.Evaluate).ToList())];
        this.answers = [.. answers.Select(ofMethod => ofMethod.SelectMany(set => set).ToList())];
        pooled = [.. this.answers.Select(CounterfactualError.Evaluate)];
    }

    /// <summary>What was scored, in the order given.</summary>
    public IReadOnlyList<string> Methods { get; }

    /// <summary>The mean error of one method over all test sets, in [0, 2].</summary>
    /// <exception cref="KeyNotFoundException">No such method.</exception>
    public double this[string method] =>
        Methods.ToList().IndexOf(method) is >= 0 and var m
            ? pooled[m].Mean
            : throw new KeyNotFoundException($"No method '{method}'; the report has {string.Join(", ", Methods)}.");

    /// <summary>Scores methods on test sets that no training set overlaps with.</summary>
    /// <param name="world">Who draws the questions and the truth.</param>
    /// <param name="count">Pairs in each test set.</param>
    /// <param name="seeds">One test set each.</param>
    /// <param name="methods">Names and answers; a method must not look at the truth it is compared with.</param>
    /// <exception cref="ArgumentException">No seeds or no methods.</exception>
    public static CounterfactualReport Run(ObjectsWorld world, int count, IReadOnlyList<long> seeds,
        params IReadOnlyList<(string Method, Func<ObjectsPair, Picture> Answer)> methods) => Run(
        [.. seeds.Select(seed => new ObjectsTestSet(world, count, seed).Pairs().ToList())], pair => pair.Truth, methods);

    /// <summary>Scores methods on test sets of any world.</summary>
    /// <param name="sets">Questions; at least one set, none empty.</param>
    /// <param name="truth">The answer of the world.</param>
    /// <param name="methods">Names and answers; a method must not look at the truth it is compared with.</param>
    /// <exception cref="ArgumentException">No test sets or no methods.</exception>
    public static CounterfactualReport Run<TQuestion>(
        IReadOnlyList<IReadOnlyList<TQuestion>> sets, Func<TQuestion, Picture> truth,
        params IReadOnlyList<(string Method, Func<TQuestion, Picture> Answer)> methods)
    {
        if (sets.Count == 0 || methods.Count == 0)
            throw new ArgumentException($"Expected test sets and methods; got {sets.Count} and {methods.Count}.");
        IReadOnlyList<(Picture, Picture)> Answered(IReadOnlyList<TQuestion> set, Func<TQuestion, Picture> answer) =>
            [.. set.Select(question => (answer(question), truth(question)))];
        var answers = methods.Select(method => sets.Select(set => Answered(set, method.Answer)).ToList()).ToList();
        return new CounterfactualReport([.. methods.Select(method => method.Method)], answers);
    }

    /// <summary>Bars with standard errors.</summary>
    /// <param name="title">The claim.</param>
    public Chart ToChart(string title) =>
        new Chart(title, InWords(), "method", "mean absolute difference to the truth").Bars(
            "error, with standard error", Methods, pooled.Select(error => error.Mean),
            pooled.Select(error => error.StandardError));

    /// <summary>What each method says of the single scenes, over all pairs and in the order of
    /// <see cref="Methods"/>.</summary>
    /// <param name="mean">The mean picture of the target domain.</param>
    /// <exception cref="ArgumentException">A mean picture of another size.</exception>
    public IReadOnlyList<double> Correlations(Picture mean)
    {
        var correlation = new DeviationCorrelation(mean);
        return [.. answers.Select(correlation.Of)];
    }

    /// <summary>Mean, standard error, and the spread over test sets.</summary>
    /// <param name="mean">The mean picture of the target domain, for one more column with
    /// <see cref="Correlations"/>.</param>
    /// <exception cref="ArgumentException">A mean picture of another size.</exception>
    public DataTable ToTable(Picture? mean = null)
    {
        string[] columns = ["method", "mean", "standard error", "lowest set", "highest set"];
        var correlations = mean is null ? null : Correlations(mean);
        var table = new DataTable(
            $"Counterfactual error, scale 0 to 2, {sets[0].Count} test sets of {sets[0][0].Count} pairs",
            correlations is null ? columns : [.. columns, "correlation of deviations"])
        {
            Formats = [null, .. Enumerable.Repeat("F3", correlations is null ? 4 : 5)],
        };
        for (int m = 0; m < pooled.Count; m++)
        {
            object?[] row = [Methods[m], pooled[m].Mean, pooled[m].StandardError,
                sets[m].Min(set => set.Mean), sets[m].Max(set => set.Mean)];
            table.Add(correlations is null ? row : [.. row, correlations[m]]);
        }
        return table;
    }

    /// <inheritdoc/>
    public override string ToString() => InWords();

    private string InWords() => $"Counterfactual error over {pooled[0].Count} pairs: "
        + string.Join(", ", Methods.Zip(pooled, (method, error) =>
            $"{method} {error.Mean.ToString("F3", CultureInfo.InvariantCulture)}"))
        + ".";
}
