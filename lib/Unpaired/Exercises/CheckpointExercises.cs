using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>The questions of notebook 07, PyTorch checkpoints.</summary>
public static class CheckpointExercises
{
    private const double Rounding = 1e-9, Few = 10;

    /// <summary>Exercises <c>checkpoint-1</c> to <c>checkpoint-8</c> and the predictions <c>checkpoint-p1</c> to
    /// <c>checkpoint-p4</c>.</summary>
    public static IReadOnlyList<Exercise> All { get; } =
    [
        new NumberExercise("checkpoint-1", Expected: 64 * 3 * 7 * 7 * 4, Tolerance: 0.5, Unit: "bytes",
            Hint: "Multiply the four sizes of the weight; a float32 takes four bytes."),
        new ShapeExercise("checkpoint-2", Expected: [256, 128, 4, 4],
            Hint: "Outputs come first. Each convolution of stride 2 doubles the channels, and its kernel is 4 by 4."),
        new NumberExercise("checkpoint-3", Expected: 8 + 0x150, Tolerance: 0.5, Unit: "bytes",
            Hint: "Lowest byte first: 50 01 is 0x150. The eight bytes themselves stand in front of the header."),
        new NumberExercise("checkpoint-4", Expected: 10, Tolerance: 0.1, Unit: "questions",
            Hint: "Every question halves what is left. Count the halvings from 1000 down to one."),
        new FunctionExercise("checkpoint-5", Wanted: typeof(Func<IReadOnlyList<string>, List<string>>),
            Signature: "the names of a state dict to the names without the module. of DataParallel",
            Probe: f => CheckpointProbes.WithoutParallel((Func<IReadOnlyList<string>, List<string>>)f),
            Hint: "All names or none: imaginaire's files have module. as part of the layout, but not only that."),
        new FunctionExercise("checkpoint-6", Wanted: typeof(Func<Tensor, Tensor, double>),
            Signature: "what the original computed, what we computed, of one shape, to the relative difference",
            Probe: f => CheckpointProbes.Relative((Func<Tensor, Tensor, double>)f),
            Hint: "One largest difference over one largest magnitude, that of the original. Not the largest quotient."),
        new FunctionExercise("checkpoint-7", Wanted: typeof(Func<int, Func<int, bool>, int>),
            Signature: "the number of layers, a question (does layer i agree?) to the first layer that does not",
            Probe: f => CheckpointProbes.FirstApart((Func<int, Func<int, bool>, int>)f),
            Hint: "Keep two numbers: below the one all agree, from the other on none does. Ask in the middle."),
        new FunctionExercise("checkpoint-8", Wanted: typeof(Func<byte[], string, float[]>),
            Signature: "the bytes of a safetensors file, the name of a float32 tensor to its numbers",
            Probe: f => CheckpointProbes.ReadTensor((Func<byte[], string, float[]>)f),
            Hint: "data_offsets count from the end of the header: 8 plus the number in the first eight bytes."),
        OldNames(),
        OneWeight(),
        DeadBias(),
        FlippedBit(),
    ];

    /// <summary>Measured: how many names of the file of 2018 have no place in the network.</summary>
    private static Prediction OldNames() => new("checkpoint-p1",
        new Dictionary<string, string>
        {
            ["a"] = "every name has a place",
            ["b"] = "fewer than ten names have none",
            ["c"] = "ten or more names have none",
        },
        measured => measured[0] == 0 ? "a" : measured[0] < Few ? "b" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "Names hardly change once people have files with them.",
            ["b"] = "A few names went with the version of PyTorch that wrote them.",
            ["c"] = "PyTorch 0.3 stored two statistics for every instance norm; none of them was ever used.",
        });

    /// <summary>Measured: layers that differ, layers from the changed one on, all layers.</summary>
    private static Prediction OneWeight() => new("checkpoint-p2",
        new Dictionary<string, string>
        {
            ["a"] = "only the layer of the changed weight differs",
            ["b"] = "it and all layers behind it differ",
            ["c"] = "all layers differ",
        },
        measured => measured[0] <= 1 ? "a" : measured[0] < measured[2] ? "b" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "What comes behind took the change away again.",
            ["b"] = "Numbers flow one way: what does not depend on the weight cannot know of it, and what does can "
                + "hardly hide it.",
            ["c"] = "The weight stands at the very beginning, so everything depends on it.",
        });

    /// <summary>Measured: the relative change of the picture, and that of the weight's own layer.</summary>
    private static Prediction DeadBias() => new("checkpoint-p3",
        new Dictionary<string, string>
        {
            ["a"] = "the picture changes visibly, by more than a hundredth",
            ["b"] = "it changes, but by less than a hundredth",
            ["c"] = "it does not change, but for rounding",
        },
        measured => measured[0] > 0.01 ? "a" : measured[0] > Rounding ? "b" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "Nothing behind this bias takes a constant away.",
            ["b"] = "Something behind the bias takes most of it away.",
            ["c"] = "An instance norm subtracts the mean of the channel, and with it whatever the bias added. The "
                + "number in the file has no effect at all, so comparing outputs can never prove it right.",
        });

    /// <summary>Measured: 1 or 0 for the zip file and the safetensors file: whether reading noticed a flipped bit.</summary>
    private static Prediction FlippedBit() => new("checkpoint-p4",
        new Dictionary<string, string>
        {
            ["a"] = "both files are refused",
            ["b"] = "only the zip file is refused",
            ["c"] = "both files load",
        },
        measured => measured[0] > 0 && measured[1] > 0 ? "a" : measured[0] > 0 ? "b" : "c",
        new Dictionary<string, string>
        {
            ["a"] = "Both keep a checksum.",
            ["b"] = "A zip archive has a checksum for every entry, and our reader computes it. safetensors has none: "
                + "keep a SHA-256 beside the file.",
            ["c"] = "Neither was checked.",
        });
}
