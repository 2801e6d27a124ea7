using System.Globalization;
using Unpaired.Data;
using Unpaired.Metrics.Features;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Metrics.Evaluations;

/// <summary>A question to a translator with all that a world knows of its answer.</summary>
/// <param name="Input">The picture to translate.</param>
/// <param name="Examples">Pictures of what to translate to; at least one.</param>
/// <param name="Truth">The answer.</param>
/// <param name="Parts">What is wrong with an answer, part by part; null where the world has no single object.</param>
public sealed record WorldQuestion(
    Picture Input, IReadOnlyList<Picture> Examples, Picture Truth, Func<Picture, CounterfactualParts>? Parts)
{
    /// <summary>Outlines to be filled in the style of an example.</summary>
    public static IReadOnlyList<WorldQuestion> Of(ObjectsTestSet test) =>
    [
        .. test.Pairs().Select(pair => new WorldQuestion(
            pair.Outline, [pair.StyleExample], pair.Truth, answer => CounterfactualParts.Of(test.World, pair, answer))),
    ];

    /// <summary>Creatures to become another species.</summary>
    public static IReadOnlyList<WorldQuestion> Of(SpeciesTestSet test) =>
    [
        .. test.Pairs().Select(question => new WorldQuestion(question.Input, question.Examples, question.Truth,
            answer => CounterfactualParts.Of(test.World, question, answer))),
    ];

    /// <summary>Streets in another light.</summary>
    public static IReadOnlyList<WorldQuestion> Of(IEnumerable<StreetsQuestion> streets) =>
        [.. streets.Select(street => new WorldQuestion(street.Input, [street.StyleExample], street.Truth, null))];
}

/// <summary>Measures a translator on a world that knows the truth.</summary>
/// <param name="network">Where features come from; stays the caller's.</param>
/// <param name="networks">For pairs; stay the caller's.</param>
public sealed class TranslationEvaluation(IFeatureNetwork network, PairNetworks networks)
{
    private const int VariedInputs = 20, Variants = 5;
    private const string Interval = "BCa bootstrap over questions";

    /// <summary>Translates all questions and measures.</summary>
    /// <param name="title">What is evaluated, in words.</param>
    /// <param name="questions">At least two; pictures of one size.</param>
    /// <param name="translate">The translator: an input and examples; must not look at the truth.</param>
    /// <param name="progress">Told how many questions are answered; may be null.</param>
    /// <param name="cancellation">Stops between questions.</param>
    /// <exception cref="ArgumentException">Fewer than two questions, or an answer of another size.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public EvaluationReport Run(string title, IReadOnlyList<WorldQuestion> questions,
        Func<Picture, IReadOnlyList<Picture>, Picture> translate, IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        if (questions.Count < 2)
            throw new ArgumentException($"Expected at least 2 questions; got {questions.Count}.", nameof(questions));
        List<Picture> answers = [];
        foreach (var question in questions)
        {
            cancellation.ThrowIfCancellationRequested();
            answers.Add(translate(question.Input, question.Examples));
            progress?.Report(answers.Count);
        }
        List<EvaluationRow> rows =
            [.. PairComparison.Of([.. answers.Zip(questions, (answer, question) => (answer, question.Truth))], networks)];
        rows.AddRange(PartRows(questions, answers));
        rows.AddRange(
            PairComparison.Content([.. answers.Zip(questions, (answer, question) => (answer, question.Input))], networks));
        rows.AddRange(Variety(questions, translate, cancellation));
        rows.AddRange(SetRows(questions, answers));
        return new EvaluationReport(title, rows,
        [
            FolderEvaluation.Note(network),
            "Sets: answers to the first half of the questions beside the true translations of the other half, so that a "
                + "perfect translator scores what the truth scores.",
            "Intervals say what other questions would have given, not what another training would have.",
        ]);
    }

    /// <summary>Answers to one half of the questions against truths of the other, which they share no input with.</summary>
    private IEnumerable<EvaluationRow> SetRows(IReadOnlyList<WorldQuestion> questions, IReadOnlyList<Picture> answers)
    {
        int half = questions.Count / 2;
        if (half < 2) return [];
        using var scope = NewDisposeScope();
        Tensor Features(IEnumerable<Picture> pictures) =>
            FeatureExtraction.Features(network, new PictureList([.. pictures]));
        var reference = Features(questions.Skip(half).Select(question => question.Truth));
        var perfect = SetComparison.Of(
            network, reference, Features(questions.Take(half).Select(question => question.Truth)));
        return [.. SetComparison.Of(network, reference, Features(answers.Take(half))).Zip(perfect, (row, best) => row with
        {
            Remark = string.Create(
                CultureInfo.InvariantCulture, $"{row.Remark}; the truth itself measures {best.Value:G3}"),
        })];
    }

    private static IEnumerable<EvaluationRow> PartRows(
        IReadOnlyList<WorldQuestion> questions, IReadOnlyList<Picture> answers)
    {
        if (questions.Any(question => question.Parts is null)) return [];
        var parts = questions.Zip(answers, (question, answer) => question.Parts!(answer).Values).ToList();
        var perfect = questions.Select(question => question.Parts!(question.Truth).Values).ToList();
        return CounterfactualParts.Names.Select((name, i) => EvaluationRow.OfMean(
            name, [.. parts.Select(values => values[i])], "lower", string.Create(CultureInfo.InvariantCulture,
                $"{Interval}; the truth itself measures {perfect.Average(values => values[i]):G2}")));
    }

    /// <summary>How much the answers to one input vary with the example.</summary>
    private IEnumerable<EvaluationRow> Variety(IReadOnlyList<WorldQuestion> questions,
        Func<Picture, IReadOnlyList<Picture>, Picture> translate, CancellationToken cancellation)
    {
        int variants = Math.Min(Variants, questions.Count);
        List<double> differences = [], perceptual = [];
        for (int i = 0; i < Math.Min(VariedInputs, questions.Count); i++)
        {
            cancellation.ThrowIfCancellationRequested();
            List<Picture> varied = [.. Enumerable.Range(0, variants).Select(k =>
                translate(questions[i].Input, questions[(i + k) % questions.Count].Examples))];
            differences.Add(Diversity.Of(varied));
            if (networks.Lpips is not { } lpips) continue;
            using var batch = Picture.ToBatch(varied);
            perceptual.Add(lpips.MeanOverPairs(batch));
        }
        string remark = string.Create(CultureInfo.InvariantCulture,
            $"answers to one input with {variants} examples, all pairs; {differences.Count} inputs");
        yield return EvaluationRow.OfMean("diversity", differences, "", $"mean absolute difference of {remark}");
        if (perceptual.Count > 0)
            yield return EvaluationRow.OfMean($"LPIPS diversity ({networks.Lpips!.Network})", perceptual, "", remark);
    }
}
