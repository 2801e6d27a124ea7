using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>The questions of notebook 03, FUNIT.</summary>
public static class FunitExercises
{
    private const double Visible = 0.01; // of the error on the creature: smaller differences say nothing

    /// <summary>Exercises <c>funit-1</c> to <c>funit-8</c> and the predictions <c>funit-p1</c> to <c>funit-p4</c>.</summary>
    public static IReadOnlyList<Exercise> All { get; } =
    [
        new NumberExercise("funit-1", Expected: 2 * 2 * 2 * 512, Tolerance: 0.5, Unit: "numbers",
            Hint: "Each AdaIN layer takes a level and a contrast for every channel; count the AdaIN layers first."),
        new ShapeExercise("funit-2", Expected: [1, 512, 12, 20],
            Hint: "Three convolutions of stride 2 halve both sides and double the channels, starting from 64. Height comes first."),
        new NumberExercise("funit-3", Expected: 0.85, Tolerance: 1e-6, Unit: "",
            Hint: "A place costs nothing once its score is beyond the margin of 1 on the right side; average after cutting, not before."),
        new NumberExercise("funit-4", Expected: 15, Tolerance: 1e-6, Unit: "",
            Hint: "The mean runs over the batch too: each picture's gradient is divided by N before it is squared, and the sum of the "
                + "squares by N again."),
        new FunctionExercise("funit-5", Wanted: typeof(Func<Tensor, Func<Tensor, Tensor>, Tensor>),
            Signature: "K pictures [K, 3, H, W], an encoder from [N, 3, H, W] to [N, d] to one class code [1, d]",
            Probe: f => FunitProbes.ClassCode((Func<Tensor, Func<Tensor, Tensor>, Tensor>)f),
            Hint: "Encode first, then take the mean over the first dimension and keep it: the order of the two matters."),
        new FunctionExercise("funit-6", Wanted: typeof(Func<Tensor, Tensor, Tensor>),
            Signature: "score maps of all classes [N, S, h, w], classes [N] to each picture's own map [N, h, w]",
            Probe: f => FunitProbes.OwnMap((Func<Tensor, Tensor, Tensor>)f),
            Hint: "Picture n needs the map labels[n]: a loop with stack does it, and so does gather."),
        new FunctionExercise("funit-7", Wanted: typeof(Func<Tensor, Tensor, double>),
            Signature: "scores of real pictures [N, h, w], scores of translations [N, h, w] to a number",
            Probe: f => FunitProbes.Hinge((Func<Tensor, Tensor, double>)f),
            Hint: "max(0, 1 - r) for real, max(0, 1 + r) for translations, place by place; then two means, then their sum."),
        new FunctionExercise("funit-8", Wanted: typeof(Func<Tensor, Tensor, double>),
            Signature: "features [N, C, h, w], features [N, C, h, w] to a number",
            Probe: f => FunitProbes.FeatureMatching((Func<Tensor, Tensor, double>)f),
            Hint: "Average over the places first. What is compared afterwards has the shape [N, C]."),
        CheapAnswer(),
        NearestCode(),
        LargestGain(),
        TrainingClasses(),
    ];

    /// <summary>Measured: errors on the creature of the input, the class example and the target's mean picture.</summary>
    private static Prediction CheapAnswer() => new("funit-p1",
        new Dictionary<string, string>
        {
            ["a"] = "the input itself is nearest",
            ["b"] = "the class example is nearest",
            ["c"] = "the mean picture of the target species is nearest",
        },
        measured => "abc"[Enumerable.Range(0, 3).MinBy(i => measured[i])].ToString(),
        new Dictionary<string, string>
        {
            ["a"] = "A wrong coat in the right place was cheaper here than the right coat in a wrong one.",
            ["b"] = "The right colours in a wrong pose agreed with the truth more often than the others.",
            ["c"] = "A blur in the right colours is never far off, wherever the creature stands; no one would call it a creature.",
        });

    /// <summary>Measured: the share of pictures whose class code is nearest to the mean code of their own species, and that
    /// share by chance.</summary>
    private static Prediction NearestCode() => new("funit-p2",
        new Dictionary<string, string>
        {
            ["a"] = "less than a quarter of the pictures",
            ["b"] = "a quarter to three quarters of the pictures",
            ["c"] = "more than three quarters of the pictures",
        },
        measured => measured[0] < 0.25 ? "a" : measured[0] <= 0.75 ? "b" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "The class encoder, which has never met these species, hardly tells them apart.",
            ["b"] = "One picture says a good deal about its species, and a good deal about itself: pose, size, view.",
            ["c"] = "What the encoder learnt to look at in the seen species tells new ones apart as well.",
        });

    /// <summary>Measured: errors on the creature for K = 1, 5, 10, 20.</summary>
    private static Prediction LargestGain() => new("funit-p3",
        new Dictionary<string, string>
        {
            ["a"] = "the error falls most from 1 to 5 pictures",
            ["b"] = "the error falls most from 5 to 10 pictures",
            ["c"] = "the error falls most from 10 to 20 pictures",
        },
        measured => "abc"[Enumerable.Range(0, 3).MaxBy(i => measured[i] - measured[i + 1])].ToString(),
        new Dictionary<string, string>
        {
            ["a"] = "A mean of K codes loses its chance part as 1 / K: four fifths of it are gone at five pictures.",
            ["b"] = "Here the first five pictures were less lucky than usual; the error bars say how much that can be.",
            ["c"] = "Here the last ten pictures helped most; the error bars say how much of that can be luck.",
        });

    /// <summary>Measured: errors on unseen species of models that saw 9, 18, 36 and 72 species equally long in all.</summary>
    private static Prediction TrainingClasses() => new("funit-p4",
        new Dictionary<string, string>
        {
            ["a"] = "9 species, each seen eight times as often, give the smallest error",
            ["b"] = "72 species give the smallest error",
            ["c"] = "neither: there is no difference above 0.01, or the best lies in between",
        },
        measured => measured.Max() - measured.Min() < Visible ? "c"
            : measured[0] <= measured.Min() ? "a"
            : measured[^1] <= measured.Min() ? "b" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "In so few iterations it paid to know a few species well.",
            ["b"] = "Who has met many species has had to learn what species differ in, and a new one is one more of the kind.",
            ["c"] = "More species help a new one, and leave less time for each; here the two came to about the same.",
        });
}
