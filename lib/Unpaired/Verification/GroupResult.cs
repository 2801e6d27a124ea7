using System.Text.Json.Serialization;

namespace Unpaired.Verification;

/// <summary>How a comparison ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>Every tensor agrees.</summary>
    Agrees,

    /// <summary>At least one tensor differs by more than the tolerance.</summary>
    FallsShort,

    /// <summary>Nothing here knows how to compute this system, case or tensor.</summary>
    Unknown,

    /// <summary>A file could not be read or lacks something.</summary>
    Unreadable,
}

/// <summary>One line of a verification report: a group of tensors, such as all gradients of a case.</summary>
public sealed record GroupResult
{
    /// <summary>The system, for example munit.</summary>
    public required string System { get; init; }

    /// <summary>The case, for example step.</summary>
    public required string Case { get; init; }

    /// <summary>Where it lies: the JSON file relative to the directory that was searched, without .json.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// What is compared: out, loss, grad, after1, …; with "trajectory" or "resume" in front for these files.
    /// </summary>
    public required string Group { get; init; }

    /// <summary>How many tensors were compared (or not known).</summary>
    public required int Tensors { get; init; }

    /// <summary>The tensor that uses up most of its tolerance; null if none was compared.</summary>
    public string? WorstTensor { get; init; }

    /// <summary>Its largest difference.</summary>
    public double WorstAbsolute { get; init; }

    /// <summary>
    /// The same divided by the largest magnitude expected in that tensor; null if it was compared absolutely.
    /// </summary>
    public double? WorstRelative { get; init; }

    /// <summary>What was allowed.</summary>
    public GoldenTolerance? Tolerance { get; init; }

    /// <summary>How it ended.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Time spent on the group, networks included.</summary>
    public double Seconds { get; init; }

    /// <summary>Bars of <see cref="Histogram"/>.</summary>
    public const int HistogramBars = 19;

    private const int SmallestDecade = -17;

    /// <summary>
    /// How many tensors have which relative error: first those that are equal, then by powers of ten from 1e-17 (and
    /// below) to 1 (and above). An error that is judged absolutely counts by its share of what is allowed.
    /// </summary>
    public IReadOnlyList<int> Histogram { get; init; } = [];

    /// <summary>The first tensor, in the order of comparison, that falls short; null if none does.</summary>
    public string? FirstApart { get; init; }

    /// <summary>The last tensor that agrees before <see cref="FirstApart"/>; null if there is none.</summary>
    public string? LastTogether { get; init; }

    /// <summary>The bar of an error.</summary>
    internal static int BarOf(double relative) => relative == 0 ? 0
        : double.IsFinite(relative)
            ? Math.Clamp((int)Math.Floor(Math.Log10(relative) + 1e-9) - SmallestDecade + 1, 1, HistogramBars - 1)
            : HistogramBars - 1;

    /// <summary>What a bar stands for.</summary>
    internal static string BarName(int bar) => bar == 0 ? "equal"
        : FormattableString.Invariant($"from 1e{bar - 1 + SmallestDecade}");

    /// <summary>What went wrong, one line for each tensor or problem.</summary>
    public IReadOnlyList<string> Messages { get; init; } = [];
}
