using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unpaired.Data;

namespace Unpaired.Training;

/// <summary>
/// What a checkpoint's folder holds, so that a damaged one is recognised; stored in it as checkpoint.json.
/// </summary>
internal sealed record Checkpoint
{
    internal const string FileName = "checkpoint.json";

    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Of this layout.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Iterations completed.</summary>
    public required long Iteration { get; init; }

    /// <summary>What the evaluation gave; null without.</summary>
    public double? Evaluation { get; init; }

    /// <summary>Every other file by name.</summary>
    public required SortedDictionary<string, CheckpointFile> Files { get; init; }

    /// <summary>
    /// Describes the files of a folder and writes the description; all of them are on the disk afterwards.
    /// </summary>
    internal static Checkpoint Write(string folder, long iteration, double? evaluation)
    {
        var files = new SortedDictionary<string, CheckpointFile>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(folder)) files[Path.GetFileName(path)] = Describe(path);
        var checkpoint = new Checkpoint { Iteration = iteration, Evaluation = evaluation, Files = files };
        AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(checkpoint, Form) + "\n");
        return checkpoint;
    }

    /// <summary>Reads the description without looking at the files; null if there is none that can be read.</summary>
    internal static Checkpoint? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<Checkpoint>(File.ReadAllText(path), Form) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What is wrong with the files of a folder, in words; null if all are as described.</summary>
    internal string? Problem(string folder)
    {
        foreach (var (name, expected) in Files)
        {
            string path = Path.Combine(folder, name);
            if (!File.Exists(path)) return $"{name} is missing";
            long bytes = new FileInfo(path).Length;
            if (bytes != expected.Bytes) return $"{name} has {bytes:N0} bytes instead of {expected.Bytes:N0}";
            if (Describe(path) != expected) return $"{name} has another content than was written";
        }
        return null;
    }

    private static CheckpointFile Describe(string path)
    {
        using var stream = File.OpenRead(path);
        return new CheckpointFile(stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }
}

/// <summary>A file of a checkpoint.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its content, in hexadecimal.</param>
internal sealed record CheckpointFile(long Bytes, string Sha256);
