using System.Diagnostics;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting;

namespace Unpaired.Kernel;

/// <summary>Says in the cell's own terms what went wrong and in which line.</summary>
internal static class FailureReport
{
    public const string Interrupted = "CellInterrupted";
    public const int MostErrors = 10;

    public static CellFailure OfInterrupt(bool stopped) => new(
        Interrupted, stopped
            ? "The cell was interrupted."
            : "The cell was interrupted but does not stop; it still runs in the background. Restart to be rid of it.");

    public static CellFailure OfCompilation(CompilationErrorException error, string code, string file)
    {
        var first = error.Diagnostics[0].Location.GetMappedLineSpan();
        int line = first.StartLinePosition.Line + 1;
        string inFile = first.Path is { Length: > 0 } path ? path : file;
        return new CellFailure("CompilationError", $"{error.Diagnostics[0].Id}: {error.Diagnostics[0].GetMessage()}")
        {
            Line = line,
            File = inFile,
            SourceLine = inFile == file ? LineOf(code, line) : null,
            Traceback = [.. error.Diagnostics.Take(MostErrors).Select(d => Describe(d, file))],
        };
    }

    public static CellFailure OfException(Exception thrown, string code, string file)
    {
        var error = Innermost(thrown);
        var frames = new StackTrace(error, fNeedFileInfo: true).GetFrames();
        var own = frames.FirstOrDefault(f => IsIn(file, f)) ?? frames.FirstOrDefault(IsScript);
        int line = own?.GetFileLineNumber() ?? 0;
        return new CellFailure(error.GetType().Name, MessageOf(error))
        {
            Line = line,
            File = own is null || IsIn(file, own) ? file : own.GetFileName(),
            SourceLine = own is not null && IsIn(file, own) ? LineOf(code, line) : null,
            Traceback = Trace(error),
        };
    }

    /// <summary>The traceback as it is shown: first the place, then the line, then the rest.</summary>
    public static CellFailure Complete(CellFailure failure, int executionCount)
    {
        string own = $"cell-{executionCount}";
        string where = failure.File is null || Path.GetFileNameWithoutExtension(failure.File) == own
            ? $"Cell {executionCount}"
            : $"Cell {executionCount}, {Path.GetFileName(failure.File)}";
        var head = new List<string> { failure.Line > 0 ? $"{where}, line {failure.Line}" : where };
        if (failure.SourceLine?.Trim() is { Length: > 0 } source)
            head.Add("    " + source);
        head.Add($"{failure.Name}: {failure.Message}");
        return new CellFailure(failure.Name, failure.Message)
        {
            Line = failure.Line,
            File = failure.File ?? own + ".csx",
            SourceLine = failure.SourceLine,
            Traceback = [.. head, .. failure.Traceback],
        };
    }

    public static string? LineOf(string code, int line)
    {
        string[] lines = code.ReplaceLineEndings("\n").Split('\n');
        return line >= 1 && line <= lines.Length ? lines[line - 1] : null;
    }

    private static Exception Innermost(Exception error)
    {
        while (error is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 }
            && error.InnerException is { } inner)
            error = inner;
        return error;
    }

    private static string MessageOf(Exception error) =>
        error is TypeInitializationException && error.InnerException is { } cause
        ? $"{error.Message} {cause.GetType().Name}: {cause.Message}"
        : error.Message;

    /// <summary>F# names files with their folder.</summary>
    private static bool IsIn(string file, StackFrame frame) =>
        frame.GetFileName() is { } name && (name == file || Path.GetFileName(name) == file);

    private static bool IsScript(StackFrame frame) =>
        frame.GetFileName() is { } name && (name.EndsWith(".csx", StringComparison.Ordinal) || name.EndsWith(".fsx", StringComparison.Ordinal));

    /// <summary>The frames in code of the user and of libraries; those of the script host say nothing.</summary>
    private static List<string> Trace(Exception error)
    {
        var lines = new List<string>();
        foreach (string frame in (error.StackTrace ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (!frame.Contains("Microsoft.CodeAnalysis.Scripting") && !frame.Contains("Unpaired.Kernel.")
                && !frame.Contains("System.Reflection.") && !frame.Contains("FSharp.Compiler.")
                && !frame.StartsWith("---", StringComparison.Ordinal))
                lines.Add(frame.TrimEnd('\r'));
        for (var cause = error.InnerException; cause is not null; cause = cause.InnerException)
            lines.Add($"Caused by {cause.GetType().Name}: {cause.Message}");
        return lines;
    }

    private static string Describe(Diagnostic diagnostic, string file)
    {
        var span = diagnostic.Location.GetMappedLineSpan();
        string where = span.Path == file || span.Path is null or "" ? "" : Path.GetFileName(span.Path) + " ";
        return $"{where}({span.StartLinePosition.Line + 1},{span.StartLinePosition.Character + 1}): "
            + $"error {diagnostic.Id}: {diagnostic.GetMessage()}";
    }
}
