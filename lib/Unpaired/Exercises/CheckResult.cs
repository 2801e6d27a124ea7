namespace Unpaired.Exercises;

/// <summary>What came of one answer.</summary>
public enum CheckOutcome
{
    /// <summary>Nothing was answered yet.</summary>
    Open,

    /// <summary>The answer is right, or the guess held.</summary>
    Right,

    /// <summary>The answer is wrong, or the guess did not hold.</summary>
    Wrong,
}

/// <summary>The verdict on one answer, with a sentence for the reader; shown as the value of a cell.</summary>
/// <param name="Id">The exercise, such as <c>munit-1</c>.</param>
/// <param name="Outcome">Open, right or wrong.</param>
/// <param name="Message">One or two sentences; never the solution.</param>
public sealed record CheckResult(string Id, CheckOutcome Outcome, string Message)
{
    /// <summary>Whether the answer is right.</summary>
    public bool Passed => Outcome == CheckOutcome.Right;

    /// <summary>The verdict as one line of text.</summary>
    public override string ToString() => $"{Id}: {Message}";
}

/// <summary>A wrong or missing answer where answers must be right, or a claim of the text that does not hold.</summary>
/// <param name="message">Which exercise or claim, and what was seen.</param>
public sealed class CheckFailedException(string message) : Exception(message);
