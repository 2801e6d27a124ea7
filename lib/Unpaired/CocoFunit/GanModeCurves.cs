using Unpaired.Display;
using static TorchSharp.torch;

namespace Unpaired.CocoFunit;

/// <summary>The adversarial losses as curves, for notebooks and slides.</summary>
public static class GanModeCurves
{
    private const int Steps = 61;

    /// <summary>What one score from −3 to 3 costs: the discriminator if it is of a real picture, if it is of a made one, and
    /// the generator.</summary>
    /// <param name="modes">At least one.</param>
    public static Chart Draw(params IReadOnlyList<GanMode> modes)
    {
        double[] scores = [.. Enumerable.Range(0, Steps).Select(i => 6.0 * i / (Steps - 1) - 3)];
        var chart = new Chart("What a score costs",
            $"Losses of the modes {string.Join(", ", modes)} over scores from -3 to 3.", "score", "loss")
        { Width = 1000 };
        Panel("discriminator, real picture", (mode, score) => CocoFunitLosses.Discriminator(mode, score, real: true));
        Panel("discriminator, made picture", (mode, score) => CocoFunitLosses.Discriminator(mode, score, real: false));
        Panel("generator", CocoFunitLosses.Generator);
        return chart;

        void Panel(string title, Func<GanMode, Tensor, Tensor> loss)
        {
            var panel = chart.AddPanel(title);
            foreach (var mode in modes)
                panel.Line($"{mode}", scores, scores.Select(score => Value(at => loss(mode, at), score)));
        }
    }

    private static double Value(Func<Tensor, Tensor> loss, double score)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return loss(tensor(score, dtype: float64).view(1, 1, 1, 1)).item<double>();
    }
}
