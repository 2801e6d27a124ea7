namespace Unpaired.Kernel;

/// <summary>Cells that are content rather than code.</summary>
internal static class TextCells
{
    public static IReadOnlyDictionary<string, string> Format(string language, string text) => language switch
    {
        CellLanguage.Html => Mime.Bundle(Mime.Html, text),
        CellLanguage.Markdown => new Dictionary<string, string> { [Mime.Markdown] = text, [Mime.Text] = text },
        CellLanguage.JavaScript => Mime.Bundle(Mime.Html, $"<script type=\"text/javascript\">\n{text}\n</script>"),
        CellLanguage.Mermaid => new Dictionary<string, string>
        {
            [Mime.Markdown] = $"```mermaid\n{text}\n```",
            [Mime.Text] = text,
        },
        _ => throw new ArgumentException($"Expected a content language; got '{language}'.", nameof(language)),
    };
}
