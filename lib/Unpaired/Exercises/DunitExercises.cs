using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>The questions of notebook 06, DUNIT.</summary>
public static class DunitExercises
{
    private const double Visible = 0.005; // of the error within boxes: smaller differences say nothing

    /// <summary>Exercises <c>dunit-1</c> to <c>dunit-8</c> and the predictions <c>dunit-p1</c> to <c>dunit-p5</c>.</summary>
    public static IReadOnlyList<Exercise> All { get; } =
    [
        new NumberExercise("dunit-1", Expected: 25 / 175.0, Tolerance: 0.002, Unit: "",
            Hint: "The intersection is 5 by 5. Both boxes together have 100 + 100 less what was counted twice."),
        new NumberExercise("dunit-2", Expected: 12, Tolerance: 0.1, Unit: "cells",
            Hint: "Centres lie at 2, 6, 10, 14, ...; the left and the top edge belong to the box, the right and the bottom one do not."),
        new NumberExercise("dunit-3", Expected: 2, Tolerance: 1e-6, Unit: "",
            Hint: "Where instances overlap their mean counts; then half of the way from G to it."),
        new NumberExercise("dunit-4", Expected: 7 / 12.0, Tolerance: 0.002, Unit: "",
            Hint: "n = 1, m = 2: the sum over references is divided by n + |n - m| = 2, that over predictions by m + |n - m| = 3."),
        new FunctionExercise("dunit-5", Wanted: typeof(Func<Tensor, Tensor, Tensor>),
            Signature: "boxes [n, 4], boxes [m, 4] (left, top, right, bottom) to their overlaps [n, m]",
            Probe: f => DunitProbes.Overlap((Func<Tensor, Tensor, Tensor>)f),
            Hint: "unsqueeze one list so that both broadcast; the intersection's sides are min of rights less max of lefts, at least 0."),
        new FunctionExercise("dunit-6", Wanted: typeof(Func<Tensor, Tensor, Tensor, double, Tensor>),
            Signature: "map of the picture [1, C, h, w], sum of the instances [1, C, h, w], how many [1, 1, h, w], γ to the merged map",
            Probe: f => DunitProbes.Merge((Func<Tensor, Tensor, Tensor, double, Tensor>)f),
            Hint: "Divide by the count, but by at least 1, and multiply the change by 0 where the count is 0."),
        new FunctionExercise("dunit-7", Wanted: typeof(Func<bool[], int, double>),
            Signature: "hits from the surest detection on, number of true objects to the average precision",
            Probe: f => DunitProbes.AveragePrecision((Func<bool[], int, double>)f),
            Hint: "From the last detection to the first keep the largest precision so far; every hit adds 1 / objects of recall."),
        new FunctionExercise("dunit-8", Wanted: typeof(Func<Tensor, double>),
            Signature: "overlaps of n predictions and m references [n, m] to the score s",
            Probe: f => DunitProbes.Score((Func<Tensor, double>)f),
            Hint: "The best overlap of each column summed, and of each row summed; their denominators are n + |n - m| and m + |n - m|."),
        SmallObjects(),
        NoBoxes(),
        OnePixel(),
        WithoutTheBranch(),
        Adaptation(),
    ];

    /// <summary>Measured: part of the objects found in UNIT's translations, and in true nights.</summary>
    private static Prediction SmallObjects() => new("dunit-p1",
        new Dictionary<string, string>
        {
            ["a"] = "more than half as many as on true nights are found",
            ["b"] = "a tenth to a half as many are found",
            ["c"] = "less than a tenth as many are found",
        },
        measured => measured[0] / Math.Max(measured[1], 1e-9) is var part && part > 0.5 ? "a" : part >= 0.1 ? "b" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "Most objects that can be found at night are found here too.",
            ["b"] = "Some objects come through, most drown: they are a few pixels of a loss that is averaged over all.",
            ["c"] = "Hardly an object comes through: a few pixels of a loss that is averaged over all pixels.",
        });

    /// <summary>Measured: largest difference between a translation without boxes and one with γ = 0.</summary>
    private static Prediction NoBoxes() => new("dunit-p2",
        new Dictionary<string, string>
        {
            ["a"] = "the two are equal, bit for bit",
            ["b"] = "they differ by roundings",
            ["c"] = "they differ visibly",
        },
        measured => measured[0] <= 0 ? "a" : measured[0] < 1e-3 ? "b" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "Where no instance lies nothing is added, not even a zero times something: DUNIT is DRIT there.",
            ["b"] = "Something was added and taken away again.",
            ["c"] = "The branch leaks into places where no instance lies.",
        });

    /// <summary>Measured: 1 − IoU of a box of 6 and of one of 24 pixels that are off by one pixel.</summary>
    private static Prediction OnePixel() => new("dunit-p3",
        new Dictionary<string, string>
        {
            ["a"] = "both pay the same",
            ["b"] = "the small box pays up to three times as much",
            ["c"] = "the small box pays more than three times as much",
        },
        measured => measured[0] / measured[1] is var ratio && ratio < 1.2 ? "a" : ratio <= 3 ? "b" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "The loss does not see the size.",
            ["b"] = "A pixel is more of a small box.",
            ["c"] = "A pixel is a sixth of the small box and a twenty-fourth of the large one: IoU counts parts, not pixels.",
        });

    /// <summary>Measured: errors within boxes of the whole network, and with its branch switched off.</summary>
    private static Prediction WithoutTheBranch() => new("dunit-p4",
        new Dictionary<string, string>
        {
            ["a"] = "the error within boxes rises",
            ["b"] = "it stays (less than 0.005 of change)",
            ["c"] = "it falls",
        },
        measured => measured[1] - measured[0] is var change && Math.Abs(change) < Visible ? "b" : change > 0 ? "a" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "The generator has learnt to expect instances in its map, and does worse without them.",
            ["b"] = "The branch adds little that the map of the picture does not hold already.",
            ["c"] = "The instances do harm here: at this size the map of the picture is the better witness.",
        });

    /// <summary>Measured: mAP at night of the day's detector, after translations, and after true nights.</summary>
    private static Prediction Adaptation() => new("dunit-p5",
        new Dictionary<string, string>
        {
            ["a"] = "translations do not help, or do harm",
            ["b"] = "they close less than half of the gap to true nights",
            ["c"] = "they close half of the gap or more",
        },
        measured => (measured[1] - measured[0]) / Math.Max(measured[2] - measured[0], 1e-9) is var part && part <= 0 ? "a"
            : part < 0.5 ? "b" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "What the detector learnt from these translations does not hold at night: they look otherwise than nights.",
            ["b"] = "Translations are nearer to nights than days are, and not yet nights.",
            ["c"] = "For this detector translations are nearly as good as nights: the boxes came for nothing.",
        });
}
