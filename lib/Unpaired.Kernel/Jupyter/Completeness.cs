using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Unpaired.Kernel.Jupyter;

/// <summary>Whether a text is a whole cell, so that a console may run it when Enter is pressed.</summary>
/// <param name="Status">complete, incomplete or invalid.</param>
/// <param name="Indent">What the next line begins with, if incomplete.</param>
internal sealed record Completeness(string Status, string Indent = "")
{
    private const string UnterminatedString = "CS1010";
    private static readonly CSharpParseOptions Options =
        new(LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script);

    public static Completeness Of(string code)
    {
        string csharp = CellText.OnlyCSharp(code);
        var tree = CSharpSyntaxTree.ParseText(csharp, Options);
        var errors = tree.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count == 0)
            return SyntaxFactory.IsCompleteSubmission(tree) ? new("complete") : Incomplete(csharp);
        if (SyntaxFactory.IsCompleteSubmission(tree))
            return new("invalid");
        // What is missing at the end may still come; a mistake before the last word stays one.
        var last = tree.GetRoot().GetLastToken(includeZeroWidth: false);
        bool early = errors.Any(error => error.Id == UnterminatedString
            || error.Location.SourceSpan.Start < last.SpanStart);
        return early ? new("invalid") : Incomplete(csharp);
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["status"] = Status };
        if (Status == "incomplete")
            json["indent"] = Indent;
        return json;
    }

    private static Completeness Incomplete(string code)
    {
        string line = code.TrimEnd('\n', '\r', ' ').Split('\n')[^1];
        string indent = line[..(line.Length - line.TrimStart().Length)];
        return new("incomplete", line.TrimEnd().EndsWith('{') ? indent + "    " : indent);
    }
}
