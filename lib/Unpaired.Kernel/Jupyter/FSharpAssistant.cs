using System.Net;
using System.Text.RegularExpressions;

namespace Unpaired.Kernel.Jupyter;

/// <summary>Completion and hover in the F# of a cell; there is some after the first F# cell has run.</summary>
internal static partial class FSharpAssistant
{
    /// <summary>What may stand at a place.</summary>
    public static CompletionAnswer Complete(NotebookEngine engine, string code, int position)
    {
        int start = position;
        while (start > 0 && (char.IsLetterOrDigit(code[start - 1]) || code[start - 1] is '_' or '.' or '\''))
            start--;
        string typed = code[start..position];
        int name = start + typed.LastIndexOf('.') + 1;
        return new CompletionAnswer(name, [.. engine.CompleteFSharp(typed).Distinct()
            .Order(StringComparer.OrdinalIgnoreCase).Select(item => new CompletionProposal(item, "text"))]);
    }

    /// <summary>What the word at a place is; null if it is nothing.</summary>
    public static IReadOnlyDictionary<string, string>? Inspect(NotebookEngine engine, string code, int position)
    {
        if (engine.DescribeFSharp(CellText.Only(CellLanguage.FSharp, code), position) is not { } found)
            return null;
        string? elsewhere = found is { Assembly: { } assembly, Id: { } id }
            ? FrameworkDocumentation.Of(assembly, id) : null;
        string documentation = Plain(found.Documentation ?? elsewhere ?? "");
        return new Dictionary<string, string>
        {
            [Mime.Text] = $"{found.Signature}\n\n{documentation}".TrimEnd(),
            [Mime.Markdown] = $"```fsharp\n{found.Signature}\n```\n\n{documentation}".TrimEnd(),
        };
    }

    /// <summary>An XML documentation comment as text.</summary>
    private static string Plain(string xml)
    {
        string named = Reference().Replace(xml, match => match.Groups["name"].Value);
        return WebUtility.HtmlDecode(Space().Replace(Tag().Replace(named, " "), " ")).Trim();
    }

    [GeneratedRegex("<(?:see|paramref|typeparamref)[^>]*?(?:cref=\"[^\"]*?|name=\"|langword=\")"
        + "(?<name>[^\".:(]+)(?:\\([^\"]*)?\"[^>]*/>")]
    private static partial Regex Reference();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
