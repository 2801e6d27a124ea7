using Unpaired.Data;
using Unpaired.Worlds;

namespace Unpaired.Metrics;

/// <summary>The questions of one test set with all that marking needs, drawn once.</summary>
internal sealed class FewShotExam
{
    private readonly ClassRecognizer recognizer;
    private readonly IReadOnlyList<Entry> entries;

    private FewShotExam(ClassRecognizer recognizer, IReadOnlyList<Entry> entries) =>
        (this.recognizer, this.entries) = (recognizer, entries);

    /// <summary>Draws the questions, their masks and scenes.</summary>
    /// <exception cref="ArgumentException">A species that the recogniser does not know.</exception>
    public static FewShotExam Of(SpeciesTestSet set, ClassRecognizer recognizer)
    {
        var classes = recognizer.Classes.Select((name, number) => (name, number)).ToDictionary();
        if (set.Targets.FirstOrDefault(target => !classes.ContainsKey(target.Name)) is { } unknown)
            throw new ArgumentException($"Expected a recogniser of all target species; '{unknown.Name}' is not among its "
                + $"classes {string.Join(", ", recognizer.Classes)}.", nameof(recognizer));
        return new FewShotExam(recognizer, [.. set.Pairs().Select(question =>
        {
            var mask = set.World.RenderMask(question.Content, question.Target);
            return new Entry(question, mask, Silhouette.OfMask(mask), set.World.RenderScene(question.Content),
                classes[question.Target.Name]);
        })]);
    }

    /// <summary>The same questions with the first examples only.</summary>
    public FewShotExam WithShots(int shots) => new(recognizer, [.. entries.Select(entry => entry with
    {
        Question = entry.Question with
        {
            Examples = [.. entry.Question.Examples.Take(shots)],
            ExampleContents = [.. entry.Question.ExampleContents.Take(shots)],
        },
    })]);

    /// <summary>Asks a method every question and marks its answers.</summary>
    /// <exception cref="ArgumentException">An answer of another size.</exception>
    public Marks Mark(string method, Func<SpeciesQuestion, Picture> answer, int tolerance)
    {
        List<Picture> answers = [.. entries.Select((entry, i) => Checked(answer(entry.Question), entry, method, i))];
        return new Marks(
            [.. entries.Zip(answers, (entry, picture) => CounterfactualError.Between(picture, entry.Question.Truth))],
            [.. entries.Zip(answers, (entry, picture) =>
                CounterfactualError.Within(picture, entry.Question.Truth, entry.Mask))],
            recognizer.Accuracy([.. answers.Zip(entries, (picture, entry) => (picture, entry.Class))]),
            [.. entries.Zip(answers, (entry, picture) =>
                Silhouette.Overlap(Silhouette.Against(picture, entry.Scene, tolerance), entry.Outline))]);
    }

    private static Picture Checked(Picture? answer, Entry entry, string method, int index)
    {
        var truth = entry.Question.Truth;
        return answer is not null && answer.Width == truth.Width && answer.Height == truth.Height
            ? answer
            : throw new ArgumentException($"Method '{method}', question {index} ({entry.Question.Source.Name} to "
                + $"{entry.Question.Target.Name}): expected a picture of {truth.Width} x {truth.Height} pixels; got "
                + (answer is null ? "none." : $"{answer.Width} x {answer.Height}."));
    }

    /// <summary>The marks of one method in one test set.</summary>
    public sealed record Marks(
        IReadOnlyList<double> Errors, IReadOnlyList<double> CreatureErrors, Share Recognition,
        IReadOnlyList<double> Overlaps);

    private sealed record Entry(SpeciesQuestion Question, Picture Mask, bool[] Outline, Picture Scene, int Class);
}
