namespace Unpaired.Exercises;

/// <summary>The questions of notebook 00, start here.</summary>
public static class StartExercises
{
    /// <summary>Exercises <c>start-1</c> to <c>start-3</c> and the predictions <c>start-p1</c> to <c>start-p3</c>.</summary>
    public static IReadOnlyList<Exercise> All { get; } =
    [
        new NumberExercise("start-1", Expected: 6 * 5 * 4 * 3 * 2, Tolerance: 0.5, Unit: "couplings",
            Hint: "The first outline may go to any of six pictures; how many are left for the second?"),
        new NumberExercise("start-2", Expected: 0.4 * 0.25 / 3, Tolerance: 5e-4, Unit: "",
            Hint: "The average runs over every pixel and all three colours, those that are exact included."),
        new FunctionExercise("start-3", Wanted: typeof(Func<double, double>),
            Signature: "a number in [0, 1] to a number in [0, 1]",
            Probe: rule => StartProbes.FlatRule((Func<double, double>)rule),
            Hint: "Two stretches of x, each half as long, may both cover the whole of [0, 1]: a slope of 2 thins them out."),
        CaughtByDiscriminator(),
        CaughtByCycle(),
        NearestWithoutTraining(),
    ];

    /// <summary>Measured: distance between pile B and the outputs of flip, shift and dice.</summary>
    private static Prediction CaughtByDiscriminator() => new("start-p1",
        new Dictionary<string, string>
        {
            ["a"] = "flip is caught",
            ["b"] = "shift is caught",
            ["c"] = "dice is caught",
            ["d"] = "none is caught",
        },
        distances => distances.Max() < 0.01 ? "d" : "abc"[distances.Index().MaxBy(d => d.Item).Index].ToString(),
        new Dictionary<string, string>
        {
            ["a"] = "Its outputs are spread otherwise than pile B.",
            ["b"] = "Its outputs are spread otherwise than pile B.",
            ["c"] = "Its outputs are spread otherwise than pile B.",
            ["d"] = "Each rule fills pile B exactly, and a discriminator sees an output without its input.",
        });

    /// <summary>Measured: mean distance after the way there and back, of copy, flip, shift and dice.</summary>
    private static Prediction CaughtByCycle() => new("start-p2",
        new Dictionary<string, string>
        {
            ["a"] = "every rule but copy is caught",
            ["b"] = "dice alone is caught",
            ["c"] = "none is caught",
            ["d"] = "another set of rules is caught",
        },
        errors => string.Concat(errors.Select(error => error < 0.01 ? '-' : 'x')) switch
        {
            "-xxx" => "a",
            "---x" => "b",
            "----" => "c",
            _ => "d",
        },
        new Dictionary<string, string>
        {
            ["a"] = "The way back did not undo flip and shift.",
            ["b"] = "Any one-to-one rule can be undone, right or wrong; what dice did cannot.",
            ["c"] = "Every rule was undone.",
            ["d"] = "Look at the second column of the table.",
        });

    /// <summary>Measured: mean error of the outline, the guide, the right shape in any style, the mean picture.</summary>
    private static Prediction NearestWithoutTraining() => new("start-p3",
        new Dictionary<string, string>
        {
            ["a"] = "the outline is nearest",
            ["b"] = "the guide is nearest",
            ["c"] = "the right shape in any style is nearest",
            ["d"] = "the mean picture is nearest",
        },
        errors => "abcd"[errors.Index().MinBy(error => error.Item).Index].ToString(),
        new Dictionary<string, string>
        {
            ["a"] = "White paper happened to be nearer to the truth than any colour.",
            ["b"] = "Its colours are those of the truth, and the shapes happened to be alike.",
            ["c"] = "All backgrounds are light, so a wrong hue costs less than an object where none should be.",
            ["d"] = "The middle of all pictures is never right and never far off.",
        });
}
