using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>The questions of notebook 05, TUNIT.</summary>
public static class TunitExercises
{
    private const double MostlyRight = 0.6;  // accuracy: "mostly by species"
    private const double ByChance = 0.2;     // of ten equally frequent species: up to twice chance
    private const double Pure = 0.8;         // purity: "split, not mixed"
    private const double Equal = 0.03;       // of accuracy: what a look at 500 pictures can hardly tell

    /// <summary>Exercises <c>tunit-1</c> to <c>tunit-8</c> and the predictions <c>tunit-p1</c> to <c>tunit-p4</c>.</summary>
    public static IReadOnlyList<Exercise> All { get; } =
    [
        new NumberExercise("tunit-1", Expected: Math.Log(10), Tolerance: 0.005, Unit: "nats",
            Hint: "It is reached when both views always agree and all pseudo domains are equally frequent."),
        new NumberExercise("tunit-2", Expected: 0.6 * Math.Log(1.2) + 0.4 * Math.Log(0.8), Tolerance: 0.001, Unit: "nats",
            Hint: "All margins are 1/2, so every entry is compared with 1/4."),
        new NumberExercise("tunit-3", Expected: 0.5, Tolerance: 1e-6, Unit: "",
            Hint: "One to one: each species keeps one pseudo domain, and the other one counts as wrong."),
        new NumberExercise("tunit-4", Expected: 2 * (4 * 512 + 256 + 128 + 64), Tolerance: 0.5, Unit: "numbers",
            Hint: "Two numbers for each channel behind each styled convolution; do not forget those behind the doublings."),
        new FunctionExercise("tunit-5", Wanted: typeof(Func<Tensor, Tensor, Tensor>),
            Signature: "probabilities of the pictures [N, K] and of their copies [N, K] to a joint table [K, K]",
            Probe: f => TunitProbes.Joint((Func<Tensor, Tensor, Tensor>)f),
            Hint: "p.t().mm(q) sums p_i q_j over the batch; then make it symmetric, then divide by its sum."),
        new FunctionExercise("tunit-6", Wanted: typeof(Func<Tensor, double>),
            Signature: "a joint table [K, L] that sums to 1 to its mutual information in nats",
            Probe: f => TunitProbes.Information((Func<Tensor, double>)f),
            Hint: "Entries that are 0 add nothing, but their logarithm is minus infinity: replace them before the logarithm."),
        new FunctionExercise("tunit-7", Wanted: typeof(Func<Tensor, Tensor, Tensor, double>),
            Signature: "codes [N, k], keys of their copies [N, k], queue [M, k] to the contrastive loss with temperature 0.07",
            Probe: f => TunitProbes.Contrast((Func<Tensor, Tensor, Tensor, double>)f),
            Hint: "Each code has M + 1 logits, its own key first; the right class is 0. Dot products, nothing normalised."),
        new FunctionExercise("tunit-8", Wanted: typeof(Func<int[], int[], double>),
            Signature: "labels and clusters, one of each for every picture, to the purity, a share from 0 to 1",
            Probe: f => TunitProbes.Purity((Func<int[], int[], double>)f),
            Hint: "GroupBy the cluster; in each group count the most frequent label."),
        Pixels(),
        Domains(),
        TooMany(),
        Together(),
    ];

    /// <summary>Measured: accuracy of k-means on pixels.</summary>
    private static Prediction Pixels() => new("tunit-p1",
        new Dictionary<string, string>
        {
            ["a"] = "groups of pixels are mostly species",
            ["b"] = "groups of pixels are better than chance, but for the most part not species",
            ["c"] = "groups of pixels have little to do with species",
        },
        measured => measured[0] >= MostlyRight ? "a" : measured[0] >= ByChance ? "b" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "In this world the colours at fixed places are enough.",
            ["b"] = "Colour is a part of what makes a species, but place and pose move more pixels than the species does.",
            ["c"] = "Place and pose move far more pixels than the species does.",
        });

    /// <summary>Measured: pseudo domains in use, and K.</summary>
    private static Prediction Domains() => new("tunit-p2",
        new Dictionary<string, string>
        {
            ["a"] = "all pictures are in one pseudo domain",
            ["b"] = "some pseudo domains are in use, others are empty",
            ["c"] = "all pseudo domains are in use",
        },
        measured => measured[0] <= 1 ? "a" : measured[0] < measured[1] ? "b" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "All answers are alike at the start, and so few steps do not change that.",
            ["b"] = "Mutual information grows by one split after another: the first one divides what is easiest to tell apart.",
            ["c"] = "Mutual information is largest when all pseudo domains are equally frequent, and here it got that far.",
        });

    /// <summary>Measured: pseudo domains in use of K = 20, species, purity.</summary>
    private static Prediction TooMany() => new("tunit-p3",
        new Dictionary<string, string>
        {
            ["a"] = "about ten pseudo domains stay empty",
            ["b"] = "species are split among several pseudo domains",
            ["c"] = "pseudo domains mix species",
        },
        measured => measured[0] <= 1.2 * measured[1] ? "a" : measured[2] >= Pure ? "b" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "Training found no further division that both views of a picture agree on.",
            ["b"] = "More pseudo domains mean more mutual information to win, so species are divided by pose or kind of view.",
            ["c"] = "What both views agree on need not be the species: a direction of view will do as well.",
        });

    /// <summary>Measured: accuracy when all is trained together, and when the guiding network stays as it is.</summary>
    private static Prediction Together() => new("tunit-p4",
        new Dictionary<string, string>
        {
            ["a"] = "clusters are better when all is trained together",
            ["b"] = "clusters are about as good either way",
            ["c"] = "clusters are better when the guiding network stays as it is",
        },
        measured => measured[0] - measured[1] > Equal ? "a" : measured[1] - measured[0] > Equal ? "c" : "b",
        new Dictionary<string, string>
        {
            ["a"] = "The generator needs codes that say what a picture looks like, and the guiding network has more time to learn.",
            ["b"] = "When translation begins, the clusters are nearly final; what the generator asks for hardly moves them.",
            ["c"] = "The generator's losses pull the codes towards what is easy to draw, which need not be the species.",
        });
}
