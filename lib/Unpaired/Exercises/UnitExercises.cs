using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>The questions of notebook 01, UNIT.</summary>
public static class UnitExercises
{
    private const double LostAtMost = 0.05; // of the crossings: "a few"
    private const double Ghost = 0.35;      // of the ends' distance: nearer than that to the cross-fade is a cross-fade

    /// <summary>Exercises <c>unit-1</c> to <c>unit-8</c> and the predictions <c>unit-p1</c> to <c>unit-p5</c>.</summary>
    public static IReadOnlyList<Exercise> All { get; } =
    [
        new NumberExercise("unit-1", Expected: 256 * 64 * 64, Tolerance: 0.5, Unit: "numbers",
            Hint: "Two convolutions of stride 2 halve both sides and double the channels, starting from 64."),
        new NumberExercise("unit-2", Expected: 0.1, Tolerance: 1e-6, Unit: "",
            Hint: "At most how many streets can lack the crossing by day, or at night, or both? The rest must have it in both."),
        new NumberExercise("unit-3", Expected: 1.5, Tolerance: 1e-6, Unit: "",
            Hint: "The released term is a plain average of squares, without a half."),
        new NumberExercise("unit-4", Expected: 2 * 2 * ((64 * 64 * 9) + 64), Tolerance: 0.5, Unit: "parameters",
            Hint: "A convolution has one weight for each input channel, output channel and place of its kernel, and one bias for "
                + "each output channel; a block has two."),
        new FunctionExercise("unit-5", Wanted: typeof(Func<Tensor, Tensor, Tensor>),
            Signature: "means [N, k], logarithms of variances [N, k] to divergences [N]",
            Probe: f => UnitProbes.Divergence((Func<Tensor, Tensor, Tensor>)f),
            Hint: "For one number it is half of: squared mean, plus variance, minus one, minus logarithm of the variance."),
        new FunctionExercise("unit-6",
            Wanted: typeof(Func<Tensor, Func<Tensor, Tensor>, Func<Tensor, Tensor>, Func<Tensor, Tensor>,
                Func<Tensor, Tensor>, double>),
            Signature: "pictures of A, encoder A, decoder A, encoder B, decoder B to a number",
            Probe: f => UnitProbes.CycleLoss((Func<Tensor, Func<Tensor, Tensor>, Func<Tensor, Tensor>, Func<Tensor, Tensor>,
                Func<Tensor, Tensor>, double>)f),
            Hint: "Follow the lower arrows of the diagram in section 3 from left to right."),
        new FunctionExercise("unit-7", Wanted: typeof(Func<Tensor, Tensor, double>),
            Signature: "codes of A [N, k], codes of B [N, k], row i of both is one street, to a share from 0 to 1",
            Probe: f => UnitProbes.Found((Func<Tensor, Tensor, double>)f),
            Hint: "unsqueeze makes [N, 1, k] and [1, N, k]; their difference holds all pairs, and argmin finds the nearest."),
        new FunctionExercise("unit-8", Wanted: typeof(Func<double, double>),
            Signature: "a number of pile A (mean 0, deviation 2) to one of pile B (mean 1, deviation 1)",
            Probe: f => UnitProbes.WrongMap((Func<double, double>)f),
            Hint: "A normal distribution does not change when it is mirrored about its mean."),
        LostCrossings(),
        CodeSize(),
        FoundByCode(),
        HalfWay(),
        Ablation(),
    ];

    /// <summary>Measured: the largest share of the crossings that a coupling with the right marginals may lose.</summary>
    private static Prediction LostCrossings() => new("unit-p1",
        new Dictionary<string, string>
        {
            ["a"] = "no crossing may get lost",
            ["b"] = "a few crossings may get lost",
            ["c"] = "all crossings may get lost",
        },
        measured => measured[0] <= 0 ? "a" : measured[0] <= LostAtMost ? "b" : measured[0] > 0.99 ? "c" : "b",
        new Dictionary<string, string>
        {
            ["a"] = "The piles of this run hold crossings only.",
            ["b"] = "Crossings are so frequent in these piles that some streets must keep theirs.",
            ["c"] = "There are enough streets without a crossing to take over all that are wanted at night, and the counts stay right.",
        });

    /// <summary>Measured: the divergence term in the first and in the last iterations of a training.</summary>
    private static Prediction CodeSize() => new("unit-p2",
        new Dictionary<string, string>
        {
            ["a"] = "mean h² falls by half or more",
            ["b"] = "mean h² stays within half and double",
            ["c"] = "mean h² doubles or more",
        },
        measured => measured[1] <= measured[0] / 2 ? "a" : measured[1] >= measured[0] * 2 ? "c" : "b",
        new Dictionary<string, string>
        {
            ["a"] = "The pull to the prior won: a weight of 0.01 is small, but small codes cost this model little.",
            ["b"] = "Two forces hold each other: noise punishes small codes, and the divergence punishes large ones.",
            ["c"] = "Noise of size 1 is added to every number, so a picture survives only in a code that is large beside it, and "
                + "the weight of 0.01 is too small to forbid that.",
        });

    /// <summary>Measured: the share of streets whose night picture has the nearest code, and that share by chance.</summary>
    private static Prediction FoundByCode() => new("unit-p3",
        new Dictionary<string, string>
        {
            ["a"] = "hardly more often than by chance",
            ["b"] = "more often than by chance, for less than half of the streets",
            ["c"] = "for half of the streets or more",
        },
        measured => measured[0] >= 0.5 ? "c" : measured[0] >= 3 * measured[1] ? "b" : "a",
        new Dictionary<string, string>
        {
            ["a"] = "The two encoders use one space of numbers, but not in one way: no loss ever compares them on a true pair.",
            ["b"] = "The two encoders agree on something, though no loss ever compares them on a true pair.",
            ["c"] = "The two encoders have come to agree on streets, though no loss ever compares them on a true pair.",
        });

    /// <summary>Measured: distance of the half-way picture to the cross-fade of the ends, as a share of the ends'
    /// distance.</summary>
    private static Prediction HalfWay() => new("unit-p4",
        new Dictionary<string, string>
        {
            ["a"] = "half-way stands one clean street that is neither of the two",
            ["b"] = "half-way both streets show through each other, as in a cross-fade",
            ["c"] = "half-way there is nothing that one of the ends or their cross-fade resembles",
        },
        measured => measured[0] <= Ghost ? "b" : measured[0] <= 1 ? "a" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "The picture half-way is not the cross-fade: the decoder made something of its own from the mixed code.",
            ["b"] = "The code is a map that keeps everything in its place, so mixing two codes mixes two pictures place by place.",
            ["c"] = "The mixed code lies where the decoder has never been trained.",
        });

    /// <summary>Measured: counterfactual errors without sharing, without divergence, without adversarial loss.</summary>
    private static Prediction Ablation() => new("unit-p5",
        new Dictionary<string, string>
        {
            ["a"] = "the model without shared weights has the largest error",
            ["b"] = "the model without the KL loss has the largest error",
            ["c"] = "the model without the adversarial loss has the largest error",
        },
        measured => "abc"[Enumerable.Range(0, 3).MaxBy(i => measured[i])].ToString(),
        new Dictionary<string, string>
        {
            ["a"] = "Nothing but losses ties the two latent spaces together there, and losses can be satisfied in wrong ways.",
            ["b"] = "Without the prior, each domain may use a region of the code space that the other decoder hardly knows.",
            ["c"] = "Only the discriminator ever looks at a translation itself; without it nothing asks for a night.",
        });
}
