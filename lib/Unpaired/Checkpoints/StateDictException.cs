namespace Unpaired.Checkpoints;

/// <summary>A state dict does not fit the module it should be loaded into.</summary>
public sealed class StateDictException : Exception
{
    /// <summary>Says everything that does not fit, in one message.</summary>
    /// <param name="report">What fits and what does not.</param>
    /// <param name="hint">What to do about it, if that can be guessed.</param>
    public StateDictException(LoadReport report, string? hint = null)
        : base(hint is null ? report.ToString() : $"{report}\n{hint}")
    {
        Report = report;
    }

    /// <summary>What fits and what does not.</summary>
    public LoadReport Report { get; }
}
