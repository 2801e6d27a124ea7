using System.Globalization;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>One part of a loss as a number, for the log and the figure legend.</summary>
/// <param name="Name">The original's log name without its "loss_", for example <c>gen_recon_x_a</c>.</param>
/// <param name="Value">Before weighting.</param>
/// <param name="Weight">Its factor in the total; totals themselves carry 1.</param>
public readonly record struct LossValue(string Name, double Value, double Weight)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name} {Value:G6} (x {Weight:G})");
}

/// <summary>One part of a loss as a tensor that can be differentiated.</summary>
/// <param name="Name">As in <see cref="LossValue"/>.</param>
/// <param name="Weight">Its factor in the total.</param>
/// <param name="Value">A scalar, before weighting.</param>
public readonly record struct LossPart(string Name, double Weight, Tensor Value)
{
    /// <summary>Σ weight · value.</summary>
    /// <returns>A scalar. The caller owns it.</returns>
    public static Tensor Total(IReadOnlyList<LossPart> parts)
    {
        using var scope = NewDisposeScope();
        return parts.Select(part => part.Value.Times(part.Weight)).Aggregate((a, b) => a + b).MoveToOuterDisposeScope();
    }

    /// <summary>The parts as numbers, with their total behind them.</summary>
    /// <param name="parts">At least one.</param>
    /// <param name="totalName">The name of the total.</param>
    /// <param name="total">Their weighted sum.</param>
    public static IReadOnlyList<LossValue> Read(IReadOnlyList<LossPart> parts, string totalName, Tensor total)
    {
        using var scope = NewDisposeScope();
        // One copy for all of them: each separate read would wait for a GPU.
        double[] values = stack(parts.Select(part => part.Value.detach()).Append(total.detach()))
            .to(float64).cpu().data<double>().ToArray();
        return
        [
            .. parts.Select((part, i) => new LossValue(part.Name, values[i], part.Weight)),
            new LossValue(totalName, values[^1], 1),
        ];
    }
}

/// <summary>A loss became infinite or not a number; the weights are those of before the step.</summary>
public sealed class NonFiniteLossException : ArithmeticException
{
    /// <param name="iteration">The 0-based iteration that failed.</param>
    /// <param name="losses">All losses computed up to then.</param>
    /// <param name="advice">What is safe and what to do next, behind the message; none unless given.</param>
    public NonFiniteLossException(long iteration, IReadOnlyList<LossValue> losses, string? advice = null)
        : base(Describe(iteration, losses) + (advice is null ? "" : " " + advice))
    {
        Iteration = iteration;
        Losses = losses;
    }

    /// <summary>The 0-based iteration that failed.</summary>
    public long Iteration { get; }

    /// <summary>All losses computed up to then, finite ones too.</summary>
    public IReadOnlyList<LossValue> Losses { get; }

    private static string Describe(long iteration, IReadOnlyList<LossValue> losses)
    {
        string bad = string.Join(", ", losses.Where(loss => !double.IsFinite(loss.Value)).Select(loss => loss.Name));
        return $"Iteration {iteration}: not finite: {bad}. All losses: {string.Join(", ", losses)}. "
            + "Look for pictures that are not finite or constant, or lower the learning rate or vgg_w.";
    }
}
