using TorchSharp.Modules;
using Unpaired.Checkpoints;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>Gradient descent with momentum: v ← m v + g + λ p, p ← p − η v.</summary>
/// <remarks>
/// As torch.optim.SGD without dampening; the first v is the first gradient. State and options are stored as it stores
/// them.
/// </remarks>
internal sealed class SgdOptimizer : IDisposable
{
    private readonly Parameter[] parameters;
    private readonly Tensor?[] velocities;

    internal SgdOptimizer(IEnumerable<Parameter> parameters, double learningRate, double momentum, double weightDecay)
    {
        this.parameters = [.. parameters];
        velocities = new Tensor?[this.parameters.Length];
        (LearningRate, Momentum, WeightDecay) = (learningRate, momentum, weightDecay);
    }

    internal double LearningRate { get; set; }

    internal double Momentum { get; }

    internal double WeightDecay { get; }

    internal void ZeroGradients()
    {
        foreach (var parameter in parameters) parameter.grad = null;
    }

    internal void Step()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        for (int i = 0; i < parameters.Length; i++)
        {
            if (parameters[i].grad is not { } gradient) continue;
            var step = WeightDecay == 0 ? gradient : gradient + parameters[i].Times(WeightDecay);
            if (Momentum != 0)
            {
                if (velocities[i] is { } velocity) velocity.TimesInPlace(Momentum).PlusInPlace(step, 1);
                else velocities[i] = step.clone().DetachFromDisposeScope();
                step = velocities[i]!;
            }
            parameters[i].PlusInPlace(step, -LearningRate);
        }
    }

    internal Dictionary<string, object?> Write()
    {
        var state = new Dictionary<long, object?>();
        for (int i = 0; i < velocities.Length; i++)
        {
            if (velocities[i] is { } velocity)
                state[i] = new Dictionary<string, object?> { ["momentum_buffer"] = velocity };
        }
        var group = new Dictionary<string, object?>
        {
            ["lr"] = LearningRate,
            ["momentum"] = Momentum,
            ["dampening"] = 0.0,
            ["weight_decay"] = WeightDecay,
            ["nesterov"] = false,
            ["maximize"] = false,
            ["foreach"] = null,
            ["differentiable"] = false,
            ["params"] = Enumerable.Range(0, parameters.Length).Select(i => (object?)(long)i).ToList(),
        };
        return new Dictionary<string, object?> { ["state"] = state, ["param_groups"] = new List<object?> { group } };
    }

    internal void Read(CheckpointNode node)
    {
        using var quiet = no_grad();
        var states = node["state"];
        for (int i = 0; i < velocities.Length; i++)
        {
            velocities[i]?.Dispose();
            velocities[i] = null;
            var stored = states.TryGet($"{i}")?.TryGet("momentum_buffer");
            if (stored is not { Kind: CheckpointKind.Tensor }) continue;
            using var scope = NewDisposeScope();
            velocities[i] = zeros_like(parameters[i]).copy_(stored.AsTensor()).DetachFromDisposeScope();
        }
    }

    public void Dispose()
    {
        foreach (var velocity in velocities) velocity?.Dispose();
    }
}
