using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Unpaired.Kernel;

/// <summary>
/// Takes a cell apart at its directive lines. Line numbers survive: what is taken out leaves a blank line.
/// </summary>
internal static partial class DirectiveScanner
{
    private static readonly string[] Commands = ["import", "share", "set", "who", "whos", "about", "lsmagic"];

    /// <summary>The directives of this host, for messages and #!lsmagic.</summary>
    public static readonly IReadOnlyList<string> Known =
    [
        "#r \"path\"", "#r \"nuget:Package,Version\"", "#i \"nuget:source\"", "#load \"file\"", "#!import", "#!csharp",
        "#!fsharp", "#!html", "#!markdown", "#!javascript", "#!mermaid", "#!share", "#!set", "#!time", "#!who", "#!whos",
        "#!about", "#!lsmagic",
    ];

    /// <exception cref="CellFailure">An unknown directive.</exception>
    public static ScannedCell Scan(string code, string language, string file)
    {
        var scan = new ScanState(language);
        string[] lines = code.ReplaceLineEndings("\n").Split('\n');
        var insideToken = language == CellLanguage.CSharp ? LinesInsideTokens(code) : [];
        bool meta = false;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            int number = i + 1;
            bool csharp = scan.Language == CellLanguage.CSharp;
            if (csharp && insideToken.Contains(number))
            {
                scan.Keep(line);
                continue;
            }
            var directive = DirectivePattern().Match(line);
            meta = meta && !directive.Success;
            if (meta)
                scan.Keep(""); // the JSON block at the top of a .dib file
            else if (directive.Success)
                meta = Direct(scan, number, directive.Groups["name"].Value,
                    directive.Groups["argument"].Value.Trim(), line, file);
            else if (CellLanguage.IsCode(scan.Language) && ReferencePattern().Match(line) is { Success: true } reference)
                scan.Refer(new ReferenceDirective(
                    number, reference.Groups["kind"].Value == "i", reference.Groups["value"].Value));
            else
                scan.Keep(line);
        }
        scan.Close();
        return new ScannedCell(scan.Steps, scan.Timed);
    }

    /// <returns>Whether a block of metadata follows.</returns>
    private static bool Direct(ScanState scan, int number, string name, string argument, string line, string file)
    {
        if (CellLanguage.Find(name) is { } language)
            scan.Switch(number, language);
        else if (name == "time")
            scan.Time();
        else if (Commands.Contains(name))
            scan.Command(new CommandStep(number, name, argument, scan.Language));
        else if (name == "meta")
            scan.Keep("");
        else if (!CellLanguage.IsCode(scan.Language))
            scan.Keep(line);
        else
            throw Unknown(name, number, line, file);
        return name == "meta";
    }

    private static CellFailure Unknown(string name, int number, string line, string file)
    {
        string reason = CellLanguage.Elsewhere.Contains(name)
            ? $"'#!{name}' belongs to another notebook host and is not available here."
            : $"'#!{name}' is not a directive.";
        return new CellFailure("DirectiveError", $"{reason} Known: {string.Join(", ", Known)}.")
        {
            Line = number,
            SourceLine = line,
            File = file,
        };
    }

    /// <summary>
    /// Lines that begin inside a string, a comment or switched-off code, where nothing is a directive.
    /// </summary>
    private static HashSet<int> LinesInsideTokens(string code)
    {
        var lines = new HashSet<int>();
        if (!code.Contains("@\"") && !code.Contains("\"\"\"") && !code.Contains("@$\"") && !code.Contains("/*")
            && !code.Contains("#if"))
            return lines;
        string normal = code.ReplaceLineEndings("\n");
        var options = new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script);
        int[] starts = [0, .. normal.Select((c, i) => c == '\n' ? i + 1 : -1).Where(i => i > 0)];
        foreach (var token in SyntaxFactory.ParseTokens(normal, options: options))
        {
            foreach (var trivia in token.GetAllTrivia())
                if (trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) || trivia.IsKind(SyntaxKind.DisabledTextTrivia)
                    || trivia.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia))
                    Mark(trivia.FullSpan.Start, trivia.FullSpan.End, trivia.IsKind(SyntaxKind.DisabledTextTrivia));
            Mark(token.Span.Start, token.Span.End, inclusive: false);
        }
        return lines;

        void Mark(int start, int end, bool inclusive)
        {
            for (int i = 0; i < starts.Length; i++)
                if ((starts[i] > start || (inclusive && starts[i] == start)) && starts[i] < end)
                    lines.Add(i + 1);
        }
    }

    [GeneratedRegex(@"^\s*#!(?<name>[A-Za-z][\w#-]*)(?<argument>(\s.*)?)$")]
    private static partial Regex DirectivePattern();

    [GeneratedRegex(@"^\s*#(?<kind>[ri])\s+""(?<value>[^""]*)""\s*(//.*)?$")]
    private static partial Regex ReferencePattern();

    private sealed class ScanState(string language)
    {
        private readonly StringBuilder text = new();
        private List<ReferenceDirective> references = [];
        private int started = 1;
        private int line = 1;
        private int blankLines;

        public string Language { get; private set; } = language;

        public bool Timed { get; private set; }

        public List<CellStep> Steps { get; } = [];

        public void Keep(string content)
        {
            text.Append(content).Append('\n');
            line++;
        }

        public void Refer(ReferenceDirective reference)
        {
            references.Add(reference);
            Keep("");
        }

        public void Time()
        {
            Timed = true;
            Keep("");
        }

        public void Switch(int number, string language)
        {
            Close();
            Language = language;
            Begin(number);
        }

        public void Command(CommandStep command)
        {
            Close();
            Steps.Add(command);
            Begin(command.Line);
        }

        public void Close()
        {
            string content = text.ToString();
            if (content.Trim().Length == 0 && references.Count == 0)
                return;
            Steps.Add(new TextStep(started, Language,
                CellLanguage.IsCode(Language) ? new string('\n', blankLines) + content : content.Trim('\n'),
                    references));
        }

        private void Begin(int directiveLine)
        {
            text.Clear();
            references = [];
            line = directiveLine + 1;
            started = line;
            blankLines = directiveLine;
        }
    }
}
