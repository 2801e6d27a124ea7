using System.Globalization;
using Unpaired.Data;
using Unpaired.Display;
using Unpaired.Worlds;

namespace Unpaired.Metrics;

/// <summary>
/// Whether few-shot translators keep the content: each question is answered once for every single example, and the
/// answers are compared with each other, with the truth and with the examples.
/// </summary>
/// <remarks>
/// The content-loss problem of COCO-FUNIT (section 3.1): the same content with examples in other poses should give the same
/// pose. The paper asks people; here silhouettes are measured, before the known background.
/// </remarks>
public sealed class ContentReport
{
    // Below it the longest axis of a true silhouette is a matter of a few pixels.
    private const double LeastElongation = 0.25;

    // Creatures fill less; what differs from the background nearly everywhere is a stain.
    private const double LargestCreature = 0.75;

    private ContentReport(IReadOnlyList<ContentScores> scores) => Scores = scores;

    /// <summary>The scores, in the order given.</summary>
    public IReadOnlyList<ContentScores> Scores { get; }

    /// <summary>The scores of one method.</summary>
    /// <exception cref="KeyNotFoundException">No such method.</exception>
    public ContentScores this[string method] => Scores.FirstOrDefault(score => score.Method == method)
        ?? throw new KeyNotFoundException(
            $"No method '{method}'; the report has {string.Join(", ", Scores.Select(score => score.Method))}.");

    /// <summary>Scores methods on the same questions.</summary>
    /// <param name="sets">At least one, each with at least two examples a question.</param>
    /// <param name="recognizer">Trained on true pictures of the target species; null leaves recognition out.</param>
    /// <param name="methods">Names and answers from a question and one of its examples; at least one. A method must not look
    /// at the truth.</param>
    /// <exception cref="ArgumentException">No sets or methods, one example only, or an answer of another size.</exception>
    public static ContentReport Run(IReadOnlyList<SpeciesTestSet> sets, ClassRecognizer? recognizer,
        params IReadOnlyList<(string Method, Func<SpeciesQuestion, Picture, Picture> Answer)> methods)
    {
        if (sets.Count == 0 || methods.Count == 0 || sets.Any(set => set.Shots < 2))
            throw new ArgumentException(
                $"Expected test sets of at least 2 examples a question, and methods; got {sets.Count} sets of "
                + $"{string.Join(", ", sets.Select(set => set.Shots))} examples and {methods.Count} methods.", nameof(sets));
        var asked = sets.Select(set => set.Pairs().Select(question => Asked.Of(set.World, question)).ToList()).ToList();
        return new ContentReport([.. methods.Select(method => Score(method.Method, method.Answer, asked, recognizer))]);
    }

    /// <summary>A row for each method: mean ± standard error over questions, in brackets the lowest and highest
    /// set.</summary>
    public DataTable ToTable()
    {
        var table = new DataTable(
            "What silhouettes keep: place and size against the truth, and how much of both leaks from the example",
            "method", "agreement", "species recognised", "silhouette IoU", "place error, frames", "size error", "turn error, degrees",
            "leak of place", "leak of size", "empty");
        foreach (var score in Scores)
        {
            table.Add(score.Method, score.Agreement, score.Recognition, score.Overlap, score.Place, score.Size, score.Turn, score.PlaceLeak,
                score.SizeLeak, score.Empty.ToString("P0", CultureInfo.InvariantCulture));
        }
        return table;
    }

    private static ContentScores Score(
        string method, Func<SpeciesQuestion, Picture, Picture> answer, List<List<Asked>> sets, ClassRecognizer? recognizer)
    {
        var marks = sets.Select(set => set.Select(asked => asked.Mark(method, answer, recognizer)).ToList()).ToList();
        FewShotMeasure Of(Func<Marks, double> value) => FewShotMeasure.Of([.. marks.Select(set => Finite(set, value))]);
        FewShotMeasure Leak(Func<Marks, Leak> leak) => Slope([.. marks.Select(set => set.Select(leak).ToList())]);
        return new ContentScores(
            method, Of(mark => mark.Agreement), Of(mark => mark.Recognition), Of(mark => mark.Overlap), Of(mark => mark.Place), Of(mark => mark.Size),
            Of(mark => mark.Turn), Leak(mark => mark.PlaceLeak), Leak(mark => mark.SizeLeak),
            marks.SelectMany(set => set).Average(mark => mark.Empty));
    }

    private static List<double> Finite(List<Marks> set, Func<Marks, double> value)
    {
        List<double> finite = [.. set.Select(value).Where(double.IsFinite)];
        return finite.Count > 0 ? finite : [double.NaN];
    }

    /// <summary>One slope through the deviations of all questions, each taken from its own mean.</summary>
    private static FewShotMeasure Slope(List<List<Leak>> sets)
    {
        static double Of(IReadOnlyCollection<Leak> leaks) =>
            leaks.Sum(leak => leak.Together) / leaks.Sum(leak => leak.Examples);
        List<Leak> all = [.. sets.SelectMany(set => set)];
        double slope = Of(all), examples = all.Sum(leak => leak.Examples);
        double squares = all.Sum(leak => Math.Pow(leak.Together - slope * leak.Examples, 2));
        double error = all.Count == 1 ? double.NaN : Math.Sqrt(squares * all.Count / (all.Count - 1)) / examples;
        return new FewShotMeasure(slope, error, sets.Min(Of), sets.Max(Of));
    }

    /// <summary>Of one question: deviations of the answers times those of the examples, and of these squared.</summary>
    private readonly record struct Leak(double Together, double Examples)
    {
        public static Leak operator +(Leak a, Leak b) => new(a.Together + b.Together, a.Examples + b.Examples);

        public static Leak Of(IReadOnlyList<(double Answer, double Example)> pairs)
        {
            if (pairs.Count == 0) return default;
            double answer = pairs.Average(pair => pair.Answer), example = pairs.Average(pair => pair.Example);
            return new Leak(
                pairs.Sum(pair => (pair.Answer - answer) * (pair.Example - example)),
                pairs.Sum(pair => Math.Pow(pair.Example - example, 2)));
        }
    }

    private sealed record Marks(
        double Agreement, double Recognition, double Overlap, double Place, double Size, double Turn, Leak PlaceLeak,
        Leak SizeLeak, double Empty);

    /// <summary>A question with all that marking needs, drawn once.</summary>
    private sealed record Asked(
        SpeciesQuestion Question, Picture Scene, bool[] Outline, SilhouetteMoments Truth,
        IReadOnlyList<SilhouetteMoments> Examples)
    {
        public static Asked Of(SpeciesWorld world, SpeciesQuestion question)
        {
            bool[] Mask(SpeciesContent content) => Silhouette.OfMask(world.RenderMask(content, question.Target));
            bool[] outline = Mask(question.Content);
            SilhouetteMoments Moments(bool[] mask) => SilhouetteMoments.Of(mask, world.Size)
                ?? throw new ArgumentException($"{question.Target.Name}: a true mask is empty at {world.Size} pixels.");
            return new Asked(question, world.RenderScene(question.Content), outline, Moments(outline),
                [.. question.ExampleContents.Select(content => Moments(Mask(content)))]);
        }

        public Marks Mark(
            string method, Func<SpeciesQuestion, Picture, Picture> answer, ClassRecognizer? recognizer)
        {
            List<Picture> answers = [.. Question.Examples.Select(example => answer(Question, example))];
            List<bool[]> found = [.. answers.Select(one => Found(method, one))];
            var seen = found.Zip(Examples).Select(pair =>
                    (Answer: SilhouetteMoments.Of(pair.First, Scene.Width), Example: pair.Second))
                .Where(pair => pair.Answer is not null).Select(pair => (Answer: pair.Answer!, pair.Example)).ToList();
            double Mean(Func<SilhouetteMoments, double> error) =>
                seen.Count == 0 ? double.NaN : seen.Average(pair => error(pair.Answer));
            Leak Along(Func<SilhouetteMoments, double> axis) =>
                Leak.Of([.. seen.Select(pair => (axis(pair.Answer), axis(pair.Example)))]);
            return new Marks(
                SilhouetteAgreement.Of(found), Recognized(answers, recognizer), found.Average(one => Silhouette.Overlap(one, Outline)),
                Mean(one => one.PlaceError(Truth)), Mean(one => one.SizeError(Truth)),
                Truth.Elongation < LeastElongation ? double.NaN : Mean(one => one.TurnError(Truth)),
                Along(one => one.X) + Along(one => one.Y), Along(one => Math.Log(one.Radius)),
                1 - (double)seen.Count / found.Count);
        }

        private double Recognized(List<Picture> answers, ClassRecognizer? recognizer)
        {
            if (recognizer is null) return double.NaN;
            int target = recognizer.Classes.ToList().IndexOf(Question.Target.Name);
            return recognizer.Accuracy([.. answers.Select(one => (one, target))]).Value;
        }

        private bool[] Found(string method, Picture picture)
        {
            if (picture.Width != Scene.Width || picture.Height != Scene.Height)
                throw new ArgumentException($"Method '{method}': expected a picture of {Scene.Width} x {Scene.Height} "
                    + $"pixels; got {picture.Width} x {picture.Height}.");
            bool[] found = Silhouette.Against(picture, Scene, FewShotReport.DefaultTolerance);
            return found.Count(inside => inside) <= LargestCreature * found.Length ? found : new bool[found.Length];
        }
    }
}
