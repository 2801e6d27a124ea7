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
        BestLazyTranslator(),
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

    /// <summary>Measured: error of the outline, of the mean picture and of the guide, handed back as the translation.</summary>
    private static Prediction BestLazyTranslator() => new("start-p3",
        new Dictionary<string, string>
        {
            ["a"] = "the outline has the smallest error",
            ["b"] = "the mean picture has the smallest error",
            ["c"] = "the guide has the smallest error",
        },
        errors => "abc"[errors.Index().MinBy(error => error.Item).Index].ToString(),
        new Dictionary<string, string>
        {
            ["a"] = "White paper happened to be nearer to the truth than any colour.",
            ["b"] = "A middle grey is never right and never far off.",
            ["c"] = "Background and colours are those of the truth, and they cover more of the frame than the shape.",
        });
}
