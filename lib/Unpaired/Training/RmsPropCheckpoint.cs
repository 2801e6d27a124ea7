using System.Globalization;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>RMSprop's state in the form in which torch.optim.RMSprop stores it.</summary>
internal static class RmsPropCheckpoint
{
    /// <summary>
    /// What <c>optimizer.state_dict()</c> gives: <c>state</c> by position, and one entry in <c>param_groups</c>.
    /// </summary>
    internal static Dictionary<string, object?> Write(RmsPropOptimizer optimizer)
    {
        var state = new Dictionary<long, object?>();
        for (int i = 0; i < optimizer.States.Count; i++)
        {
            var own = optimizer.States[i];
            if (own.Steps == 0) continue; // PyTorch makes a state at the first gradient
            state[i] = new Dictionary<string, object?> { ["step"] = own.Steps, ["square_avg"] = own.Square };
        }
        var group = new Dictionary<string, object?>
        {
            ["lr"] = optimizer.LearningRate,
            ["momentum"] = 0L,
            ["alpha"] = optimizer.Alpha,
            ["eps"] = optimizer.Epsilon,
            ["centered"] = false,
            ["weight_decay"] = optimizer.WeightDecay,
            ["foreach"] = null,
            ["maximize"] = false,
            ["differentiable"] = false,
            ["params"] = Enumerable.Range(0, optimizer.States.Count).Select(i => (object?)(long)i).ToList(),
        };
        return new Dictionary<string, object?> { ["state"] = state, ["param_groups"] = new List<object?> { group } };
    }

    /// <summary>Takes over a stored state: running squares, counts and the options of the group.</summary>
    /// <exception cref="ArgumentException">Another number of parameters, squares of other shapes, or a kind of RMSprop
    /// that this one is not.</exception>
    internal static void Read(CheckpointNode node, RmsPropOptimizer optimizer)
    {
        var group = node["param_groups"][0];
        var keys = group["params"].Items
            .Select(item => item.AsInteger().ToString(CultureInfo.InvariantCulture)).ToList();
        if (keys.Count != optimizer.Parameters.Count)
            throw new ArgumentException(
                $"{node.File}: '{node.Path}': expected the state of {optimizer.Parameters.Count} parameters, "
                + $"found {keys.Count}. Is the configuration that of this run?");
        if (group["momentum"].AsNumber() != 0 || group["centered"].AsBoolean())
            throw new ArgumentException(
                $"{node.File}: '{node.Path}': expected RMSprop without momentum, not centred; found momentum "
                + $"{group["momentum"].AsNumber()}, centered {group["centered"].AsBoolean()}.");
        var states = node["state"];
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        for (int i = 0; i < keys.Count; i++)
        {
            var own = optimizer.States[i];
            if (states.TryGet(keys[i]) is not { } stored)
            {
                own.Square.zero_();
                own.Steps = 0;
                continue;
            }
            if (!stored["square_avg"].Shape.SequenceEqual(own.Square.shape))
                throw new ArgumentException(
                    $"{stored.File}: '{stored.Path}/square_avg': expected [{string.Join(", ", own.Square.shape)}] for "
                    + $"parameter {i}, found [{string.Join(", ", stored["square_avg"].Shape)}].");
            own.Square.copy_(stored["square_avg"].AsTensor());
            own.Steps = stored["step"].AsInteger();
        }
        optimizer.LearningRate = group["lr"].AsNumber();
        (optimizer.Alpha, optimizer.Epsilon) = (group["alpha"].AsNumber(), group["eps"].AsNumber());
        optimizer.WeightDecay = group["weight_decay"].AsNumber();
    }
}
