namespace Unpaired.Kernel;

/// <summary>Cells that are content rather than code.</summary>
internal static class TextCells
{
    /// <param name="language">html, markdown, javascript or mermaid.</param>
    /// <param name="text">What the cell says.</param>
    /// <param name="shared">Values that scripts see: name → JSON.</param>
    public static IReadOnlyDictionary<string, string> Format(
        string language, string text, IReadOnlyDictionary<string, string> shared)
    {
        return language switch
        {
            CellLanguage.Html => Mime.Bundle(Mime.Html, text),
            CellLanguage.Markdown => new Dictionary<string, string> { [Mime.Markdown] = text, [Mime.Text] = text },
            CellLanguage.JavaScript => Mime.Bundle(Mime.Html, Script(text, shared)),
            CellLanguage.Mermaid => new Dictionary<string, string>
            {
                [Mime.Markdown] = $"```mermaid\n{text}\n```",
                [Mime.Text] = text,
            },
            _ => throw new ArgumentException($"Expected a content language; got '{language}'.", nameof(language)),
        };
    }

    /// <summary>In a function of its own, so that running the cell again declares nothing twice, and so that
    /// <c>await</c> and <c>return</c> work, as in .NET Interactive.</summary>
    private static string Script(string text, IReadOnlyDictionary<string, string> shared) =>
        "<script type=\"text/javascript\">\n(async () => {\n"
        + string.Concat(shared.Select(value => $"let {value.Key} = {value.Value};\n"))
        + text + "\n})();\n</script>";
}
