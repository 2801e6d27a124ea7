using Unpaired.Training;

namespace Unpaired.Exercises;

/// <summary>Reads off a training history when a loss has fallen.</summary>
public static class LossTimes
{
    private const int StartSteps = 3;
    private const int MeanSteps = 10;

    /// <summary>The first step at which the mean over ten steps is below half of the first three steps' mean.</summary>
    /// <param name="history">The losses of every step.</param>
    /// <param name="name">Which loss.</param>
    /// <returns>Steps from the start; not-a-number if it never happened.</returns>
    /// <exception cref="ArgumentException">No loss of that name.</exception>
    public static double HalvedAt(IReadOnlyList<IReadOnlyList<LossValue>> history, string name)
    {
        double[] values = [.. history.Select(losses => Value(losses, name))];
        if (values.Length < MeanSteps)
            return double.NaN;
        double half = values.Take(StartSteps).Average() / 2;
        for (int step = MeanSteps; step <= values.Length; step++)
        {
            if (values[(step - MeanSteps)..step].Average() < half)
                return step;
        }
        return double.NaN;
    }

    private static double Value(IReadOnlyList<LossValue> losses, string name) =>
        losses.Any(loss => loss.Name == name)
            ? losses.First(loss => loss.Name == name).Value
            : throw new ArgumentException(
                $"No loss '{name}'; there are {string.Join(", ", losses.Select(loss => loss.Name))}.");
}
