using System.Globalization;
using Unpaired.Detection;
using Unpaired.Display;

namespace Unpaired.Dunit;

/// <summary>One line of the table: what the detector was fine-tuned on, and how good it is then.</summary>
/// <param name="Training">In words.</param>
/// <param name="IsNight">Whether it was tested at night; else by day.</param>
/// <param name="Runs">A result for each fine-tuning; one where there was none.</param>
public sealed record AdaptationRow(string Training, bool IsNight, IReadOnlyList<DetectionScores> Runs)
{
    /// <summary>mAP at overlap 0.5, mean over the runs.</summary>
    public double Map => Runs.Average(run => run.Coco.Ap50);

    /// <summary>AP at overlap 0.5 of a class, mean over the runs; NaN if the test has no such object.</summary>
    /// <param name="name">The class.</param>
    public double Ap(string name)
    {
        int place = Runs[0].Classes.ToList().IndexOf(name);
        return place < 0 ? double.NaN : Runs.Average(run => run.Ap50Of(place));
    }
}

/// <summary>Domain adaptation in a table: a detector of days at night, with and without translated pictures.</summary>
public sealed class DomainAdaptationReport
{
    /// <summary>Names of the lines that are there whatever the methods.</summary>
    public const string None = "nothing", Days = "days as they are", TrueNights = "true nights";

    private DomainAdaptationReport(IReadOnlyList<AdaptationRow> rows) => Rows = rows;

    /// <summary>In order: the day's detector by day and at night, days again, methods, true nights.</summary>
    public IReadOnlyList<AdaptationRow> Rows { get; }

    /// <summary>A line that was tested at night.</summary>
    /// <exception cref="KeyNotFoundException">No such line.</exception>
    public AdaptationRow this[string training] => Rows.FirstOrDefault(row => row.IsNight && row.Training == training)
        ?? throw new KeyNotFoundException(
            $"No line '{training}'; there are {string.Join(", ", Rows.Select(row => row.Training))}.");

    /// <summary>Runs all fine-tunings.</summary>
    /// <param name="experiment">Detector, streets, numbers.</param>
    /// <param name="methods">Names and translations.</param>
    /// <param name="progress">Told what is finished; may be null.</param>
    public static DomainAdaptationReport Run(
        DomainAdaptation experiment, IReadOnlyList<(string Method, StreetTranslation Translation)> methods,
        Action<AdaptationRow>? progress = null)
    {
        var rows = new List<AdaptationRow>();
        void Add(string training, bool night, IReadOnlyList<DetectionScores> runs)
        {
            rows.Add(new AdaptationRow(training, night, runs));
            progress?.Invoke(rows[^1]);
        }
        Add(None, false, [experiment.Untouched(night: false)]);
        Add(None, true, [experiment.Untouched(night: true)]);
        Add(Days, true, experiment.After(street => street.Day));
        foreach (var (method, translation) in methods) Add(method, true, experiment.After(translation));
        Add(TrueNights, true, experiment.AfterTrueNights());
        return new DomainAdaptationReport(rows);
    }

    /// <summary>AP at overlap 0.5 of each class, their mean, and its spread over the runs.</summary>
    public DataTable ToTable()
    {
        var classes = StreetsDetections.ClassNames;
        var table = new DataTable(
            $"AP at overlap 0.5; mean of {Rows.Max(row => row.Runs.Count)} fine-tunings",
            ["fine-tuned on", "tested", .. classes, "mAP", "lowest run", "highest run"])
        {
            Formats = [null, null, .. Enumerable.Repeat("F3", classes.Count + 3)],
        };
        foreach (var row in Rows)
        {
            table.Add([row.Training, row.IsNight ? "at night" : "by day", .. classes.Select(name => (object?)row.Ap(name)),
                row.Map, row.Runs.Min(run => run.Coco.Ap50), row.Runs.Max(run => run.Coco.Ap50)]);
        }
        return table;
    }

    /// <summary>mAP of all lines as bars; half the distance between lowest and highest run as error bars.</summary>
    /// <param name="title">The claim.</param>
    public Chart ToChart(string title) => new Chart(title, ToString(), "fine-tuned on", "mAP at overlap 0.5").Bars(
        "mean, half range of runs", Rows.Select(row => row.IsNight ? row.Training : $"{row.Training} (by day)"),
        Rows.Select(row => row.Map),
        Rows.Select(row => (row.Runs.Max(run => run.Coco.Ap50) - row.Runs.Min(run => run.Coco.Ap50)) / 2));

    /// <inheritdoc/>
    public override string ToString() => "mAP at overlap 0.5: " + string.Join(", ", Rows.Select(row => string.Create(
        CultureInfo.InvariantCulture, $"{row.Training} {(row.IsNight ? "at night" : "by day")} {row.Map:F3}"))) + ".";
}
