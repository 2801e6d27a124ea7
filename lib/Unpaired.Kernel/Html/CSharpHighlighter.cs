using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Unpaired.Kernel;

/// <summary>Colours C# by its tokens; what is a type and what a method is told from the spelling.</summary>
internal static class CSharpHighlighter
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    private static readonly HashSet<string> Contextual =
    [
        "var", "await", "async", "record", "init", "required", "when", "where", "yield", "get", "set", "select", "from",
        "nameof", "with", "not", "and", "or", "global", "partial", "dynamic", "file", "scoped",
    ];

    /// <summary>The code as HTML, every special character escaped.</summary>
    public static string Highlight(string code)
    {
        var html = new StringBuilder();
        var tokens = SyntaxFactory.ParseTokens(code, options: Parsing).ToList();
        for (int i = 0; i < tokens.Count; i++)
        {
            Trivia(html, tokens[i].LeadingTrivia);
            Span(html, Kind(tokens[i], i + 1 < tokens.Count ? tokens[i + 1].Text : ""), tokens[i].Text);
            Trivia(html, tokens[i].TrailingTrivia);
        }
        return html.ToString();
    }

    private static string? Kind(SyntaxToken token, string next)
    {
        string text = token.Text;
        if (text.Length == 0)
            return null;
        if (token.IsKeyword() || (Contextual.Contains(text) && next is not ("=" or "." or ";" or "," or ")")))
            return "k";
        if (text[0] is '"' or '\'' || (text[0] is '$' or '@' && text.Contains('"')))
            return "s";
        if (char.IsAsciiDigit(text[0]))
            return "n";
        if (!token.IsKind(SyntaxKind.IdentifierToken))
            return null;
        return next == "(" ? "f" : char.IsUpper(text[0]) ? "t" : null;
    }

    private static void Trivia(StringBuilder html, SyntaxTriviaList list)
    {
        foreach (var trivia in list)
        {
            string text = trivia.ToFullString();
            string? kind = trivia.IsDirective || text.TrimStart().StartsWith("#!", StringComparison.Ordinal) ? "d"
                : trivia.IsKind(SyntaxKind.WhitespaceTrivia) || trivia.IsKind(SyntaxKind.EndOfLineTrivia) ? null
                : "c";
            Span(html, kind, text);
        }
    }

    private static void Span(StringBuilder html, string? kind, string text)
    {
        string escaped = WebUtility.HtmlEncode(text);
        html.Append(kind is null ? escaped : $"<span class=\"{kind}\">{escaped}</span>");
    }
}
