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
    /// <summary>The class that is asked for; null where there are none.</summary>
    public string? Target { get; init; }

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
            answer => CounterfactualParts.Of(test.World, question, answer))
        {
            Target = question.Target.Name,
        }),
    ];

    /// <summary>Streets in another light.</summary>
    public static IReadOnlyList<WorldQuestion> Of(IEnumerable<StreetsQuestion> streets) =>
        [.. streets.Select(street => new WorldQuestion(street.Input, [street.StyleExample], street.Truth, null))];
}

/// <summary>Measures a translator on a world that knows the truth.</summary>
/// <param name="network">Where features come from; stays the caller's.</param>
/// <param name="networks">For pairs; stay the caller's.</param>
/// <param name="classifier">Knows the classes asked for; null for the network of the worlds, where that is the one in
/// use.</param>
public sealed class TranslationEvaluation(
    IFeatureNetwork network, PairNetworks networks, TargetClassifier? classifier = null)
{
    private const int VariedInputs = 20, Variants = 5;
    private const string Interval = "BCa bootstrap over questions";

    /// <summary>Translates all questions and measures.</summary>
    /// <param name="title">What is evaluated, in words.</param>
    /// <param name="questions">At least two; pictures of one size.</param>
    /// <param name="translate">The translator: an input and examples; must not look at the truth.</param>
    /// <param name="progress">Told how many questions are answered; may be null.</param>
    /// <param name="cancellation">Stops between questions.</param>
    /// <exception cref="ArgumentException">Fewer than two questions, an answer of another size, or a class asked for that the
    /// classifier does not know.</exception>
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
        rows.AddRange(Recognition(questions, answers));
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

    /// <summary>In how many answers the class is seen that was asked for.</summary>
    private IEnumerable<EvaluationRow> Recognition(
        IReadOnlyList<WorldQuestion> questions, IReadOnlyList<Picture> answers)
    {
        if (questions.Any(question => question.Target is null)) return [];
        string[] targets = [.. questions.Select(question => question.Target!)];
        var judge = classifier ?? (network is WorldFeatures worlds
            ? TargetClassifier.OfWorlds(worlds, [.. targets.Distinct().Order(StringComparer.Ordinal)]) : null);
        if (judge is null) return [];
        if (targets.FirstOrDefault(target => !judge.Classes.Contains(target)) is { } unknown)
            throw new ArgumentException($"Expected a classifier of all classes asked for; '{unknown}' is not among its "
                + $"classes {string.Join(", ", judge.Classes)}.");
        double[] Right(IReadOnlyList<Picture> pictures) =>
            [.. judge.Recognize(pictures).Zip(targets, (seen, target) => judge.Classes[seen] == target ? 1.0 : 0)];
        double perfect = Right([.. questions.Select(question => question.Truth)]).Average();
        return
        [
            EvaluationRow.OfMean("few-shot classification accuracy", Right(answers), "higher",
                string.Create(CultureInfo.InvariantCulture,
                    $"share of answers seen as the class asked for by {judge.Name}; chance {1.0 / judge.Classes.Count:G2}; "
                    + $"{Interval}; the truth itself measures {perfect:G3}")),
        ];
    }

    /// <summary>How much the answers to one input vary with the example.</summary>
    private IEnumerable<EvaluationRow> Variety(IReadOnlyList<WorldQuestion> questions,
        Func<Picture, IReadOnlyList<Picture>, Picture> translate, CancellationToken cancellation)
    {
        int variants = Math.Min(Variants, questions.Count);
        List<double> differences = [], perceptual = [];
        List<Picture> all = [];
        for (int i = 0; i < Math.Min(VariedInputs, questions.Count); i++)
        {
            cancellation.ThrowIfCancellationRequested();
            List<Picture> varied = [.. Enumerable.Range(0, variants).Select(k =>
                translate(questions[i].Input, questions[(i + k) % questions.Count].Examples))];
            differences.Add(Diversity.Of(varied));
            all.AddRange(varied);
            if (networks.Lpips is not { } lpips) continue;
            using var batch = Picture.ToBatch(varied);
            perceptual.Add(lpips.MeanOverPairs(batch));
        }
        string remark = string.Create(CultureInfo.InvariantCulture,
            $"answers to one input with {variants} examples, all pairs; {differences.Count} inputs");
        yield return EvaluationRow.OfMean("diversity", differences, "", $"mean absolute difference of {remark}");
        if (perceptual.Count > 0)
            yield return EvaluationRow.OfMean($"LPIPS diversity ({networks.Lpips!.Network})", perceptual, "", remark);
        if (ConditionalScores(all, variants) is { } scores)
        {
            yield return EvaluationRow.OfMean(
                SetComparison.NameOf(network, "CIS", "conditional score of predictions (as CIS)"), scores, "higher",
                string.Create(CultureInfo.InvariantCulture,
                    $"mean divergence in nats as in MUNIT's tables, its exponential {Math.Exp(scores.Average()):G4}; the "
                    + $"network's own classes, not those of the target domain; {remark}"));
        }
    }

    /// <summary>For each input, how far the predictions for its answers are from their mean.</summary>
    /// <returns>Null for a network without classes.</returns>
    private double[]? ConditionalScores(IReadOnlyList<Picture> answers, int variants)
    {
        using var scope = NewDisposeScope();
        var predictions = network.Probabilities(FeatureExtraction.Features(network, new PictureList(answers)));
        return predictions is null ? null : InceptionScore.Divergences(
            predictions.reshape(-1, variants, predictions.shape[1])).mean([1]).data<double>().ToArray();
    }
}
