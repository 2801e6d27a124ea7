using System.Text;
using System.Text.RegularExpressions;

namespace Unpaired.Kernel;

/// <summary>
/// Lets loops of an F# cell notice that they are to stop, as <see cref="InterruptPoints"/> does for C#. It looks at lines
/// only; what it makes of a cell is used only if it compiles, and otherwise the cell runs as it was written.
/// </summary>
internal static partial class FSharpInterruptPoints
{
    private const string Check = "Unpaired.Kernel.CellInterrupts.Check()";

    /// <summary>The code with checks; null when it has no loops.</summary>
    /// <param name="code">F#.</param>
    /// <param name="path">The file that line numbers belong to.</param>
    public static string? Insert(string code, string path)
    {
        if (MayHoldLongTokens(code))
            return null;
        string[] lines = code.Split('\n');
        var text = new StringBuilder();
        bool any = false, awaitsBody = false;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            if (awaitsBody && line.Trim().Length > 0)
            {
                // A line of its own, taken out of the count again: the body's columns stay as they are.
                text.Append(line.AsSpan(0, line.Length - line.TrimStart().Length)).Append(Check)
                    .Append($"\n# {i + 1} \"{path.Replace("\\", "\\\\")}\"\n");
                awaitsBody = false;
                any = true;
            }
            if (OneLineLoop().Match(line) is { Success: true } loop)
            {
                line = line.Insert(loop.Groups["body"].Index, Check + "; ");
                any = true;
            }
            else if (LoopHead().IsMatch(line) || RecursiveHead().IsMatch(line))
                awaitsBody = true;
            text.Append(line).Append(i + 1 < lines.Length ? "\n" : "");
        }
        return any ? text.ToString() : null;
    }

    /// <summary>Strings and comments over several lines may hold text that only looks like a loop.</summary>
    private static bool MayHoldLongTokens(string code) =>
        code.Contains("\"\"\"") || code.Contains("@\"") || code.Contains("(*")
        || code.Split('\n').Any(line => line.Count(c => c == '"') % 2 == 1);

    [GeneratedRegex(@"^\s*(for|while)\b.*\bdo\s*(//.*)?$")]
    private static partial Regex LoopHead();

    [GeneratedRegex(@"^\s*(for|while)\b[^""]*?\bdo\s+(?<body>[^\s/].*)$")]
    private static partial Regex OneLineLoop();

    [GeneratedRegex(@"^\s*let\s+rec\b[^""]*=\s*(//.*)?$")]
    private static partial Regex RecursiveHead();
}
