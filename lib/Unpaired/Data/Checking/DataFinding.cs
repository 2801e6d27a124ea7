namespace Unpaired.Data.Checking;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Good to know.</summary>
    Note,

    /// <summary>Training runs, but this is hardly wanted.</summary>
    Warning,

    /// <summary>Training stops, or what it learns or measures is wrong.</summary>
    Error,
}

/// <summary>One thing that is wrong, or worth knowing, with a data folder.</summary>
/// <param name="Kind">What sort of thing.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="File">Relative to the checked folder; after a colon the line, where there is one.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Found">What is there.</param>
/// <param name="Repair">What to do.</param>
public sealed record DataFinding(
    FindingKind Kind, FindingSeverity Severity, string File, string Expected, string Found, string Repair)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Severity.ToString().ToLowerInvariant()}: {File}: expected {Expected}; found {Found}. {Repair}";
}
