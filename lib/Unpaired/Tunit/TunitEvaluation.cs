using Unpaired.Data;
using Unpaired.Metrics.Clustering;
using Unpaired.Training;

namespace Unpaired.Tunit;

/// <summary>Measures how well pseudo domains agree with classes that training never saw.</summary>
/// <param name="heldOut">Pictures that training does not see.</param>
public sealed class TunitEvaluation(LabelledPictures heldOut)
{
    private const int Shown = 10;
    private readonly Lazy<IReadOnlyList<Picture>> pictures =
        new(() => [.. Enumerable.Range(0, heldOut.Count).Select(i => heldOut[i])]);

    /// <summary>Accuracy, purity, mutual information and Rand index of a translator's pseudo domains.</summary>
    public ClusteringScores Scores(TunitTranslator translator)
    {
        using var view = translator.Look(pictures.Value);
        return Scores(view, translator.Config.Clusters);
    }

    /// <summary>For the training loop: 1 − clustering accuracy, and a sheet of the pictures nearest to each
    /// centre.</summary>
    public Evaluation Run(ITranslationTrainer trainer)
    {
        using var translator = TunitTranslator.Of((TunitTrainer)trainer);
        using var view = translator.Look(pictures.Value);
        var scores = Scores(view, translator.Config.Clusters);
        var sheet = ClusterSheet.Draw(pictures.Value, view.Styles, view.Clusters, Shown);
        return new Evaluation(
            $"1 - clustering accuracy of {heldOut.Count} held-out pictures", 1 - scores.Accuracy, sheet);
    }

    private ClusteringScores Scores(TunitView view, int clusters) =>
        new(new ContingencyTable(heldOut.Labels, view.Clusters, heldOut.ClassNames.Count, clusters));
}
