using System.Globalization;
using Unpaired.Data;
using Unpaired.Display;
using Unpaired.Metrics.Clustering;
using Unpaired.Training;

namespace Unpaired.Tunit;

/// <summary>Looks at the same held-out pictures again and again while a guiding network trains: clusters as they
/// form.</summary>
/// <remarks>
/// As an observer of a run it looks at the start, at even distances and at the end. It asks C itself, not its moving
/// average, which lags a thousand iterations behind. Training never sees the classes.
/// </remarks>
public sealed class ClusterWatch : ITrainingObserver, IDisposable
{
    private const int PerCluster = 5, Smoothed = 20;
    private readonly TunitTrainer trainer;
    private readonly LabelledPictures heldOut;
    private readonly IReadOnlyList<Picture> pictures;
    private readonly int moments;
    private readonly List<Moment> seen = [];

    /// <summary>A watch; nothing is looked at yet.</summary>
    /// <param name="trainer">Whose guiding network.</param>
    /// <param name="heldOut">Pictures that training does not see; read once.</param>
    /// <param name="moments">How many times it looks after the start; at least 1.</param>
    /// <exception cref="ArgumentException">Less than one moment.</exception>
    public ClusterWatch(TunitTrainer trainer, LabelledPictures heldOut, int moments = 3)
    {
        if (moments < 1)
            throw new ArgumentException($"A watch needs at least one moment; got {moments}.", nameof(moments));
        (this.trainer, this.heldOut, this.moments) = (trainer, heldOut, moments);
        pictures = [.. Enumerable.Range(0, heldOut.Count).Select(i => heldOut[i])];
    }

    /// <summary>Iterations completed at each look.</summary>
    public IReadOnlyList<long> Iterations => [.. seen.Select(moment => moment.Iteration)];

    /// <summary>How well clusters agreed with the classes, at each look.</summary>
    public IReadOnlyList<ClusteringScores> Scores => [.. seen.Select(moment => moment.Scores)];

    /// <summary>Looks now.</summary>
    /// <param name="iteration">Iterations completed, for the label.</param>
    public void Look(long iteration)
    {
        using var translator = new TunitTranslator(trainer.Config, trainer.Networks.Guide, trainer.Translating);
        var view = translator.Look(pictures);
        var table = new ContingencyTable(
            heldOut.Labels, view.Clusters, heldOut.ClassNames.Count, trainer.Config.Clusters);
        seen.Add(new Moment(iteration, view, new ClusteringScores(table)));
    }

    /// <summary>The pictures nearest to the centres of the present clusters, one row each.</summary>
    /// <exception cref="InvalidOperationException">Nothing was looked at yet.</exception>
    public PictureGrid ToGrid()
    {
        var last = Last();
        return ClusterSheet.Draw(pictures, last.View.Styles, last.View.Clusters, PerCluster,
            $"Pseudo domains in use after {Label(last.Iteration)}: {last.View.Clusters.Distinct().Count()} of "
            + $"{trainer.Config.Clusters}");
    }

    /// <summary>A t-SNE map of the style codes at each look, coloured by class.</summary>
    /// <param name="title">The claim.</param>
    /// <exception cref="InvalidOperationException">Nothing was looked at yet.</exception>
    public Chart ToMaps(string title)
    {
        Last();
        var chart = new Chart(title, InWords("Style codes of"), "", "") { Width = 250 * seen.Count, Height = 400 };
        foreach (var moment in seen)
        {
            double[,] places = NeighbourMap.Of(moment.View.Styles);
            var panel = chart.AddPanel(Label(moment.Iteration));
            for (int c = 0; c < heldOut.ClassNames.Count; c++)
            {
                int[] members = [.. Enumerable.Range(0, heldOut.Count).Where(i => heldOut.Labels[i] == c)];
                panel.Scatter(heldOut.ClassNames[c], members.Select(i => places[i, 0]), members.Select(i => places[i, 1]));
            }
        }
        return chart;
    }

    /// <summary>Confusion matrices at each look: classes as rows, clusters in the column of their class.</summary>
    /// <param name="title">The claim.</param>
    /// <exception cref="InvalidOperationException">Nothing was looked at yet.</exception>
    public Chart ToConfusion(string title)
    {
        Last();
        var chart = new Chart(title, InWords("Clusters of"), "cluster", "") { Width = 260 * seen.Count, Height = 300 };
        foreach (var moment in seen)
        {
            var (values, columns) = moment.Scores.Confusion();
            chart.AddPanel(Label(moment.Iteration)).HeatMap(
                "pictures", values, ReferenceEquals(moment, seen[0]) ? heldOut.ClassNames : heldOut.ClassNames.Select(_ => ""), columns);
        }
        return chart;
    }

    /// <summary>Minus the clustering loss over the iterations, and accuracy and NMI at each look.</summary>
    /// <remarks>
    /// With λ = 1 minus the loss is the mutual information of the two views, at most ln K; with a larger λ both margins'
    /// entropies add to it, (λ − 1) times each, and K sure and equally frequent domains reach (2λ − 1) ln K.
    /// </remarks>
    /// <param name="title">The claim.</param>
    /// <param name="history">Of the same run.</param>
    /// <exception cref="InvalidOperationException">Nothing was looked at yet.</exception>
    /// <exception cref="ArgumentException">A run without mutual information.</exception>
    public Chart ToCourse(string title, LossHistory history)
    {
        Last();
        double balance = trainer.Config.InformationBalance, share = 2 * balance - 1;
        string name = balance == 1
            ? "mutual information" : string.Create(CultureInfo.InvariantCulture, $"minus L_MI, λ = {balance}");
        double[] nats = [.. history.Of("iic").Select(loss => -loss)];
        double[] smooth = [.. nats.Select((_, i) => nats[Math.Max(0, i + 1 - Smoothed)..(i + 1)].Average())];
        var chart = new Chart(title, string.Create(CultureInfo.InvariantCulture,
            $"{name} ends at {smooth.LastOrDefault():F2} nats. ") + InWords("Clusters of"), "iteration", "")
        {
            Width = 900,
        };
        chart.AddPanel($"{name}, nats")
            .Line($"mean of {Smoothed} batches", smooth.Select((_, i) => i + 1.0), smooth)
            .Reference(share * Math.Log(trainer.Config.Clusters), "K sure domains")
            .Reference(share * Math.Log(2), "two sure domains");
        double[] looks = [.. seen.Select(moment => (double)moment.Iteration)];
        chart.AddPanel("held-out pictures")
            .Line("accuracy", looks, Scores.Select(scores => scores.Accuracy), markers: true)
            .Line("NMI", looks, Scores.Select(scores => scores.NormalizedInformation()), markers: true)
            .Reference(Scores[0].Table.LabelSums.Max() / (double)heldOut.Count, "one group");
        return chart;
    }

    /// <inheritdoc/>
    public void Started(TrainingStart start) => Look(start.FirstIteration);

    /// <inheritdoc/>
    public void Stepped(TrainingProgress progress)
    {
        // The last iteration that begins a new part of the run, and the very last.
        long part = progress.Iteration * moments / progress.Iterations;
        if (part > (progress.Iteration - 1) * moments / progress.Iterations) Look(progress.Iteration);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var moment in seen) moment.View.Dispose();
        seen.Clear();
    }

    private Moment Last() => seen.Count > 0 ? seen[^1] : throw new InvalidOperationException("Nothing was looked at yet.");

    private string InWords(string what) => $"{what} {heldOut.Count} held-out pictures, "
        + string.Join("; ", seen.Select(moment => string.Create(CultureInfo.InvariantCulture,
            $"{Label(moment.Iteration)}: accuracy {moment.Scores.Accuracy:F2}, NMI "
            + $"{moment.Scores.NormalizedInformation():F2}"))) + ".";

    private static string Label(long iteration) => FormattableString.Invariant($"step {iteration:#,0}");

    private sealed record Moment(long Iteration, TunitView View, ClusteringScores Scores);
}
