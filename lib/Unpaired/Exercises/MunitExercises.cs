using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>The questions of notebook 02, MUNIT.</summary>
public static class MunitExercises
{
    /// <summary>Exercises <c>munit-1</c> to <c>munit-8</c> and the predictions <c>munit-p1</c> to <c>munit-p4</c>.</summary>
    public static IReadOnlyList<Exercise> All { get; } =
    [
        new NumberExercise("munit-1", Expected: 4 * 2 * 2 * 256, Tolerance: 0.5, Unit: "numbers",
            Hint: "Each normalisation needs two numbers per channel; count the normalisations in one residual block first."),
        new ShapeExercise("munit-2", Expected: [1, 256, 24, 40],
            Hint: "Two convolutions of stride 2 halve both sides and double the channels, starting from 64."),
        new NumberExercise("munit-3", Expected: 0.5 * 0.5 + 0.2 * 0.2, Tolerance: 1e-6, Unit: "",
            Hint: "The discriminator wants 0 for the translation and 1 for the real picture; square both misses and add."),
        new NumberExercise("munit-4", Expected: 4, Tolerance: 0.05, Unit: "",
            Hint: "Half the sum of two independent draws: what is the variance of one of its eight numbers?"),
        new FunctionExercise("munit-5", Wanted: typeof(Func<Tensor, Tensor, Tensor, Tensor>),
            Signature: "features [N, C, H, W], bias [N, C], weight [N, C] to features [N, C, H, W]",
            Probe: f => MunitProbes.AdaIN((Func<Tensor, Tensor, Tensor, Tensor>)f),
            Hint: "Take mean and variance over the last two dimensions only, keepdim: true, and unbiased: false."),
        new FunctionExercise("munit-6", Wanted: typeof(Func<Tensor, Tensor, double, Tensor>),
            Signature: "style [k], style [k], share t from 0 to 1 to style [k]",
            Probe: f => MunitProbes.StyleWalk((Func<Tensor, Tensor, double, Tensor>)f),
            Hint: "Write both as length times direction; turn the direction by the share of the angle between them."),
        new FunctionExercise("munit-7", Wanted: typeof(Func<Tensor, Tensor>),
            Signature: "pictures [N, 3, H, W] to one picture [3, H, W]",
            Probe: f => MunitProbes.BestConstant((Func<Tensor, Tensor>)f),
            Hint: "The mean is best for squared differences. Which average of a row of numbers is best for absolute ones?"),
        new FunctionExercise("munit-8", Wanted: typeof(Func<Tensor, double>),
            Signature: "translations of one input [n, 3, H, W], n at least 2, to a number",
            Probe: f => MunitProbes.Diversity((Func<Tensor, double>)f),
            Hint: "There are n (n - 1) / 2 pairs; a picture is no pair with itself."),
        AverageFilling(),
        FirstLossToHalve(),
        ZeroStyle(),
        BestRival(),
    ];

    /// <summary>Measured: colourfulness of the average filling, as a share of that of the fillings.</summary>
    private static Prediction AverageFilling() => new("munit-p1",
        new Dictionary<string, string>
        {
            ["a"] = "it looks like the most frequent filling",
            ["b"] = "it is pale and looks like no filling at all",
            ["c"] = "it is the outline itself",
        },
        measured => measured[0] < 0.6 ? "b" : "a",
        new Dictionary<string, string>
        {
            ["a"] = "The fillings of this run share a colour, so their average keeps it.",
            ["b"] = "Opposite hues cancel, and the average of many good answers is not a good answer.",
        });

    /// <summary>Measured: the step at which each loss first stayed below half its start; adversarial, image, style.</summary>
    private static Prediction FirstLossToHalve() => new("munit-p2",
        new Dictionary<string, string>
        {
            ["a"] = "the adversarial loss halves first",
            ["b"] = "the image reconstruction loss halves first",
            ["c"] = "the style reconstruction loss halves first",
        },
        measured => "abc"[Smallest(measured)].ToString(),
        new Dictionary<string, string>
        {
            ["a"] = "A fresh discriminator scores everything near 0, which costs 1 per scale, and any change of it "
                + "lowers that; this loss is a moving opponent, not a yardstick.",
            ["b"] = "It has the largest weight, and to copy a picture through its own codes needs no opponent.",
            ["c"] = "The style encoder learnt to read the drawn numbers before the pictures were good.",
        });

    /// <summary>Measured: colourfulness of the translations with style zero, as a share of that with drawn styles.</summary>
    private static Prediction ZeroStyle() => new("munit-p3",
        new Dictionary<string, string>
        {
            ["a"] = "style zero gives the pale average of section 4",
            ["b"] = "style zero gives a filling about as colourful as any other",
        },
        measured => measured[0] < 0.6 ? "a" : "b",
        new Dictionary<string, string>
        {
            ["a"] = "Here the middle of the style space is also the middle of the colours.",
            ["b"] = "The adversarial loss asks for a picture that could be real at every style, and zero is only one more style.",
        });

    /// <summary>Measured: counterfactual errors of the copy, the best constant, the style picture, the median filling.</summary>
    private static Prediction BestRival() => new("munit-p4",
        new Dictionary<string, string>
        {
            ["a"] = "the copy of the outline comes nearest to the truth",
            ["b"] = "the best constant comes nearest to the truth",
            ["c"] = "the style picture comes nearest to the truth",
            ["d"] = "the median filling comes nearest to the truth",
        },
        measured => "abcd"[Smallest(measured)].ToString(),
        new Dictionary<string, string>
        {
            ["a"] = "The true pictures of this run are mostly white.",
            ["b"] = "In the middle of all answers it is never far from any.",
            ["c"] = "Much of a picture is background, and the style picture has the right one.",
            ["d"] = "It knows the shape, and a pale colour is never far from any other.",
        });

    private static int Smallest(IReadOnlyList<double> values) =>
        Enumerable.Range(0, values.Count).MinBy(i => double.IsNaN(values[i]) ? double.PositiveInfinity : values[i]);
}
