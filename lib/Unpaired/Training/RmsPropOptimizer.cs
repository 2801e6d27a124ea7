using TorchSharp;
using TorchSharp.Modules;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>
/// RMSprop with the weight decay added to the gradient, its state open to import and export.
/// </summary>
/// <remarks>
/// As torch.optim.RMSprop without momentum and not centred: with g ← g + λp: v ← αv + (1 − α)g²,
/// p ← p − η · g / (√v + ε). The states are indexed by the position of the parameter, as PyTorch stores them.
/// </remarks>
public sealed class RmsPropOptimizer : IDisposable
{
    private readonly Parameter[] parameters;
    private readonly RmsPropState[] states;

    /// <param name="parameters">In the order in which checkpoints store them.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="alpha">α, decay of the mean of squares.</param>
    /// <param name="weightDecay">λ.</param>
    /// <param name="epsilon">ε, added to the root.</param>
    public RmsPropOptimizer(
        IEnumerable<Parameter> parameters, double learningRate, double alpha = 0.99, double weightDecay = 0,
        double epsilon = 1e-8)
    {
        this.parameters = [.. parameters];
        states = [.. this.parameters.Select(p => new RmsPropState(zeros_like(p).DetachFromDisposeScope()))];
        (LearningRate, Alpha, WeightDecay, Epsilon) = (learningRate, alpha, weightDecay, epsilon);
    }

    /// <summary>η of the next step.</summary>
    public double LearningRate { get; set; }

    /// <summary>α.</summary>
    public double Alpha { get; set; }

    /// <summary>λ.</summary>
    public double WeightDecay { get; set; }

    /// <summary>ε.</summary>
    public double Epsilon { get; set; }

    /// <summary>One state per parameter, in order.</summary>
    public IReadOnlyList<RmsPropState> States => states;

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
            states[i].Steps++;
            Update(parameters[i], gradient, states[i].Square);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var state in states) state.Square.Dispose();
    }

    private void Update(Tensor parameter, Tensor gradient, Tensor square)
    {
        using var scope = NewDisposeScope();
        using Scalar decay = WeightDecay, rest = 1 - Alpha, back = -LearningRate;
        var g = WeightDecay == 0 ? gradient : gradient.add(parameter, decay);
        square.TimesInPlace(Alpha).addcmul_(g, g, rest);
        parameter.addcdiv_(g, square.sqrt().PlusInPlace(Epsilon), back);
    }
}

/// <summary>What RMSprop remembers of one parameter.</summary>
/// <param name="square">v, of the parameter's shape.</param>
public sealed class RmsPropState(Tensor square)
{
    /// <summary>v: the running mean of squared gradients; PyTorch's <c>square_avg</c>.</summary>
    public Tensor Square { get; } = square;

    /// <summary>Updates so far; PyTorch's <c>step</c>. The update does not depend on it.</summary>
    public long Steps { get; set; }
}
