namespace Unpaired.Kernel;

/// <summary>A cell that failed in a run.</summary>
/// <param name="Notebook">The notebook's file name.</param>
/// <param name="Cell">The code cell, from 1, as numbered in the executed notebook.</param>
/// <param name="Failure">What went wrong and where.</param>
public sealed record RunError(string Notebook, int Cell, CellFailure Failure)
{
    /// <summary>Notebook, cell, line, message and source line, as a person wants to read it.</summary>
    public override string ToString()
    {
        bool inCell = Failure.File is null || Failure.File.StartsWith("cell-", StringComparison.Ordinal);
        string place = inCell ? "" : $" ({Path.GetFileName(Failure.File)})";
        string line = Failure.Line > 0 ? $", line {Failure.Line}" : "";
        string source = Failure.SourceLine?.Trim() is { Length: > 0 } text ? $"{Environment.NewLine}    {text}" : "";
        return $"{Notebook}, cell {Cell}{place}{line}: {Failure.Name}: {Failure.Message}{source}";
    }
}

/// <summary>How one notebook ended.</summary>
/// <param name="Notebook">The file that was run.</param>
/// <param name="Errors">The failing cells that no tag expects; empty when all ran.</param>
/// <param name="ExecutedNotebook">The file with the outputs; null when none was written.</param>
/// <param name="HtmlPage">The page; null when none was written.</param>
/// <param name="Elapsed">The time it took.</param>
/// <param name="Bytes">The size of the executed notebook.</param>
public sealed record NotebookRun(
    string Notebook, IReadOnlyList<RunError> Errors, string? ExecutedNotebook, string? HtmlPage, TimeSpan Elapsed,
    long Bytes);

/// <summary>How a run ended.</summary>
/// <param name="Notebooks">The notebooks that were begun, in order.</param>
/// <param name="Cancelled">Whether it was cancelled.</param>
/// <param name="Problem">Why it could not go on for another reason than a failing cell, such as a broken file; null
/// if none.</param>
public sealed record RunResult(IReadOnlyList<NotebookRun> Notebooks, bool Cancelled, string? Problem = null)
{
    /// <summary>The first failing cell; null when none failed.</summary>
    public RunError? FirstError => Notebooks.SelectMany(n => n.Errors).FirstOrDefault();

    /// <summary>0 when everything ran, 130 when cancelled, otherwise 1.</summary>
    public int ExitCode => Cancelled ? 130 : Problem is not null || FirstError is not null ? 1 : 0;
}
