using System.Globalization;
using Unpaired.Data;
using Unpaired.Display;
using Unpaired.Metrics;
using Unpaired.Metrics.Features;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Comparisons;

/// <summary>Many methods on the same questions, by measures that know the truth and by measures that do not: so that the
/// second kind can be judged by the first.</summary>
public sealed class MethodComparison
{
    /// <summary>What the true answers themselves are called; they are measured too, as a method that cannot be
    /// beaten.</summary>
    public const string Truth = "the truth";

    private readonly IReadOnlyList<Row> rows;

    private MethodComparison(
        IReadOnlyList<ComparedMeasure> measures, IReadOnlyList<Row> rows, string featuresName)
    {
        (Measures, this.rows, FeaturesName) = (measures, rows, featuresName);
    }

    /// <summary>What was measured; the first one needs the truth and is what the others are held against.</summary>
    public IReadOnlyList<ComparedMeasure> Measures { get; }

    /// <summary>What was compared, in the order given; without the truth.</summary>
    public IReadOnlyList<string> Methods => [.. Compared.Select(row => row.Method)];

    /// <summary>Those of <see cref="Methods"/> that were trained.</summary>
    public IReadOnlyList<string> Trained => [.. Compared.Where(row => row.IsTrained).Select(row => row.Method)];

    /// <summary>Whose features the distances of sets are of.</summary>
    public string FeaturesName { get; }

    /// <summary>One number with its interval; null where a method does not have it.</summary>
    /// <exception cref="KeyNotFoundException">No such method.</exception>
    public MeanInterval? this[string method, ComparedMeasure measure] =>
        Find(method).Values.TryGetValue(measure, out var value) ? value : null;

    private IEnumerable<Row> Compared => rows.SkipLast(1);

    /// <summary>Compares methods on streets.</summary>
    /// <param name="questions">At least 6.</param>
    /// <param name="reference">True pictures of the target domain, of other streets; at least 6.</param>
    /// <param name="network">Where features come from; stays the caller's.</param>
    /// <param name="methods">At least one, no name twice.</param>
    /// <exception cref="ArgumentException">Too few questions or pictures, a name twice, an answer of another
    /// size.</exception>
    public static MethodComparison Of(IReadOnlyList<StreetsQuestion> questions, IReadOnlyList<Picture> reference,
        IFeatureNetwork network, params IReadOnlyList<ComparedMethod<StreetsQuestion>> methods)
    {
        var correlation = new DeviationCorrelation(CounterfactualBaselines.MeanImage(reference));
        return Run(new(questions, q => q.Input, q => q.Truth, reference, network), answers =>
        [
            (ComparedMeasure.Error, Bootstrap.OfMean(answers.Mark((q, answer) =>
                CounterfactualError.Between(answer, q.Truth)))),
            (ComparedMeasure.Correlation, SetMeasures.Resampled(questions.Count, chosen => correlation.Of(
                chosen.Select(i => (answers.Pictures[i], questions[i].Truth))))),
        ], methods);
    }

    /// <summary>Compares methods on creatures that shall become another species.</summary>
    /// <param name="world">Who draws.</param>
    /// <param name="questions">At least 6.</param>
    /// <param name="recognizer">Trained on true pictures of the species asked for; stays the caller's.</param>
    /// <param name="reference">True pictures of those species; at least 6.</param>
    /// <param name="network">Where features come from; stays the caller's.</param>
    /// <param name="methods">At least one, no name twice.</param>
    /// <exception cref="ArgumentException">Too few questions or pictures, a name twice, an answer of another size, a species
    /// that the recogniser does not know.</exception>
    public static MethodComparison Of(SpeciesWorld world, IReadOnlyList<SpeciesQuestion> questions,
        ClassRecognizer recognizer, IReadOnlyList<Picture> reference, IFeatureNetwork network,
        params IReadOnlyList<ComparedMethod<SpeciesQuestion>> methods)
    {
        var classes = recognizer.Classes.Select((name, number) => (name, number)).ToDictionary();
        if (questions.FirstOrDefault(q => !classes.ContainsKey(q.Target.Name)) is { } odd)
            throw new ArgumentException($"Expected a recogniser of all species asked for; '{odd.Target.Name}' is not among "
                + $"{string.Join(", ", recognizer.Classes)}.", nameof(recognizer));
        var masks = questions.Select(q => world.RenderMask(q.Content, q.Target)).ToList();
        var scenes = questions.Select(q => world.RenderScene(q.Content)).ToList();
        return Run(new(questions, q => q.Input, q => q.Truth, reference, network), answers =>
        {
            var seen = recognizer.Recognize(answers.Pictures);
            return
            [
                (ComparedMeasure.CreatureError, Bootstrap.OfMean([.. answers.Pictures.Select((answer, i) =>
                    CounterfactualError.Within(answer, questions[i].Truth, masks[i]))])),
                (ComparedMeasure.Error, Bootstrap.OfMean(answers.Mark((q, answer) =>
                    CounterfactualError.Between(answer, q.Truth)))),
                (ComparedMeasure.Silhouette, Bootstrap.OfMean([.. answers.Pictures.Select((answer, i) =>
                    Silhouette.Overlap(Silhouette.Against(answer, scenes[i], FewShotReport.DefaultTolerance),
                        Silhouette.OfMask(masks[i])))])),
                (ComparedMeasure.Recognised, Bootstrap.OfMean(
                    [.. questions.Select((q, i) => seen[i] == classes[q.Target.Name] ? 1.0 : 0)])),
            ];
        }, methods);
    }

    /// <summary>The answers of a method, in the order of the questions.</summary>
    /// <exception cref="KeyNotFoundException">No such method.</exception>
    public IReadOnlyList<Picture> Answers(string method) => Find(method).Answers;

    /// <summary>The errors against the truth of a method, in the order of the questions.</summary>
    /// <exception cref="KeyNotFoundException">No such method.</exception>
    public IReadOnlyList<double> Errors(string method) => Find(method).Errors;

    /// <summary>How much larger the error of one method is than that of another, question by question.</summary>
    /// <remarks>Both answer the same questions, and what makes a question hard for one often makes it hard for the other, so
    /// this interval is as a rule much narrower than those of the two errors.</remarks>
    /// <exception cref="KeyNotFoundException">No such method.</exception>
    public MeanInterval Difference(string first, string second) =>
        Bootstrap.OfMean([.. Errors(first).Zip(Errors(second), (a, b) => a - b)]);

    /// <summary>The questions that a method answered worst.</summary>
    /// <param name="method">Its name.</param>
    /// <param name="count">How many.</param>
    /// <returns>Their numbers, the worst first.</returns>
    /// <exception cref="KeyNotFoundException">No such method.</exception>
    public IReadOnlyList<int> Worst(string method, int count) =>
        [.. Errors(method).Select((error, i) => (error, i)).OrderByDescending(e => e.error).Take(count).Select(e => e.i)];

    /// <summary>How far each measure puts the methods in the order that the first measure, the truth's, puts them
    /// in.</summary>
    /// <param name="onlyTrained">Whether to leave out the rivals that learn nothing.</param>
    /// <returns>Those measures only that at least 4 methods have and that are not equal for all of them.</returns>
    public IReadOnlyList<(ComparedMeasure Measure, RankCorrelation Agreement)> Agreement(bool onlyTrained = false)
    {
        List<(ComparedMeasure, RankCorrelation)> agreements = [];
        foreach (var measure in Measures.Skip(1))
        {
            var both = Compared.Where(
                row => row.Values.ContainsKey(measure) && (row.IsTrained || !onlyTrained)).ToList();
            double[] judged = [.. both.Select(row => Goodness(row, measure))];
            double[] wanted = [.. both.Select(row => Goodness(row, Measures[0]))];
            if (both.Count >= 4 && judged.Distinct().Count() > 1 && wanted.Distinct().Count() > 1)
                agreements.Add((measure, RankCorrelation.Of(wanted, judged)));
        }
        return agreements;
    }

    /// <summary>A row for each method and the truth.</summary>
    /// <param name="caption">What the table says.</param>
    /// <param name="measures">Its columns; null for all.</param>
    public DataTable ToTable(string caption, params IReadOnlyList<ComparedMeasure> measures)
    {
        var shown = measures.Count == 0 ? Measures : measures;
        var table = new DataTable(
            caption, ["method", .. shown.Select(m => $"{m.Name} {(m.LowerIsBetter ? "↓" : "↑")}")]);
        foreach (var row in rows)
        {
            table.Add([row.Method, .. shown.Select(measure =>
                row.Values.TryGetValue(measure, out var value) ? (object)Digits(value) : "–")]);
        }
        return table;
    }

    /// <summary>How the measures agree with the truth, as numbers.</summary>
    /// <param name="caption">What the table says.</param>
    public DataTable ToAgreementTable(string caption)
    {
        var table = new DataTable(
            caption, "measure", "needs", "rank correlation with the truth", "methods", "chance", "among trained ones only")
        {
            Formats = [null, null, "F2", null, "F3", null],
        };
        var trained = Agreement(onlyTrained: true).ToDictionary(entry => entry.Measure, entry => entry.Agreement);
        foreach (var (measure, agreement) in Agreement())
        {
            table.Add(measure.Name, measure.Needs.ToString().ToLowerInvariant(), agreement.Value, agreement.Count,
                agreement.Chance, trained.TryGetValue(measure, out var among)
                    ? among.Value.ToString("F2", CultureInfo.InvariantCulture) : "–");
        }
        return table;
    }

    /// <summary>Bars: how the measures that several comparisons share agree with the truth.</summary>
    /// <param name="title">The claim.</param>
    /// <param name="comparisons">A name and a comparison for each colour; at least one.</param>
    public static Chart AgreementChart(
        string title, params IReadOnlyList<(string Name, MethodComparison Comparison)> comparisons)
    {
        var agreements = comparisons.Select(one => one.Comparison.Agreement()
            .ToDictionary(entry => entry.Measure, entry => entry.Agreement.Value)).ToList();
        var shared = comparisons[0].Comparison.Measures.Where(
            measure => agreements.All(agreement => agreement.ContainsKey(measure))).ToList();
        string words = string.Join("; ", comparisons.Zip(agreements, (one, agreement) => $"{one.Name}: "
            + string.Join(", ", shared.Select(measure => string.Create(
                CultureInfo.InvariantCulture, $"{measure.Name} {agreement[measure]:F2}")))));
        var chart = new Chart(title, $"Rank correlation of each measure with the first one. {words}.", "",
            "rank correlation with the truth's order")
        { Width = 1000, Height = 420 };
        foreach (var (one, agreement) in comparisons.Zip(agreements))
        {
            chart.Bars(one.Name, shared.Select(measure => measure.Name),
                shared.Select(measure => Math.Round(agreement[measure], 2)));
        }
        return chart;
    }

    /// <summary>A point for each method: a measure against the truth's.</summary>
    /// <param name="title">The claim.</param>
    /// <param name="measures">A panel for each.</param>
    public Chart ToScatter(string title, params IReadOnlyList<ComparedMeasure> measures)
    {
        var chart = new Chart(title, $"Each method by its {Measures[0].Name} and by "
            + $"{string.Join(" and ", measures.Select(measure => measure.Name))}; {Methods.Count} methods.",
            $"{Measures[0].Name} against the truth", "")
        { Width = 1000 };
        foreach (var measure in measures)
        {
            var panel = chart.AddPanel(measure.Name, yTitle: measure.Name);
            foreach (bool trained in new[] { true, false })
            {
                var shown = Compared.Where(row => row.IsTrained == trained && row.Values.ContainsKey(measure)).ToList();
                if (shown.Count == 0) continue;
                panel.Scatter(trained ? "trained" : "learns nothing",
                    shown.Select(row => row.Values[Measures[0]].Mean), shown.Select(row => row.Values[measure].Mean));
            }
        }
        return chart;
    }

    /// <summary>A number with its interval, to as many places as its size asks for.</summary>
    private static string Digits(MeanInterval value)
    {
        string form = Math.Abs(value.Mean) switch { < 2 => "F3", < 20 => "F2", < 200 => "F1", _ => "F0" };
        string Text(double number) => number.ToString(form, CultureInfo.InvariantCulture);
        return double.IsNaN(value.Low)
            ? Text(value.Mean) : $"{Text(value.Mean)} [{Text(value.Low)}, {Text(value.High)}]";
    }

    private static double Goodness(Row row, ComparedMeasure measure) =>
        measure.LowerIsBetter ? -row.Values[measure].Mean : row.Values[measure].Mean;

    private Row Find(string method) => rows.FirstOrDefault(row => row.Method == method)
        ?? throw new KeyNotFoundException($"No method '{method}'; there are {string.Join(", ", Methods)}.");

    private static MethodComparison Run<TQuestion>(Exam<TQuestion> exam,
        Func<AnswerSheet<TQuestion>, IReadOnlyList<(ComparedMeasure, MeanInterval)>> own,
        IReadOnlyList<ComparedMethod<TQuestion>> methods)
    {
        exam.Check(methods);
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var sets = new SetMeasures(exam.Network, exam.Reference);
        List<ComparedMeasure> measures = [];
        List<Row> rows = [];
        foreach (var method in methods.Append(new ComparedMethod<TQuestion>(Truth, exam.Truth)))
        {
            var sheet = exam.Answered(method);
            List<(ComparedMeasure Measure, MeanInterval Value)> values =
                [.. own(sheet), .. sets.Of(sheet.Pictures), (ComparedMeasure.Change, Bootstrap.OfMean(sheet.Mark(
                    (q, answer) => CounterfactualError.Between(answer, exam.Input(q)))))];
            if (method.Back is { } back)
            {
                values.Add((ComparedMeasure.Cycle, Bootstrap.OfMean(sheet.Mark(
                    (q, answer) => CounterfactualError.Between(back(q, answer), exam.Input(q))))));
            }
            measures.AddRange(values.Select(entry => entry.Measure).Except(measures));
            rows.Add(new Row(method.Name, method.IsTrained, sheet.Pictures,
                sheet.Mark((q, answer) => CounterfactualError.Between(answer, exam.Truth(q))),
                values.ToDictionary(entry => entry.Measure, entry => entry.Value)));
        }
        return new MethodComparison(measures, rows, exam.Network.Name);
    }

    private sealed record Row(string Method, bool IsTrained, IReadOnlyList<Picture> Answers, IReadOnlyList<double> Errors,
        IReadOnlyDictionary<ComparedMeasure, MeanInterval> Values);

    /// <summary>Questions with all that is needed to mark answers.</summary>
    private sealed record Exam<TQuestion>(
        IReadOnlyList<TQuestion> Questions, Func<TQuestion, Picture> Input, Func<TQuestion, Picture> Truth,
        IReadOnlyList<Picture> Reference, IFeatureNetwork Network)
    {
        internal void Check(IReadOnlyList<ComparedMethod<TQuestion>> methods)
        {
            if (Math.Min(Questions.Count, Reference.Count) <= SetMeasures.Neighbours || methods.Count == 0)
                throw new ArgumentException($"Expected methods, and more than {SetMeasures.Neighbours} questions and true "
                    + $"pictures; got {methods.Count}, {Questions.Count} and {Reference.Count}.");
            if (methods.CountBy(method => method.Name).FirstOrDefault(named => named.Value > 1) is { Key: { } twice })
                throw new ArgumentException($"Expected different names of methods; got '{twice}' twice.", nameof(methods));
        }

        internal AnswerSheet<TQuestion> Answered(ComparedMethod<TQuestion> method)
        {
            List<Picture> answers = [.. Questions.Select(method.Answer)];
            int odd = answers.Zip(Questions).ToList().FindIndex(pair => Truth(pair.Second) is var truth
                && (pair.First.Width != truth.Width || pair.First.Height != truth.Height));
            return odd < 0 ? new AnswerSheet<TQuestion>(Questions, answers) : throw new ArgumentException(
                $"Method '{method.Name}', question {odd}: expected a picture of {Truth(Questions[odd]).Width} x "
                + $"{Truth(Questions[odd]).Height} pixels; got {answers[odd].Width} x {answers[odd].Height}.");
        }
    }

    /// <summary>The answers of one method beside their questions.</summary>
    private sealed record AnswerSheet<TQuestion>(IReadOnlyList<TQuestion> Questions, IReadOnlyList<Picture> Pictures)
    {
        internal IReadOnlyList<double> Mark(Func<TQuestion, Picture, double> mark) => [.. Questions.Zip(Pictures, mark)];
    }
}
