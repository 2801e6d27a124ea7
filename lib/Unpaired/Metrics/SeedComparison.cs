using System.Globalization;
using Unpaired.Display;

namespace Unpaired.Metrics;

/// <summary>Systems that were trained several times each, so that a difference between two can be held against the
/// difference that luck makes.</summary>
/// <remarks>Models are called by system and number of the training, as in <c>FUNIT 2</c>.</remarks>
public sealed class SeedComparison
{
    private readonly int runs;

    /// <param name="systems">Names, none twice.</param>
    /// <param name="runs">How many trainings of each; at least 2.</param>
    /// <exception cref="ArgumentException">No systems, one twice, or one training only.</exception>
    public SeedComparison(IReadOnlyList<string> systems, int runs)
    {
        if (systems.Count == 0 || systems.Distinct().Count() != systems.Count || runs < 2)
            throw new ArgumentException(
                $"Expected different systems of at least 2 trainings; got [{string.Join(", ", systems)}] of {runs}.");
        (Systems, this.runs) = (systems, runs);
    }

    /// <summary>The systems, in the order given.</summary>
    public IReadOnlyList<string> Systems { get; }

    /// <summary>All models: the trainings of the first system, then those of the next.</summary>
    public IEnumerable<string> Models => Systems.SelectMany(ModelsOf);

    /// <summary>The trainings of one system.</summary>
    public IEnumerable<string> ModelsOf(string system) => Enumerable.Range(1, runs).Select(run => $"{system} {run}");

    /// <summary>Mean and standard deviation of a measure over the trainings of a system.</summary>
    /// <param name="system">One of <see cref="Systems"/>.</param>
    /// <param name="measure">From the name of a model to its number.</param>
    public (double Mean, double Deviation) Of(string system, Func<string, double> measure)
    {
        double[] values = [.. ModelsOf(system).Select(measure)];
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (runs - 1)));
    }

    /// <summary>A panel for each measure: bars with means and deviations, points for single trainings.</summary>
    /// <param name="title">The claim.</param>
    /// <param name="panels">What is measured, its unit, and the number of a model.</param>
    public Chart ToChart(
        string title, params IReadOnlyList<(string Name, string Unit, Func<string, double> Measure)> panels)
    {
        var chart = new Chart(title, Words(panels), "", "") { Width = 1000 };
        foreach (var (name, unit, measure) in panels)
        {
            var spread = Systems.Select(system => Of(system, measure)).ToList();
            chart.AddPanel(name, yTitle: unit)
                .Bars("mean ± deviation", Systems, spread.Select(s => s.Mean),
                    spread.Select(s => s.Deviation))
                .Scatter("one training", Systems.SelectMany((_, i) => Enumerable.Repeat((double)i, runs)),
                    Models.Select(measure));
        }
        return chart;
    }

    /// <summary>A line for each system over the number of examples: means and deviations over trainings.</summary>
    /// <param name="title">The claim.</param>
    /// <param name="sweep">Its methods are the models.</param>
    public Chart ToCurves(string title, FewShotSweep sweep)
    {
        (string Name, string Unit, Func<FewShotScores, double> Score)[] panels =
        [
            ("species recognised", "share", score => score.Recognition.Mean),
            ("silhouette IoU", "share", score => score.Overlap.Mean),
            ("error on the creature", "0 to 2", score => score.CreatureError.Mean),
        ];
        (double Mean, double Deviation) At(int k, string system, Func<FewShotScores, double> score) =>
            Of(system, model => score(sweep[k][model]));
        int most = sweep.Shots[^1];
        var chart = new Chart(
            title, $"With K = {most}: " + Words([.. panels.Select(panel =>
                (panel.Name, panel.Unit, (Func<string, double>)(model => panel.Score(sweep[most][model]))))]),
            "examples (K)", $"mean of {runs} trainings")
        { Width = 1000 };
        foreach (var (name, unit, score) in panels)
        {
            var panel = chart.AddPanel(name, yTitle: unit);
            foreach (string system in Systems)
            {
                panel.Line(system, sweep.Shots.Select(k => (double)k), sweep.Shots.Select(k => At(k, system, score).Mean),
                    markers: true, sweep.Shots.Select(k => At(k, system, score).Deviation));
            }
        }
        return chart;
    }

    private string Words(IReadOnlyList<(string Name, string Unit, Func<string, double> Measure)> panels) =>
        string.Join("; ", panels.Select(panel => $"{panel.Name}: " + string.Join(", ", Systems.Select(system =>
        {
            var (mean, deviation) = Of(system, panel.Measure);
            return string.Create(CultureInfo.InvariantCulture, $"{system} {mean:F3} ± {deviation:F3}");
        })))) + $". Means and deviations over {runs} trainings.";
}
