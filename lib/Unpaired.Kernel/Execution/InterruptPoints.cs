using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unpaired.Kernel;

/// <summary>
/// Lets loops of a cell notice that they are to stop: each turn of a loop and each call of a method or block lambda
/// begins with a check. Lines stay where they are.
/// </summary>
internal static class InterruptPoints
{
    private const string Check = "global::Unpaired.Kernel.CellInterrupts.Check();";

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>The code with checks; null when it needs none or does not parse.</summary>
    public static string? Insert(string code)
    {
        var root = CSharpSyntaxTree.ParseText(code, Parsing).GetRoot();
        if (root.ContainsDiagnostics && root.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error))
            return null;
        var insertions = new List<(int Position, string Text)>();
        foreach (var node in root.DescendantNodes())
            if (Body(node) is { } body)
                AddCheck(body, insertions);
        if (insertions.Count == 0)
            return null;
        var text = new StringBuilder(code);
        foreach (var (position, inserted) in insertions.OrderByDescending(i => i.Position))
            text.Insert(position, inserted);
        return text.ToString();
    }

    private static StatementSyntax? Body(SyntaxNode node) => node switch
    {
        WhileStatementSyntax loop => loop.Statement,
        DoStatementSyntax loop => loop.Statement,
        ForStatementSyntax loop => loop.Statement,
        CommonForEachStatementSyntax loop => loop.Statement,
        AnonymousFunctionExpressionSyntax lambda => lambda.Block,
        LocalFunctionStatementSyntax function => function.Body,
        MethodDeclarationSyntax method => method.Body,
        _ => null,
    };

    private static void AddCheck(StatementSyntax body, List<(int Position, string Text)> insertions)
    {
        if (body is BlockSyntax block)
        {
            insertions.Add((block.OpenBraceToken.Span.End, Check));
        }
        else if (body is not LabeledStatementSyntax)
        {
            insertions.Add((body.SpanStart, "{" + Check));
            insertions.Add((body.Span.End, "}"));
        }
    }
}
