namespace Unpaired.Training;

/// <summary>Keeps the losses of every iteration of a run, for a look at them afterwards.</summary>
public sealed class LossHistory : ITrainingObserver
{
    private readonly List<IReadOnlyList<LossValue>> losses = [];

    /// <summary>The losses of every iteration seen, in order.</summary>
    public IReadOnlyList<IReadOnlyList<LossValue>> Losses => losses;

    /// <summary>One loss over the iterations.</summary>
    /// <param name="name">As in the original's log, without <c>loss_</c>.</param>
    /// <exception cref="ArgumentException">No loss of that name.</exception>
    public IReadOnlyList<double> Of(string name) =>
        [.. losses.Select(all => all.Any(loss => loss.Name == name)
            ? all.First(loss => loss.Name == name).Value
            : throw new ArgumentException(
                $"No loss '{name}'; there are {string.Join(", ", all.Select(loss => loss.Name))}.", nameof(name)))];

    /// <summary>The mean of a loss over the first or the last iterations.</summary>
    /// <param name="name">Which loss.</param>
    /// <param name="iterations">How many: above 0 from the start, below 0 from the end.</param>
    /// <exception cref="ArgumentException">No loss of that name, or no iterations.</exception>
    public double Mean(string name, int iterations)
    {
        var values = Of(name);
        if (values.Count == 0 || iterations == 0)
            throw new ArgumentException($"Loss '{name}': expected iterations to average over; got none.");
        return iterations > 0 ? values.Take(iterations).Average() : values.TakeLast(-iterations).Average();
    }

    /// <inheritdoc/>
    public void Stepped(TrainingProgress progress) => losses.Add(progress.Losses);
}
