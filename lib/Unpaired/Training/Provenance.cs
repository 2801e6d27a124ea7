using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;
using Unpaired.Data;

namespace Unpaired.Training;

/// <summary>Where a run's results come from; stored in its folder as provenance.json.</summary>
public sealed record Provenance
{
    private const string FileName = "provenance.json";

    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>The library's version when the run began.</summary>
    public required string Library { get; init; }

    /// <summary>The system that is trained.</summary>
    public required string System { get; init; }

    /// <summary>What all draws follow from.</summary>
    public required long Seed { get; init; }

    /// <summary>How steps are computed.</summary>
    public required string Mode { get; init; }

    /// <summary>In which numbers convolutions and linear layers are computed.</summary>
    public string Precision { get; init; } = nameof(Layers.Precision.Float32);

    /// <summary>Batches whose gradients are averaged for one step of the optimizers.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Decay of the moving average; 0 for none.</summary>
    public required double AverageDecay { get; init; }

    /// <summary>The data, in words.</summary>
    public required string Data { get; init; }

    /// <summary>See <see cref="DataFingerprint"/>.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>One entry for the start and each resume.</summary>
    public required IReadOnlyList<TrainingSession> Sessions { get; init; }

    /// <summary>What a run's folder says; null if it holds no run.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static Provenance? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<Provenance>(File.ReadAllText(path), Form);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: expected what a run writes; found: {error.Message}", error);
        }
    }

    /// <summary>What is to be stored of a new run, without a session.</summary>
    internal static Provenance Of(ITranslationTrainer trainer, ITrainingData data, TrainingOptions options) => new()
    {
        Library = Version,
        System = trainer.System,
        Seed = options.Seed,
        Mode = trainer.Mode.ToString(),
        Precision = trainer.Precision.ToString(),
        Accumulate = trainer.Accumulate,
        AverageDecay = options.AverageDecay,
        Data = data.Description,
        DataFingerprint = data.Fingerprint,
        Sessions = [],
    };

    /// <summary>Adds a session that begins now and writes the file.</summary>
    internal void WriteSession(string folder, long fromIteration)
    {
        var longer = this with { Sessions = [.. Sessions, TrainingSession.Now(fromIteration)] };
        AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(longer, Form) + "\n");
    }

    /// <summary>What must be equal for an exact resume and is not, in words; null if nothing is.</summary>
    internal string? Difference(Provenance now)
    {
        (string What, object Then, object Now)[] all =
        [
            ("system", System, now.System), ("seed", Seed, now.Seed), ("mode", Mode, now.Mode),
            ("precision", Precision, now.Precision), ("accumulate", Accumulate, now.Accumulate),
            ("decay of the average", AverageDecay, now.AverageDecay),
            ("data fingerprint", DataFingerprint, now.DataFingerprint),
        ];
        var different = all.Where(entry => !entry.Then.Equals(entry.Now)).ToList();
        return different.Count == 0 ? null : string.Join("; ", different.Select(entry =>
            FormattableString.Invariant($"{entry.What}: then {entry.Then}, now {entry.Now}")));
    }

    internal static string Version => typeof(Provenance).Assembly.GetName().Version!.ToString(3);
}

/// <summary>A process that trained: from its start to its end, whatever that was.</summary>
/// <param name="Started">When, in UTC.</param>
/// <param name="FromIteration">Iterations that were done before.</param>
/// <param name="Threads">Threads of a tensor operation; results are bit-identical only for the same number.</param>
/// <param name="Library">The library's version.</param>
/// <param name="Runtime">.NET.</param>
/// <param name="Torch">libtorch.</param>
/// <param name="System">Operating system and processor kind.</param>
public sealed record TrainingSession(
    DateTime Started, long FromIteration, int Threads, string Library, string Runtime, string Torch, string System)
{
    internal static TrainingSession Now(long fromIteration) => new(
        DateTime.UtcNow, fromIteration, torch.get_num_threads(), Provenance.Version,
        RuntimeInformation.FrameworkDescription, torch.__version__,
        $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}");

    /// <summary>What results depend on in their last digits, in words.</summary>
    internal string Machine => $"{Threads} thread(s), version {Library}, libtorch {Torch} on {System}";
}
