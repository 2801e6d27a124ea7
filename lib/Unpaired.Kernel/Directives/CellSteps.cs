namespace Unpaired.Kernel;

/// <summary>A part of a cell that is carried out as one.</summary>
/// <param name="Line">The line of the cell where it begins, from 1.</param>
internal abstract record CellStep(int Line);

/// <summary>Text in one language. C# and F# keep their place: lines before it are blank.</summary>
internal sealed record TextStep(int Line, string Language, string Text, IReadOnlyList<ReferenceDirective> References)
    : CellStep(Line);

/// <summary>A directive that does something by itself, such as #!import.</summary>
/// <param name="Line">The line of the cell, from 1.</param>
/// <param name="Name">What follows the #!.</param>
/// <param name="Argument">The rest of the line.</param>
/// <param name="Language">Of the code around it.</param>
internal sealed record CommandStep(int Line, string Name, string Argument, string Language) : CellStep(Line);

/// <summary>A #r or #i line.</summary>
/// <param name="Line">The line of the cell, from 1.</param>
/// <param name="IsSource">True for #i, false for #r.</param>
/// <param name="Value">What stands between the quotes.</param>
internal sealed record ReferenceDirective(int Line, bool IsSource, string Value);

/// <summary>A cell taken apart.</summary>
internal sealed record ScannedCell(IReadOnlyList<CellStep> Steps, bool Timed);
