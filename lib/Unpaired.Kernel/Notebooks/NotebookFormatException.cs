namespace Unpaired.Kernel;

/// <summary>A file that is not the notebook it should be.</summary>
/// <param name="file">The file.</param>
/// <param name="cell">The cell, from 1; null when it is not about a cell.</param>
/// <param name="problem">What was expected and what was found.</param>
public sealed class NotebookFormatException(string file, int? cell, string problem)
    : Exception(cell is null ? $"{file}: {problem}" : $"{file}, cell {cell}: {problem}")
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>The cell, from 1; null when it is not about a cell.</summary>
    public int? Cell { get; } = cell;
}
