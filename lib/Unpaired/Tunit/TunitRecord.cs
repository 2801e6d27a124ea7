using System.Text.Json;
using Unpaired.Data;
using Unpaired.Metrics.Clustering;
using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Tunit;

/// <summary>What was measured of a trained model, kept where its weights would be too large to ship.</summary>
/// <param name="Name">What tells it from its siblings.</param>
/// <param name="Seed">Of its training.</param>
/// <param name="Iterations">How long it was trained.</param>
/// <param name="Config">With what.</param>
/// <param name="Scores">Of held-out pictures.</param>
/// <param name="TranslationError">Mean counterfactual error of reference-guided translations, 0 to 2.</param>
public sealed record TunitRecord(
    string Name, long Seed, long Iterations, TunitConfig Config, ClusteringScores Scores, double TranslationError)
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { WriteIndented = false, RespectRequiredConstructorParameters = true };

    /// <summary>Pseudo domains that hold at least one held-out picture.</summary>
    public int DomainsInUse => Scores.Table.ClusterSums.Count(sum => sum > 0);

    /// <summary>Measures a model.</summary>
    /// <param name="name">What tells it from its siblings.</param>
    /// <param name="seed">Of its training.</param>
    /// <param name="iterations">How long it was trained.</param>
    /// <param name="model">The networks.</param>
    /// <param name="heldOut">Pictures that training did not see.</param>
    /// <param name="questions">What to translate, like what, and the truth.</param>
    public static TunitRecord Measure(string name, long seed, long iterations, TunitTranslator model,
        LabelledPictures heldOut, IEnumerable<TruthQuestion> questions) =>
        new(name, seed, iterations, model.Config, new TunitEvaluation(heldOut).Scores(model),
            CounterfactualError.Evaluate(questions.Select(
                question => (model.Translate(question.Source, question.Example), question.Truth))).Mean);

    /// <summary>Writes records, a line each: the counts, from which every score follows.</summary>
    /// <param name="path">Replaced as a whole.</param>
    /// <param name="records">In the order of the lines.</param>
    public static void Write(string path, IEnumerable<TunitRecord> records) =>
        AtomicFile.WriteText(path, string.Concat(records.Select(record => JsonSerializer.Serialize(
            new Line(record.Name, record.Seed, record.Iterations, record.Config.ToYaml(), record.Counts(),
                record.TranslationError), Json) + "\n")));

    /// <summary>Reads records.</summary>
    /// <param name="path">Written by <see cref="Write"/>.</param>
    /// <param name="names">Which of them, in the order wanted; all if none is named.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">A line that is no record; the message names file and line.</exception>
    /// <exception cref="KeyNotFoundException">No record of that name; the message lists those there are.</exception>
    public static IReadOnlyList<TunitRecord> Read(string path, params IReadOnlyList<string> names)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"'{path}': no such file of TUNIT's records.", path);
        List<TunitRecord> all = [.. File.ReadLines(path).Select((text, i) => Parse(text, $"{path}, line {i + 1}"))];
        return names.Count == 0 ? all : [.. names.Select(name => all.Find(record => record.Name == name)
            ?? throw new KeyNotFoundException(
                $"'{path}': no record '{name}'; there are {string.Join(", ", all.Select(record => record.Name))}."))];
    }

    private static TunitRecord Parse(string text, string where)
    {
        try
        {
            var line = JsonSerializer.Deserialize<Line>(text, Json) ?? throw new JsonException("nothing in the line");
            if (line.Counts.Length == 0 || line.Counts.Any(row => row.Length != line.Counts[0].Length))
                throw new JsonException("counts: expected rows of equal length, one for each class");
            long[,] counts = new long[line.Counts.Length, line.Counts[0].Length];
            for (int l = 0; l < counts.GetLength(0); l++)
                for (int c = 0; c < counts.GetLength(1); c++) counts[l, c] = line.Counts[l][c];
            return new TunitRecord(line.Name, line.Seed, line.Iterations, TunitConfig.Parse(line.Config, where),
                new ClusteringScores(new ContingencyTable(counts)), line.TranslationError);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"{where}: expected a record of a TUNIT training; {error.Message}", error);
        }
    }

    private long[][] Counts() => [.. Enumerable.Range(0, Scores.Table.LabelCount).Select(l =>
        Enumerable.Range(0, Scores.Table.ClusterCount).Select(c => Scores.Table[l, c]).ToArray())];

    private sealed record Line(
        string Name, long Seed, long Iterations, string Config, long[][] Counts, double TranslationError);
}
