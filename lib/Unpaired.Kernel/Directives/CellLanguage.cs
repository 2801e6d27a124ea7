namespace Unpaired.Kernel;

/// <summary>The languages that cells may be written in, by the names that notebooks use.</summary>
internal static class CellLanguage
{
    public const string CSharp = "csharp";
    public const string FSharp = "fsharp";
    public const string Html = "html";
    public const string Markdown = "markdown";
    public const string JavaScript = "javascript";
    public const string Mermaid = "mermaid";

    /// <summary>Languages and directives of other hosts, refused by name.</summary>
    public static readonly IReadOnlySet<string> Elsewhere = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "pwsh", "powershell", "sql", "kql", "http", "value", "connect", "python", "bash",
    };

    /// <summary>The languages, for messages.</summary>
    public const string All = "csharp, fsharp, html, markdown, javascript, mermaid";

    /// <summary>Whether its cells are code that this process runs, rather than content of the page.</summary>
    public static bool IsCode(string language) => language is CSharp or FSharp;

    /// <summary>The language of that name or alias, or null.</summary>
    public static string? Find(string name) => name.ToLowerInvariant() switch
    {
        "csharp" or "c#" => CSharp,
        "fsharp" or "f#" => FSharp,
        "html" => Html,
        "markdown" or "md" => Markdown,
        "javascript" or "js" => JavaScript,
        "mermaid" => Mermaid,
        _ => null,
    };
}
