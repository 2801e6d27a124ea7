namespace Unpaired.Kernel;

/// <summary>The functions that every cell can call by their bare names, as in .NET Interactive.</summary>
public static class CellFunctions
{
#pragma warning disable IDE1006, SA1300 // the names are .NET Interactive's
    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="mimeTypes">The forms wanted; none for the best ones.</param>
    /// <returns>A handle by which what is shown can be replaced.</returns>
    public static DisplayedValue display(object? value, params string[] mimeTypes) =>
        DisplayedValue.Show(value, mimeTypes);
#pragma warning restore IDE1006, SA1300

    /// <summary>Marks a string as HTML, to be shown as it is.</summary>
    public static HtmlContent HTML(string content) => new(content);

    /// <summary>Runs a script in the page that shows the notebook.</summary>
    public static DisplayedValue Javascript(string script) => DisplayedValue.ShowBundle(
        new Dictionary<string, string> { [Mime.Html] = $"<script type=\"text/javascript\">{script}</script>" });

    /// <summary>Adds a style sheet to the page that shows the notebook.</summary>
    public static DisplayedValue CSS(string styles) => DisplayedValue.ShowBundle(
        new Dictionary<string, string> { [Mime.Html] = $"<style>{styles}</style>" });

    /// <summary>Takes away what the cell has put out so far.</summary>
    /// <param name="wait">Not before the next output comes, so that nothing flickers.</param>
    public static void ClearOutput(bool wait = false) => CellContext.Current?.Add(new ClearOutput(wait));

    /// <summary>Asks the user for a line of text.</summary>
    /// <exception cref="InvalidOperationException">Nobody can answer, as in a headless run.</exception>
    public static Task<string> GetInputAsync(string prompt = "", bool isPassword = false) =>
        CellContext.Current?.Engine.Options.Input is { } input
            ? input(prompt, isPassword)
            : throw new InvalidOperationException(
                $"The cell asks for input (\"{prompt}\"), but this run has nobody to answer.");
}
