using System.Text.Json.Nodes;

namespace Unpaired.Kernel;

/// <summary>One output of a cell, in the terms of the notebook format.</summary>
public abstract record CellOutput;

/// <summary>Text written to standard output or standard error.</summary>
/// <param name="Name">"stdout" or "stderr".</param>
/// <param name="Text">The text, with its line ends.</param>
public sealed record StreamOutput(string Name, string Text) : CellOutput;

/// <summary>Something shown: one value in several forms, of which a viewer picks the richest that it knows.</summary>
/// <param name="Data">MIME type → text. Images are base64; JSON types hold JSON text.</param>
/// <param name="DisplayId">Names the output for later updates while the notebook runs; never stored.</param>
public sealed record DisplayOutput(IReadOnlyDictionary<string, string> Data, string? DisplayId = null) : CellOutput
{
    /// <summary>Hints for the viewer by MIME type, for example an image's width; null for none.</summary>
    public JsonObject? Metadata { get; init; }
}

/// <summary>The value of a cell's last expression.</summary>
/// <param name="Data">MIME type → text, as in <see cref="DisplayOutput"/>.</param>
/// <param name="ExecutionCount">The cell's execution count.</param>
public sealed record ResultOutput(IReadOnlyDictionary<string, string> Data, int? ExecutionCount) : CellOutput
{
    /// <summary>Hints for the viewer by MIME type; null for none.</summary>
    public JsonObject? Metadata { get; init; }
}

/// <summary>An error that ended a cell.</summary>
/// <param name="Name">The exception's type name.</param>
/// <param name="Message">The exception's message.</param>
/// <param name="Traceback">Where it happened, line by line.</param>
public sealed record ErrorOutput(string Name, string Message, IReadOnlyList<string> Traceback) : CellOutput;

/// <summary>Takes away what the cell has put out so far.</summary>
/// <param name="Wait">Not before the next output comes, so that nothing flickers.</param>
public sealed record ClearOutput(bool Wait) : CellOutput;

/// <summary>Takes a running cell's outputs, in order. Calls come from any thread, one at a time for one cell.</summary>
public interface ICellOutputs
{
    /// <summary>Takes the next output.</summary>
    void Add(CellOutput output);

    /// <summary>Replaces what was shown under a display id, in whichever cell that was.</summary>
    void Update(string displayId, IReadOnlyDictionary<string, string> data);
}
