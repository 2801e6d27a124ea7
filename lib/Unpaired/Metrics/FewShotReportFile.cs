using System.Text.Json;
using System.Text.Json.Serialization;
using Unpaired.Data;

namespace Unpaired.Metrics;

/// <content>Reports as files, for models whose weights would be too large to ship.</content>
public sealed partial class FewShotReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // the standard error of one question
    };

    /// <summary>Writes every figure of the report as JSON.</summary>
    /// <param name="path">Replaced as a whole.</param>
    public void Save(string path) => AtomicFile.WriteText(
        path, JsonSerializer.Serialize(new Content(setCount, questionCount, Chance, scores), Json) + "\n");

    /// <summary>Reads a report.</summary>
    /// <param name="path">Written by <see cref="Save"/>.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">The file is no report; the message names it.</exception>
    public static FewShotReport Load(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"'{path}': no such report.", path);
        try
        {
            var content = JsonSerializer.Deserialize<Content>(File.ReadAllText(path), Json);
            if (content is not { Scores.Count: > 1 })
                throw new JsonException("expected scores of at least one method and of the true render");
            return new FewShotReport(content.Sets, content.Questions, content.Chance, content.Scores);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"'{path}': expected a report of few-shot translation; {error.Message}", error);
        }
    }

    private sealed record Content(int Sets, int Questions, double Chance, IReadOnlyList<FewShotScores> Scores);
}
