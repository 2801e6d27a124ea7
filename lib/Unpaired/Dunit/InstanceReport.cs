using System.Globalization;
using Unpaired.Data;
using Unpaired.Detection;
using Unpaired.Display;
using Unpaired.Metrics;

namespace Unpaired.Dunit;

/// <summary>What one method made of the objects of all streets; intervals are those of streets drawn again.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Error">Error within true boxes against the true render, 0 to 2: the mean over a street's objects, then
/// over streets.</param>
/// <param name="Elsewhere">The same outside of all boxes.</param>
/// <param name="Contrast">How far objects stand out from what is round them, 0 to 2.</param>
/// <param name="Found">Which part of the objects a detector finds.</param>
/// <param name="Detection">What the detector makes of the pictures: average precision.</param>
/// <param name="Lowest">Error of the best test set.</param>
/// <param name="Highest">Error of the worst test set.</param>
public sealed record MethodOnInstances(
    string Method, MeanInterval Error, MeanInterval Elsewhere, MeanInterval Contrast, MeanInterval Found,
    DetectionScores Detection, double Lowest, double Highest);

/// <summary>Translations of streets judged object by object: against the truth, by contrast, and by a detector.</summary>
/// <remarks>
/// Values are averaged over the objects of each street first, and streets are resampled (<see cref="Bootstrap"/>),
/// because objects of one street share its light. Objects that are hardly seen or too small are left out.
/// </remarks>
public sealed class InstanceReport
{
    private InstanceReport(IReadOnlyList<MethodOnInstances> methods, int streets, int objects)
    {
        (Methods, Streets, Objects) = (methods, streets, objects);
    }

    /// <summary>In the order given.</summary>
    public IReadOnlyList<MethodOnInstances> Methods { get; }

    /// <summary>Streets with an object that counts.</summary>
    public int Streets { get; }

    /// <summary>Objects that count.</summary>
    public int Objects { get; }

    /// <summary>A method by its name.</summary>
    /// <exception cref="KeyNotFoundException">No such method.</exception>
    public MethodOnInstances this[string method] => Methods.FirstOrDefault(one => one.Method == method)
        ?? throw new KeyNotFoundException(
            $"No method '{method}'; the report has {string.Join(", ", Methods.Select(one => one.Method))}.");

    /// <summary>Asks all methods the same questions.</summary>
    /// <param name="sets">Test sets of streets of one size; at least one.</param>
    /// <param name="detector">Who looks for objects; trained on the light of the truth too.</param>
    /// <param name="smallest">Least side in pixels of an object that counts.</param>
    /// <param name="methods">Names and answers; pictures of the truth's size.</param>
    /// <exception cref="ArgumentException">No sets or no methods; no object that counts; an answer of another
    /// size.</exception>
    public static InstanceReport Run(
        IReadOnlyList<IReadOnlyList<StreetsQuestion>> sets, FasterRcnn detector, double smallest,
        params IReadOnlyList<(string Method, Func<StreetsQuestion, Picture> Answer)> methods)
    {
        if (sets.Count == 0 || methods.Count == 0)
            throw new ArgumentException($"Expected test sets and methods; got {sets.Count} and {methods.Count}.");
        var asked = sets.Select(set => set.Select(question => (Question: question, Boxes: BoxesOf(question, smallest)))
            .Where(entry => entry.Boxes.Any(box => !box.IsIgnored)).ToList()).ToList();
        if (asked.Exists(set => set.Count == 0))
            throw new ArgumentException(FormattableString.Invariant(
                $"Expected an object of {smallest} pixels or more in each test set; found none in one."));
        var all = asked.SelectMany(set => set).ToList();
        return new InstanceReport(
            [.. methods.Select(method => Measured(method.Method, method.Answer, asked, detector))], all.Count,
            all.Sum(entry => entry.Boxes.Count(box => !box.IsIgnored)));
    }

    /// <summary>The objects of a question; those that do not count are marked as ignored.</summary>
    /// <param name="question">The street.</param>
    /// <param name="smallest">Least side in pixels of an object that counts.</param>
    public static IReadOnlyList<PictureBox> BoxesOf(StreetsQuestion question, double smallest) =>
        [.. question.Street.Boxes.Select(box => StreetsDetections.BoxOf(box, smallest))];

    /// <summary>A row for each method.</summary>
    public DataTable ToTable()
    {
        var table = new DataTable(
            $"{Objects} objects of {Streets} streets; 95 % intervals over streets", "method", "error in boxes",
            "lowest set", "highest set", "error elsewhere", "contrast", "found", "mAP@0.5")
        {
            Formats = [null, null, "F3", "F3", null, null, null, "F3"],
        };
        foreach (var one in Methods)
        {
            table.Add(one.Method, $"{one.Error}", one.Lowest, one.Highest, $"{one.Elsewhere}", $"{one.Contrast}",
                $"{one.Found}", one.Detection.Coco.Ap50);
        }
        return table;
    }

    /// <summary>A panel for each measure; bars with the larger half of their intervals.</summary>
    /// <param name="title">The claim.</param>
    public Chart ToChart(string title)
    {
        var names = Methods.Select(one => one.Method).ToList();
        var chart = new Chart(title, ToString(), "", "") { Width = 1000 };
        foreach (var (name, unit, value) in new (string, string, Func<MethodOnInstances, MeanInterval>)[]
        {
            ("error in true boxes", "0 to 2", one => one.Error), ("contrast of objects", "0 to 2", one => one.Contrast),
            ("objects found", "share", one => one.Found),
        })
        {
            var values = Methods.Select(value).ToList();
            chart.AddPanel(name, yTitle: unit).Bars(
                "mean, 95 %", names, values.Select(one => one.Mean),
                values.Select(one => Math.Max(one.High - one.Mean, one.Mean - one.Low)));
        }
        return chart;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Objects} objects of {Streets} streets: " + string.Join("; ", Methods.Select(
        one => string.Create(CultureInfo.InvariantCulture,
            $"{one.Method}: error {one.Error.Mean:F3}, contrast {one.Contrast.Mean:F3}, found {one.Found.Mean:P0}"))) + ".";

    private static MethodOnInstances Measured(
        string name, Func<StreetsQuestion, Picture> answer,
        IReadOnlyList<IReadOnlyList<(StreetsQuestion Question, IReadOnlyList<PictureBox> Boxes)>> sets,
        FasterRcnn network)
    {
        using var detector = new ObjectDetector(network);
        var perSet = sets.Select(set => set.Select(entry =>
        {
            var picture = answer(entry.Question);
            var outcomes = InstanceScores.Of(picture, entry.Question.Truth, entry.Boxes, detector.Detect(picture));
            return (Picture: picture, entry.Boxes, Outcomes: outcomes,
                Elsewhere: InstanceScores.Elsewhere(picture, entry.Question.Truth, entry.Boxes));
        }).ToList()).ToList();
        var all = perSet.SelectMany(set => set).ToList();
        MeanInterval Mean(Func<InstanceOutcome, double> value) =>
            Bootstrap.OfMean([.. all.Select(street => street.Outcomes.Average(value))]);
        var errors = perSet.Select(set => set.Average(street => street.Outcomes.Average(one => one.Error))).ToList();
        var pictures = new DetectionList([.. all.Select(street => street.Picture)], [.. all.Select(street => street.Boxes)]);
        return new MethodOnInstances(
            name, Mean(one => one.Error),
            Bootstrap.OfMean([.. all.Select(street => street.Elsewhere).Where(double.IsFinite)]),
            Mean(one => one.Contrast), Mean(one => one.IsFound ? 1 : 0),
            new DetectionEvaluation(pictures, pictures.Count).Measure(network), errors.Min(), errors.Max());
    }
}
