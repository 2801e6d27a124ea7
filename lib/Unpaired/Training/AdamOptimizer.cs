using TorchSharp;
using TorchSharp.Modules;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>
/// Adam with the weight decay added to the gradient (L2, not decoupled), its state open to import and export.
/// </summary>
/// <remarks>
/// Kingma and Ba, ICLR 2015. With g ← g + λp: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
/// p ← p − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε). The states are indexed by the position of the parameter, as
/// torch.optim.Adam stores them.
/// </remarks>
public sealed class AdamOptimizer : IDisposable
{
    private readonly Parameter[] parameters;
    private readonly AdamState[] states;

    /// <param name="parameters">In the order in which checkpoints store them.</param>
    /// <param name="learningRate">η of the first step.</param>
    /// <param name="beta1">Decay of the mean of gradients.</param>
    /// <param name="beta2">Decay of the mean of squares.</param>
    /// <param name="weightDecay">λ.</param>
    public AdamOptimizer(
        IEnumerable<Parameter> parameters, double learningRate, double beta1 = 0.9, double beta2 = 0.999,
        double weightDecay = 0)
    {
        this.parameters = [.. parameters];
        states = [.. this.parameters.Select(p => new AdamState(
            zeros_like(p).DetachFromDisposeScope(), zeros_like(p).DetachFromDisposeScope()))];
        (LearningRate, InitialLearningRate, Beta1, Beta2, WeightDecay) =
            (learningRate, learningRate, beta1, beta2, weightDecay);
    }

    /// <summary>η of the next step.</summary>
    public double LearningRate { get; set; }

    /// <summary>η at the beginning of the run; stored in checkpoints.</summary>
    public double InitialLearningRate { get; set; }

    /// <summary>β₁.</summary>
    public double Beta1 { get; set; }

    /// <summary>β₂.</summary>
    public double Beta2 { get; set; }

    /// <summary>λ.</summary>
    public double WeightDecay { get; set; }

    /// <summary>ε, added to the root of v.</summary>
    public static double Epsilon => 1e-8;

    /// <summary>One state per parameter, in order.</summary>
    public IReadOnlyList<AdamState> States => states;

    /// <summary>What it moves, in order.</summary>
    public IReadOnlyList<Parameter> Parameters => parameters;

    /// <summary>Forgets all gradients.</summary>
    public void ZeroGradients()
    {
        foreach (var parameter in parameters) parameter.grad = null;
    }

    /// <summary>Moves every parameter that has a gradient.</summary>
    public void Step()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        for (int i = 0; i < parameters.Length; i++)
        {
            if (parameters[i].grad is not { } gradient) continue;
            var state = states[i];
            state.Steps++;
            double step = LearningRate / (1 - Math.Pow(Beta1, state.Steps));
            double root = Math.Sqrt(1 - Math.Pow(Beta2, state.Steps));
            Update(parameters[i], gradient, state, step, root);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var state in states)
        {
            state.Mean.Dispose();
            state.Square.Dispose();
        }
    }

    private void Update(Tensor parameter, Tensor gradient, AdamState state, double step, double root)
    {
        if (FusedAdam.CanUpdate(parameter, gradient))
        {
            var factors = new AdamFactors(step, root, Beta1, Beta2, WeightDecay, Epsilon);
            FusedAdam.Update(parameter, gradient, state, factors);
            return;
        }
        using var scope = NewDisposeScope();
        using Scalar decay = WeightDecay, rest2 = 1 - Beta2, back = -step;
        var g = WeightDecay == 0 ? gradient : gradient.add(parameter, decay);
        state.Mean.TimesInPlace(Beta1).PlusInPlace(g, 1 - Beta1);
        state.Square.TimesInPlace(Beta2).addcmul_(g, g, rest2);
        parameter.addcdiv_(state.Mean, state.Square.sqrt().Over(root).PlusInPlace(Epsilon), back);
    }
}

/// <summary>What Adam remembers of one parameter.</summary>
/// <param name="mean">m, of the parameter's shape.</param>
/// <param name="square">v, of the parameter's shape.</param>
public sealed class AdamState(Tensor mean, Tensor square)
{
    /// <summary>m: the running mean of gradients; PyTorch's <c>exp_avg</c>.</summary>
    public Tensor Mean { get; } = mean;

    /// <summary>v: the running mean of squared gradients; PyTorch's <c>exp_avg_sq</c>.</summary>
    public Tensor Square { get; } = square;

    /// <summary>t: updates so far; PyTorch's <c>step</c>.</summary>
    public long Steps { get; set; }
}
