namespace Unpaired.Kernel;

/// <summary>Settings of a <see cref="NotebookEngine"/>.</summary>
public sealed record EngineOptions
{
    /// <summary>The folder that relative paths in directives start from; the current directory by default.</summary>
    public string NotebookFolder { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>Answers a cell's question (prompt, whether it is a password); null when nobody can.</summary>
    public Func<string, bool, Task<string>>? Input { get; init; }

    /// <summary>
    /// Whether interrupting may abort code that does not stop when asked. In rare cases .NET ends the process then,
    /// so a
    /// headless run, which has results to write, leaves such code behind instead.
    /// </summary>
    public bool AbortStubbornCode { get; init; } = true;

    /// <summary>Package sources asked instead of the configured ones; empty for the configured ones.</summary>
    public IReadOnlyList<string> PackageSources { get; init; } = [];

    /// <summary>Where packages are unpacked; null for the usual package folder.</summary>
    public string? PackageFolder { get; init; }
}

/// <summary>How a cell ended.</summary>
public enum CellStatus
{
    /// <summary>It ran to its end.</summary>
    Ok,

    /// <summary>An error ended it.</summary>
    Error,

    /// <summary>It was interrupted.</summary>
    Interrupted,
}

/// <summary>The end of a cell.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="ExecutionCount">Its number, from 1.</param>
/// <param name="Failure">Why it failed or that it was interrupted; null when it ran to its end.</param>
public sealed record CellResult(CellStatus Status, int ExecutionCount, CellFailure? Failure = null);
