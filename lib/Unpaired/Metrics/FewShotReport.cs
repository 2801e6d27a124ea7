using System.Globalization;
using Unpaired.Data;
using Unpaired.Display;
using Unpaired.Worlds;

namespace Unpaired.Metrics;

/// <summary>
/// How good few-shot translators are on the species world, by three questions: is the picture right, is the species
/// recognised, is the pose kept?
/// </summary>
/// <remarks>
/// All methods answer the same questions, and the true render is marked beside them (<see cref="Ceiling"/>). The first of
/// the three needs a world that knows the truth; the other two are what the papers measure without one (FUNIT, section 4:
/// recognition of the class by a trained network; there the content by the distance of deep features, here by the
/// silhouette).
/// </remarks>
public sealed partial class FewShotReport
{
    /// <summary>
    /// How far, of 255, in the channel that differs most, a pixel of an answer may be from the empty scene and still count
    /// as background.
    /// </summary>
    /// <remarks>
    /// Chosen on 400 questions of 64 pixels: true renders reach an IoU of 0.97 (the least one 0.91), with noise of 16 grey
    /// levels 0.93. At 24 noise fills the frame with creature (0.40); at 80 pale limbs are lost (the least one 0.57). Limits:
    /// an answer whose background is off by more than this up to the frame's edge scores low whatever its creature; a
    /// contour too blurred to differ this much from the scene leaks; what a contour encloses counts as creature, in the
    /// mask too.
    /// </remarks>
    public const int DefaultTolerance = 48;

    private readonly int setCount;
    private readonly int questionCount;
    private readonly IReadOnlyList<FewShotScores> scores;

    private FewShotReport(int setCount, int questionCount, double chance, IReadOnlyList<FewShotScores> scores)
    {
        (this.setCount, this.questionCount, Chance, this.scores) = (setCount, questionCount, chance, scores);
        Ceiling = scores[^1];
    }

    /// <summary>What was scored, in the order given.</summary>
    public IReadOnlyList<string> Methods => [.. Scores.Select(score => score.Method)];

    /// <summary>The scores, in the order of <see cref="Methods"/>.</summary>
    public IReadOnlyList<FewShotScores> Scores => [.. scores.SkipLast(1)];

    /// <summary>The true render through the same recogniser and the same estimate of the silhouette: the best that either
    /// can say of a perfect translation.</summary>
    public FewShotScores Ceiling { get; }

    /// <summary>How often a guess among the recogniser's classes is right.</summary>
    public double Chance { get; }

    /// <summary>The scores of one method.</summary>
    /// <exception cref="KeyNotFoundException">No such method.</exception>
    public FewShotScores this[string method] => Scores.FirstOrDefault(score => score.Method == method)
        ?? throw new KeyNotFoundException($"No method '{method}'; the report has {string.Join(", ", Methods)}.");

    /// <summary>Scores methods on test sets that no training set overlaps with.</summary>
    /// <param name="sets">At least one; as a rule the same with different seeds.</param>
    /// <param name="recognizer">Trained on true pictures of the target species, such as a
    /// <see cref="SpeciesDataset"/>.</param>
    /// <param name="methods">Names and answers; at least one, no name twice. A method must not look at the truth.</param>
    /// <exception cref="ArgumentException">No sets or methods, a name twice, sets of different sizes, a species that the
    /// recogniser does not know, or an answer of another size; the message names it.</exception>
    public static FewShotReport Run(IReadOnlyList<SpeciesTestSet> sets, ClassRecognizer recognizer,
        params IReadOnlyList<(string Method, Func<SpeciesQuestion, Picture> Answer)> methods) =>
        Run(sets, recognizer, DefaultTolerance, methods);

    /// <summary>The same with another estimate of silhouettes.</summary>
    /// <param name="sets">At least one.</param>
    /// <param name="recognizer">Trained on true pictures of the target species.</param>
    /// <param name="tolerance">Instead of <see cref="DefaultTolerance"/>, 0 to 255.</param>
    /// <param name="methods">Names and answers; at least one, no name twice.</param>
    /// <inheritdoc cref="Run(IReadOnlyList{SpeciesTestSet}, ClassRecognizer,
    /// IReadOnlyList{ValueTuple{string, Func{SpeciesQuestion, Picture}}})" path="/exception"/>
    public static FewShotReport Run(IReadOnlyList<SpeciesTestSet> sets, ClassRecognizer recognizer, int tolerance,
        params IReadOnlyList<(string Method, Func<SpeciesQuestion, Picture> Answer)> methods)
    {
        Check(sets, methods);
        return Run(sets, [.. sets.Select(set => FewShotExam.Of(set, recognizer))], recognizer, tolerance, methods);
    }

    internal static FewShotReport Run(
        IReadOnlyList<SpeciesTestSet> sets, IReadOnlyList<FewShotExam> exams, ClassRecognizer recognizer, int tolerance,
        IReadOnlyList<(string Method, Func<SpeciesQuestion, Picture> Answer)> methods)
    {
        FewShotScores Score(string method, Func<SpeciesQuestion, Picture> answer)
        {
            var marks = exams.Select(exam => exam.Mark(method, answer, tolerance)).ToList();
            return new FewShotScores(method,
                FewShotMeasure.Of([.. marks.Select(mark => mark.Errors)]),
                FewShotMeasure.Of([.. marks.Select(mark => mark.CreatureErrors)]),
                FewShotMeasure.Of([.. marks.Select(mark => mark.Recognition)]),
                FewShotMeasure.Of([.. marks.Select(mark => mark.Overlaps)]));
        }

        return new FewShotReport(sets.Count, sets.Sum(set => set.Count), 1.0 / recognizer.Classes.Count,
            [.. methods.Select(method => Score(method.Method, method.Answer)), Score("true render", q => q.Truth)]);
    }

    internal static void Check(IReadOnlyList<SpeciesTestSet> sets,
        IReadOnlyList<(string Method, Func<SpeciesQuestion, Picture> Answer)> methods)
    {
        if (sets.Count == 0 || methods.Count == 0)
            throw new ArgumentException($"Expected test sets and methods; got {sets.Count} and {methods.Count}.");
        if (methods.CountBy(method => method.Method).FirstOrDefault(named => named.Value > 1) is { Key: { } twice })
            throw new ArgumentException($"Expected different names of methods; got '{twice}' twice.", nameof(methods));
        if (sets.Select(set => set.World.Size).Distinct().ToList() is { Count: > 1 } sizes)
            throw new ArgumentException(
                $"Expected test sets of one size; got pictures of {string.Join(", ", sizes)} pixels.", nameof(sets));
    }

    /// <summary>Three panels of bars with standard errors: error on the creature, recognition with chance and ceiling,
    /// overlap with its ceiling.</summary>
    /// <param name="title">The claim.</param>
    public Chart ToChart(string title)
    {
        var chart = new Chart(title, ToString(), "", "mean over questions") { Width = 1000, Height = 460 };
        Panel("error on the creature", "mean absolute difference", score => score.CreatureError);
        Panel("species recognised", "share of answers", score => score.Recognition)
            .Reference(Ceiling.Recognition.Mean, "true render").Reference(Chance, "chance");
        Panel("silhouette", "intersection over union", score => score.Overlap)
            .Reference(Ceiling.Overlap.Mean, "true render");
        return chart;

        ChartPanel Panel(string name, string unit, Func<FewShotScores, FewShotMeasure> measure) =>
            chart.AddPanel(name, yTitle: unit).Bars($"{name}, with standard error", Methods,
                Scores.Select(score => measure(score).Mean), Scores.Select(score => Drawable(measure(score))));
    }

    /// <summary>A row for each method and one for the true render: mean ± standard error over questions, and the lowest
    /// and highest mean of a test set.</summary>
    public DataTable ToTable()
    {
        var table = new DataTable(
            string.Create(CultureInfo.InvariantCulture, $"Few-shot translation, {setCount} test sets, {questionCount} "
                + $"questions; errors on the scale 0 to 2; recognition by chance {Chance:F3}; in brackets lowest and "
                + $"highest set"),
            "method", "error", "error on the creature", "species recognised", "silhouette IoU");
        foreach (var score in scores)
        {
            table.Add(score.Method, score.Error.ToString(), score.CreatureError.ToString(), score.Recognition.ToString(),
                score.Overlap.ToString());
        }
        return table;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"Few-shot translation over {questionCount} questions, as error on the creature, species recognised (chance "
        + $"{Chance:F3}), silhouette IoU: ")
        + string.Join("; ", scores.Select(score => string.Create(CultureInfo.InvariantCulture,
            $"{score.Method} {score.CreatureError.Mean:F3}, {score.Recognition.Mean:F3}, {score.Overlap.Mean:F3}")))
        + ".";

    internal static double Drawable(FewShotMeasure measure) =>
        double.IsNaN(measure.StandardError) ? 0 : measure.StandardError;
}
