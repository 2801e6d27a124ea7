using Unpaired.Metrics.Clustering;

namespace Unpaired.Tunit;

/// <summary>A trained model, and how well its pseudo domains agree with classes that training never saw.</summary>
/// <param name="Name">What tells it from its siblings.</param>
/// <param name="Model">The networks.</param>
/// <param name="Scores">Of held-out pictures.</param>
public sealed record TunitRun(string Name, TunitTranslator Model, ClusteringScores Scores) : IDisposable
{
    /// <summary>Pseudo domains that hold at least one held-out picture.</summary>
    public int DomainsInUse => Scores.Table.ClusterSums.Count(sum => sum > 0);

    /// <summary>Loads models of one family and scores them; those that are not there are named on the console and left
    /// out.</summary>
    /// <param name="pattern">Path of the weights with <c>*</c> for the name.</param>
    /// <param name="heldOut">Pictures that training did not see.</param>
    /// <param name="names">In the order wanted.</param>
    /// <exception cref="Checkpoints.StateDictException">Weights that do not fit their configuration.</exception>
    public static IReadOnlyList<TunitRun> Load(
        string pattern, LabelledPictures heldOut, params IReadOnlyList<string> names)
    {
        var evaluation = new TunitEvaluation(heldOut);
        var runs = new List<TunitRun>();
        foreach (string name in names)
        {
            string path = pattern.Replace("*", name, StringComparison.Ordinal);
            if (!File.Exists(path))
            {
                Console.WriteLine($"{path} is not here; the README.md beside it says how such weights are trained.");
                continue;
            }
            var model = TunitTranslator.Load(path);
            runs.Add(new TunitRun(name, model, evaluation.Scores(model)));
        }
        return runs;
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}
