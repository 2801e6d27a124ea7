using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>The questions of notebook 04, COCO-FUNIT.</summary>
public static class CocoFunitExercises
{
    private const double Alike = 0.9, Apart = 0.7;

    /// <summary>Exercises <c>coco-1</c> to <c>coco-8</c> and the predictions <c>coco-p1</c> to <c>coco-p4</c>.</summary>
    public static IReadOnlyList<Exercise> All { get; } =
    [
        new NumberExercise("coco-1", Expected: 2 * (4 * 1024 + 3 * (512 + 256 + 128 + 64)), Tolerance: 0.5,
            Unit: "numbers",
            Hint: "Each norm needs two numbers a channel. Four norms stand before the first doubling, three in each doubling."),
        new ShapeExercise("coco-2", Expected: [2, 1, 3, 5],
            Hint: "Between its six pairs of blocks the map is halved; how often is that? One score a place, height first."),
        new NumberExercise("coco-3", Expected: 0.7, Tolerance: 1e-6, Unit: "",
            Hint: "A real score counts as far as it is below 1, a fake one as far as it is above -1; beyond that, nothing."),
        new NumberExercise("coco-4", Expected: Math.Log(0.5) / Math.Log(0.999), Tolerance: 1.01, Unit: "updates",
            Hint: "After n updates the old value has the share 0.999 to the power of n; take logarithms."),
        new FunctionExercise("coco-5", Wanted: typeof(Func<Tensor, Tensor, int, double>),
            Signature: "matrix W [n, m], vector u [n], number of iterations to a number",
            Probe: f => CocoFunitProbes.Sigma((Func<Tensor, Tensor, int, double>)f),
            Hint: "Each iteration: v is the unit vector of Wᵀu, u the unit vector of Wv; at the end uᵀWv."),
        new FunctionExercise("coco-6", Wanted: typeof(Func<Tensor, Tensor, Tensor>),
            Signature: "features [N, C, H, W], parameters [N, 2C] to features [N, C, H, W]",
            Probe: f => CocoFunitProbes.StyledNorm((Func<Tensor, Tensor, Tensor>)f),
            Hint: "The first C parameters are γ, the others β; the normalised features are multiplied by 1 + γ."),
        new FunctionExercise("coco-7", Wanted: typeof(Func<Tensor, Tensor, Tensor, Tensor>),
            Signature: "features [N, C, H, W], weight [C], class vectors [N, C] to scores [N, 1, H, W]",
            Probe: f => CocoFunitProbes.Projection((Func<Tensor, Tensor, Tensor, Tensor>)f),
            Hint: "One number a place from the leaky features, plus one number a picture from their plain mean."),
        new FunctionExercise("coco-8", Wanted: typeof(Func<Tensor, double>),
            Signature: "silhouettes [n, H, W] of true and false, n at least 2, to a number",
            Probe: f => CocoFunitProbes.Agreement((Func<Tensor, double>)f),
            Hint: "For each pair: pixels in both, divided by pixels in either; then the mean over n (n - 1) / 2 pairs."),
        FiveExamples(),
        HingeAtTheEnd(),
        WhoseAgreement(),
        MoreExamples(),
    ];

    /// <summary>Measured: the mean overlap of silhouettes from one content and five examples.</summary>
    private static Prediction FiveExamples() => new("coco-p1",
        new Dictionary<string, string>
        {
            ["a"] = "the five outlines are nearly the same",
            ["b"] = "the five outlines differ, but share most of their pixels",
            ["c"] = "the five outlines differ in a third of their pixels or more",
        },
        measured => measured[0] >= Alike ? "a" : measured[0] >= Apart ? "b" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "In this run the style code says of the example's pose next to nothing.",
            ["b"] = "One style picture has one pose, and nothing in training told the network what of it is the species.",
            ["c"] = "One style picture has one pose, and nothing in training told the network what of it is the species.",
        });

    /// <summary>Measured: the discriminator's hinge loss over the last steps.</summary>
    private static Prediction HingeAtTheEnd() => new("coco-p2",
        new Dictionary<string, string>
        {
            ["a"] = "it is above 1.5, near what a discriminator pays that scores everything 0",
            ["b"] = "it is between 0.5 and 1.5",
            ["c"] = "it is below 0.5: the discriminator tells nearly all pictures apart",
        },
        measured => measured[0] > 1.5 ? "a" : measured[0] >= 0.5 ? "b" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "Spectral norm keeps the discriminator from changing fast, and the generator follows.",
            ["b"] = "The discriminator is ahead, but every real score above 1 stops counting, so it cannot run away.",
            ["c"] = "The generator has not kept up; the pictures of this run give themselves away.",
        });

    /// <summary>Measured: for each seed in turn, the agreement of FUNIT and of COCO-FUNIT.</summary>
    private static Prediction WhoseAgreement() => new("coco-p3",
        new Dictionary<string, string>
        {
            ["a"] = "COCO-FUNIT's answers agree better for every seed",
            ["b"] = "it depends on the seed",
            ["c"] = "FUNIT's answers agree better for every seed",
        },
        measured =>
        {
            int better = Enumerable.Range(0, measured.Count / 2).Count(i => measured[2 * i + 1] > measured[2 * i]);
            return better == measured.Count / 2 ? "a" : better > 0 ? "b" : "c";
        },
        new Dictionary<string, string>
        {
            ["a"] = "The content's factor and the constant are the same for every example, so less is left for it to change.",
            ["b"] = "At this size and budget the difference between two trainings is as large as that between two systems.",
            ["c"] = "At this size and budget the product did not damp the example; what it costs in the paper's size is not said.",
        });

    /// <summary>Measured: the overlap with the truth with one example and with twenty.</summary>
    private static Prediction MoreExamples() => new("coco-p4",
        new Dictionary<string, string>
        {
            ["a"] = "twenty examples raise the overlap with the truth by more than 0.05",
            ["b"] = "twenty examples change it by less than 0.05 either way",
            ["c"] = "twenty examples lower it by more than 0.05",
        },
        measured => measured[1] - measured[0] > 0.05 ? "a" : measured[1] - measured[0] >= -0.05 ? "b" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "Poses cancel in the mean of twenty codes, and what is left is the species.",
            ["b"] = "Poses cancel in the mean of codes, but most of what is wrong with an outline was not the example's fault.",
            ["c"] = "The mean of twenty codes is no code of any picture, and training has seen only codes of single ones.",
        });
}
