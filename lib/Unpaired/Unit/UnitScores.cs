using Unpaired.Data;
using Unpaired.Metrics;
using Unpaired.Training;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Unit;

/// <summary>What a trained UNIT is worth on streets whose translations are known.</summary>
/// <param name="Error">Mean absolute difference to the truth, 0 to 2.</param>
/// <param name="Correlation">Correlation of deviations from the mean picture: 1 for the truth, 0 for a constant.</param>
/// <param name="Cycle">Mean absolute difference after the way there and back, 0 to 2.</param>
/// <param name="FoundByCode">The share of inputs whose nearest code of the other domain is that of the truth.</param>
/// <param name="MeanSquare">Mean h² of the inputs' codes.</param>
public sealed record UnitScores(double Error, double Correlation, double Cycle, double FoundByCode, double MeanSquare)
{
    /// <summary>Scores the translations from A to B.</summary>
    /// <param name="translator">Stays the caller's.</param>
    /// <param name="questions">At least two; inputs of domain A, truths of domain B.</param>
    /// <param name="mean">The mean picture of domain B.</param>
    /// <exception cref="ArgumentException">Fewer questions, or pictures of different sizes.</exception>
    public static UnitScores Of(UnitTranslator translator, IReadOnlyList<StreetsQuestion> questions, Picture mean)
    {
        using var scope = NewDisposeScope();
        var answers = questions.Select(q => translator.Translate(q.Input, Direction.AtoB)).ToList();
        var pairs = questions.Zip(answers, (q, answer) => (answer, q.Truth)).ToList();
        double cycle = CounterfactualError.Evaluate(questions.Zip(answers,
            (q, answer) => (translator.Translate(answer, Direction.BtoA), q.Input))).Mean;
        return new UnitScores(
            CounterfactualError.Evaluate(pairs).Mean, new DeviationCorrelation(mean).Of(pairs), cycle,
            Codes(translator, questions).Found,
            questions.Average(q => translator.Encode(q.Input, Domain.A).square().mean().to(float32).item<float>()));
    }

    /// <summary>Compares the codes of inputs with those of truths.</summary>
    /// <param name="translator">Stays the caller's.</param>
    /// <param name="questions">At least two; inputs of domain A, truths of domain B.</param>
    /// <exception cref="ArgumentException">Fewer questions, or pictures of different sizes.</exception>
    public static PairedCodes Codes(UnitTranslator translator, IReadOnlyList<StreetsQuestion> questions)
    {
        using var scope = NewDisposeScope();
        return PairedCodes.Of([.. questions.Select(q => translator.Encode(q.Input, Domain.A))],
            [.. questions.Select(q => translator.Encode(q.Truth, Domain.B))]);
    }
}
