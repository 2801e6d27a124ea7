namespace Unpaired.Kernel;

/// <summary>How <see cref="NotebookRunner"/> runs notebooks.</summary>
public sealed record RunOptions
{
    /// <summary>
    /// Values for the variables of the cell tagged "parameters": bool, int, long, double, string or a list of one
    /// of these.
    /// </summary>
    public IReadOnlyDictionary<string, object> Parameters { get; init; } = new Dictionary<string, object>();

    /// <summary>Where executed notebooks and pages go; null for a folder "executed" beside each notebook.</summary>
    public string? OutDirectory { get; init; }

    /// <summary>Whether to write an HTML page for each notebook too.</summary>
    public bool Html { get; init; }

    /// <summary>How pages are written; title and neighbours are filled in where they are missing.</summary>
    public HtmlOptions HtmlOptions { get; init; } = new();

    /// <summary>The longest that one cell may take; null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Goes on after a failing cell; the result still counts the failures.</summary>
    public bool AllowErrors { get; init; }

    /// <summary>The current directory of the cells; null for each notebook's own folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// Writes the outputs into the notebook files themselves, normalised, once all cells of one ran without error.
    /// </summary>
    public bool Refresh { get; init; }

    /// <summary>Told of each cell's begin and end, from the thread that runs the notebooks.</summary>
    public IProgress<RunProgress>? Progress { get; init; }
}

/// <summary>Where a run stands.</summary>
public enum RunPhase
{
    /// <summary>A cell begins.</summary>
    Begins,

    /// <summary>A cell has ended.</summary>
    Ends,

    /// <summary>A cell has failed or was interrupted.</summary>
    Fails,

    /// <summary>Something the user should know, in Note.</summary>
    Warns,

    /// <summary>A file was written, named in Note.</summary>
    Writes,
}

/// <summary>One report of a run's progress.</summary>
/// <param name="Phase">What happened.</param>
/// <param name="Notebook">The notebook's file name.</param>
/// <param name="Cell">The code cell, from 1; 0 when it is not about a cell.</param>
/// <param name="CellCount">The notebook's number of code cells.</param>
/// <param name="Elapsed">The time the cell took; zero at its begin.</param>
/// <param name="Note">The cell's first line, the warning, the error or the file.</param>
public sealed record RunProgress(
    RunPhase Phase, string Notebook, int Cell, int CellCount, TimeSpan Elapsed, string Note)
{
    /// <summary>The report as a line for a terminal.</summary>
    public override string ToString() => Phase switch
    {
        RunPhase.Begins => $"{Notebook} [{Cell}/{CellCount}] {Note}",
        RunPhase.Ends => $"{Notebook} [{Cell}/{CellCount}] {Elapsed.TotalSeconds,5:F1} s  {Note}",
        RunPhase.Fails => $"{Notebook} [{Cell}/{CellCount}] {Elapsed.TotalSeconds,5:F1} s  FAILED  {Note}",
        RunPhase.Warns => $"{Notebook}: warning: {Note}",
        _ => $"{Notebook}: {Note}",
    };
}
