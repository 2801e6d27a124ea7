using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>Adam's state in the form in which torch.optim.Adam stores it.</summary>
internal static class AdamCheckpoint
{
    /// <summary>
    /// What <c>optimizer.state_dict()</c> gives: <c>state</c> by position, and one entry in <c>param_groups</c>.
    /// </summary>
    internal static Dictionary<string, object?> Write(AdamOptimizer optimizer)
    {
        var state = new Dictionary<long, object?>();
        for (int i = 0; i < optimizer.States.Count; i++)
        {
            var moments = optimizer.States[i];
            if (moments.Steps == 0) continue; // PyTorch makes a state at the first gradient
            state[i] = new Dictionary<string, object?>
            {
                // Since PyTorch 1.12 a float32 scalar.
                ["step"] = tensor((float)moments.Steps),
                ["exp_avg"] = moments.Mean,
                ["exp_avg_sq"] = moments.Square,
            };
        }
        var group = new Dictionary<string, object?>
        {
            ["lr"] = optimizer.LearningRate,
            ["betas"] = (optimizer.Beta1, optimizer.Beta2),
            ["eps"] = AdamOptimizer.Epsilon,
            ["weight_decay"] = optimizer.WeightDecay,
            ["amsgrad"] = false,
            ["maximize"] = false,
            ["foreach"] = null,
            ["capturable"] = false,
            ["differentiable"] = false,
            ["fused"] = false,
            ["initial_lr"] = optimizer.InitialLearningRate, // a re-created scheduler needs it
            ["params"] = Enumerable.Range(0, optimizer.States.Count).Select(i => (object?)(long)i).ToList(),
        };
        return new Dictionary<string, object?> { ["state"] = state, ["param_groups"] = new List<object?> { group } };
    }

    /// <summary>Takes over a stored state: moments, counts and the options of the group.</summary>
    /// <remarks>
    /// States are matched through the order of <c>params</c>: PyTorch 0.4 used arbitrary integers as keys.
    /// </remarks>
    /// <exception cref="ArgumentException">Another number of parameters, or moments of other shapes.</exception>
    internal static void Read(CheckpointNode node, AdamOptimizer optimizer)
    {
        var group = node["param_groups"][0];
        var keys = group["params"].Items
            .Select(item => item.AsInteger().ToString(System.Globalization.CultureInfo.InvariantCulture)).ToList();
        if (keys.Count != optimizer.Parameters.Count)
            throw new ArgumentException(
                $"{node.File}: '{node.Path}': expected the state of {optimizer.Parameters.Count} parameters, "
                + $"found {keys.Count}. Is the configuration that of this run?");
        if (group.TryGet("amsgrad") is { } maximum && maximum.AsBoolean())
            throw new ArgumentException($"{node.File}: '{node.Path}': expected plain Adam; found amsgrad.");
        var states = node["state"];
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        for (int i = 0; i < keys.Count; i++)
        {
            if (states.TryGet(keys[i]) is not { } stored)
            {
                optimizer.States[i].Mean.zero_();
                optimizer.States[i].Square.zero_();
                optimizer.States[i].Steps = 0;
                continue;
            }
            Copy(stored["exp_avg"], optimizer.States[i].Mean, i);
            Copy(stored["exp_avg_sq"], optimizer.States[i].Square, i);
            optimizer.States[i].Steps = stored["step"].AsInteger();
        }
        optimizer.LearningRate = group["lr"].AsNumber();
        optimizer.InitialLearningRate = group.TryGet("initial_lr")?.AsNumber() ?? optimizer.LearningRate;
        (optimizer.Beta1, optimizer.Beta2) = (group["betas"][0].AsNumber(), group["betas"][1].AsNumber());
        optimizer.WeightDecay = group["weight_decay"].AsNumber();
    }

    private static void Copy(CheckpointNode stored, Tensor target, int index)
    {
        if (!stored.Shape.SequenceEqual(target.shape))
            throw new ArgumentException(
                $"{stored.File}: '{stored.Path}': expected [{string.Join(", ", target.shape)}] for parameter {index}, "
                + $"found [{string.Join(", ", stored.Shape)}].");
        target.copy_(stored.AsTensor());
    }
}
