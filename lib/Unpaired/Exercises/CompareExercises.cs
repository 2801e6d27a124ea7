using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>The questions of notebook 08, the six compared.</summary>
public static class CompareExercises
{
    private const double Visible = 0.005; // of the error: what tens of questions can hardly tell
    private const double VisibleShare = 0.05;

    /// <summary>Exercises <c>compare-1</c> to <c>compare-8</c> and the predictions <c>compare-p1</c> to
    /// <c>compare-p4</c>.</summary>
    public static IReadOnlyList<Exercise> All { get; } =
    [
        new NumberExercise("compare-1", Expected: 3 * 64 * 49 * 256 * 256 / 1e6, Tolerance: 0.6, Unit: "million",
            Hint: "Every output pixel of every output channel needs 3 · 7 · 7 multiplications, and the size stays."),
        new NumberExercise("compare-2", Expected: 4.0 * 4 * 2 * 15_026_187 / 1e6, Tolerance: 1.5, Unit: "MB",
            Hint: "Weights, gradients and two moments: four numbers for each parameter, four bytes each, two generators."),
        new NumberExercise("compare-3", Expected: 0.6, Tolerance: 1e-6, Unit: "",
            Hint: "Without equal values it is 1 − 6 Σ d² / (n (n² − 1)), d the differences of the ranks."),
        new NumberExercise("compare-4", Expected: 10, Tolerance: 1e-6, Unit: "",
            Hint: "In one dimension: (μ₁ − μ₂)² + σ₁² + σ₂² − 2 σ₁ σ₂; the second number of a normal distribution is its variance."),
        new FunctionExercise("compare-5", Wanted: typeof(Func<double[], double[], double>),
            Signature: "two lists of numbers about the same things to Spearman's rank correlation",
            Probe: f => CompareProbes.Spearman((Func<double[], double[], double>)f),
            Hint: "RankCorrelation.Ranks gives the ranks; then the ordinary correlation of the two lists of ranks."),
        new FunctionExercise("compare-6", Wanted: typeof(Func<double[], (double Low, double High)>),
            Signature: "values, one for each question, to both ends of a 95 % bootstrap interval of their mean",
            Probe: f => CompareProbes.Interval((Func<double[], (double Low, double High)>)f),
            Hint: "Draw as many values with replacement, take the mean, a thousand times; sort; take the 2.5 % and 97.5 % places."),
        new FunctionExercise("compare-7", Wanted: typeof(Func<Tensor, Tensor, int, double>),
            Signature: "true features [N, D], made features [M, D] and k to the precision, a share from 0 to 1",
            Probe: f => CompareProbes.Precision((Func<Tensor, Tensor, int, double>)f),
            Hint: "cdist(real, real) sorted along each row: place k is the reach, since place 0 is the point itself."),
        new FunctionExercise("compare-8", Wanted: typeof(Func<Tensor, double>),
            Signature: "predictions [inputs, styles, classes] to the conditional inception score, without exponential",
            Probe: f => CompareProbes.ConditionalScore((Func<Tensor, double>)f),
            Hint: "q is the mean over the styles of one input: keep that dimension. Then the mean over inputs and styles of Σ p ln(p / q)."),
        LargestNetwork(),
        BeatsTheConstant(),
        WithoutLabels(),
        BestJudge(),
    ];

    /// <summary>Measured: multiply-adds of UNIT, FUNIT and COCO-FUNIT as published.</summary>
    private static Prediction LargestNetwork() => new("compare-p1",
        new Dictionary<string, string>
        {
            ["a"] = "UNIT needs the most multiplications for a picture",
            ["b"] = "FUNIT needs the most multiplications for a picture",
            ["c"] = "COCO-FUNIT needs the most multiplications for a picture",
        },
        measured => "abc"[Enumerable.Range(0, 3).MaxBy(i => measured[i])].ToString(),
        new Dictionary<string, string>
        {
            ["a"] = "It works on maps of 64 × 64 places where the others go on halving: each of its parameters is used 4,096 times.",
            ["b"] = "Its wide layers outweigh its smaller pictures.",
            ["c"] = "Though by little: its many parameters sit on maps of 16 × 16 places, where each is used 256 times only.",
        });

    /// <summary>Measured: the smallest error of a trained model on streets, and that of the best constant picture.</summary>
    private static Prediction BeatsTheConstant() => new("compare-p2",
        new Dictionary<string, string>
        {
            ["a"] = "the best of the trained models is nearer to the truth",
            ["b"] = "the two are about equally near",
            ["c"] = "the constant picture is nearer to the truth",
        },
        measured => measured[1] - measured[0] > Visible ? "a" : measured[0] - measured[1] > Visible ? "c" : "b",
        new Dictionary<string, string>
        {
            ["a"] = "Knowing the street paid, crisp mistakes and all.",
            ["b"] = "What is won by knowing the street is lost by crisp mistakes.",
            ["c"] = "A crisp light in a wrong place costs more than a grey that is never far off.",
        });

    /// <summary>Measured: the share of answers with the species recognised, of FUNIT and of TUNIT.</summary>
    private static Prediction WithoutLabels() => new("compare-p3",
        new Dictionary<string, string>
        {
            ["a"] = "FUNIT's species are recognised more often",
            ["b"] = "both are recognised about equally often",
            ["c"] = "TUNIT's species are recognised more often",
        },
        measured => measured[0] - measured[1] > VisibleShare ? "a" : measured[1] - measured[0] > VisibleShare ? "c" : "b",
        new Dictionary<string, string>
        {
            ["a"] = "Names tell the network what to keep apart; pseudo domains need not be species.",
            ["b"] = "What names tell can here be found in the pictures themselves.",
            ["c"] = "TUNIT has met ten species only, and many pictures of each; FUNIT had 72 to learn.",
        });

    /// <summary>Measured: rank correlations with the truth of the Fréchet distance, the cycle error and the change of the
    /// input.</summary>
    private static Prediction BestJudge() => new("compare-p4",
        new Dictionary<string, string>
        {
            ["a"] = "the Fréchet distance orders the methods most as the truth does",
            ["b"] = "the cycle error orders the methods most as the truth does",
            ["c"] = "the change of the input orders the methods most as the truth does",
        },
        measured => "abc"[Enumerable.Range(0, 3).MaxBy(i => measured[i])].ToString(),
        new Dictionary<string, string>
        {
            ["a"] = "It looks at the target domain at least, if not at the single question.",
            ["b"] = "Methods that lose nothing on the way were also right more often here; the untouched copy is the exception.",
            ["c"] = "Methods that left the picture alone kept the content that the truth has too.",
        });
}
