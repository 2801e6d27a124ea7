namespace Unpaired.Kernel;

/// <summary>Why a cell failed, and where.</summary>
/// <param name="name">The exception's type name, or "CompilationError", "DirectiveError", "CellInterrupted".</param>
/// <param name="message">What went wrong.</param>
public sealed class CellFailure(string name, string message) : Exception(message)
{
    /// <summary>The exception's type name, or "CompilationError", "DirectiveError", "CellInterrupted".</summary>
    public string Name { get; } = name;

    /// <summary>The line, from 1; 0 when it is not known.</summary>
    public int Line { get; init; }

    /// <summary>The text of that line; null when it is not known.</summary>
    public string? SourceLine { get; init; }

    /// <summary>The file that the line is in: "cell-3.csx" for a cell, a path for an imported file.</summary>
    public string? File { get; init; }

    /// <summary>What to show as the traceback, line by line.</summary>
    public IReadOnlyList<string> Traceback { get; init; } = [];
}
