using Unpaired.Display;

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
public sealed class CheckResult : RichOutput
{
    internal CheckResult(string id, CheckOutcome outcome, string message)
    {
        Id = id;
        Outcome = outcome;
        Message = message;
    }

    /// <summary>The exercise, such as <c>munit-1</c>.</summary>
    public string Id { get; }

    /// <summary>Open, right or wrong.</summary>
    public CheckOutcome Outcome { get; }

    /// <summary>One or two sentences; never the solution.</summary>
    public string Message { get; }

    /// <summary>Whether the answer is right.</summary>
    public bool Passed => Outcome == CheckOutcome.Right;

    /// <inheritdoc/>
    public override string Text => $"{Id}: {Message}";

    /// <inheritdoc/>
    public override string? Render(string mimeType) => mimeType switch
    {
        MimeTypes.Html => $"<p style=\"border-left:4px {Line} {Color};padding:0.2em 0.8em;margin:0.5em 0\">"
            + $"<strong>{HtmlText.Escape(Id)}</strong> {HtmlText.Escape(Message)}</p>",
        MimeTypes.Plain => Text,
        _ => null,
    };

    private string Line => Outcome == CheckOutcome.Right ? "solid" : Outcome == CheckOutcome.Wrong ? "double" : "dotted";

    private string Color => Outcome switch
    {
        CheckOutcome.Right => Palette.Color(2),
        CheckOutcome.Wrong => Palette.Color(1),
        _ => "#777777",
    };
}

/// <summary>A wrong or missing answer where answers must be right, or a claim of the text that does not hold.</summary>
/// <param name="message">Which exercise or claim, and what was seen.</param>
public sealed class CheckFailedException(string message) : Exception(message);
