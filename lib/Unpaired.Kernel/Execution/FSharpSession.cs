using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using FSharp.Compiler.Diagnostics;
using FSharp.Compiler.Interactive;
using Microsoft.FSharp.Core;

namespace Unpaired.Kernel;

/// <summary>How an F# cell ended: its value and that value's type, or what stopped it.</summary>
/// <param name="Value">The last expression's value.</param>
/// <param name="Type">Its type; null when there is no value to show.</param>
/// <param name="Failure">The exception thrown, or a <see cref="CellFailure"/> for errors in the code.</param>
internal readonly record struct FSharpEnd(object? Value, Type? Type, Exception? Failure);

/// <summary>
/// The F# of a notebook: one interactive session of F#'s own compiler. Made when the first F# cell runs, because the
/// compiler is large: a notebook without F# never loads it.
/// </summary>
internal sealed class FSharpSession
{
    private const string Beginning = "open System\nopen type Unpaired.Kernel.CellFunctions";
    private readonly Shell.FsiEvaluationSession session;
    private readonly string folder;
    private readonly HashSet<string> referenced =
        new(StringComparer.OrdinalIgnoreCase) { "FSharp.Core.dll", "Unpaired.Kernel.dll" };

    /// <param name="folder">The notebook's folder, where #load looks.</param>
    public FSharpSession(string folder)
    {
        this.folder = folder;
        string[] arguments =
        [
            "fsi", "--noninteractive", "--quiet", "--nologo", "--targetprofile:netcore",
            "--usesdkrefs-", // this runtime's own assemblies: asking the SDK for its takes seconds
            "--multiemit+", "--debug+", "--optimize+",
            $"--lib:{folder}", $"-r:{typeof(FSharpOption<int>).Assembly.Location}", $"-r:{typeof(CellFunctions).Assembly.Location}",
        ];
        session = Shell.FsiEvaluationSession.Create(Shell.FsiEvaluationSession.GetDefaultConfiguration(), arguments,
            TextReader.Null, TextWriter.Null, TextWriter.Null, null, null);
        if (Evaluate(Beginning, [], "beginning.fsx").Failure is { } failure)
            throw new InvalidOperationException($"F# cannot start: {failure.Message}", failure);
    }

    /// <summary>All values; of those with one name the newest.</summary>
    public IReadOnlyList<SessionVariable> Variables =>
        [.. session.GetBoundValues().Where(bound => bound.Name != "it")
            .Select(bound => new SessionVariable(bound.Name, bound.Value.ReflectionType, bound.Value.ReflectionValue))
            .OrderBy(variable => variable.Name, StringComparer.Ordinal)];

    /// <summary>Names that may stand for a beginning such as "List.ma".</summary>
    public IReadOnlyList<string> Complete(string beginning) => [.. session.GetCompletions(beginning)];

    /// <summary>What the word at a place is; null if it is nothing.</summary>
    public FSharpDescription? Describe(string code, int position) => FSharpDescription.Find(session, code, position);

    /// <summary>Runs code on the calling thread. Nothing of it runs if it has errors.</summary>
    /// <param name="code">F#.</param>
    /// <param name="references">Assemblies that it needs, as paths.</param>
    /// <param name="file">What messages and stack traces call it.</param>
    public FSharpEnd Evaluate(string code, IEnumerable<string> references, string file)
    {
        foreach (string path in references)
            Reference(path);
        // Under the notebook's folder, so that the compiler finds what #load names.
        string place = Path.Combine(folder, file);
        if (FSharpInterruptPoints.Insert(code, place) is { } interruptible)
        {
            var end = Run(interruptible, place, file);
            if (end.Failure is not CellFailure)
                return end;
        }
        return Run(code, place, file); // as it was written, so that messages have the right columns
    }

    /// <summary>Binds a name to a value.</summary>
    /// <exception cref="CellFailure">F# cannot say its type.</exception>
    public void Declare(string name, Type type, object? value)
    {
        if (SharedTypes.InFSharp(type) is not { } typeName)
            throw new CellFailure("ShareError", $"F# cannot take '{name}': its type, {type}, is of a cell or hidden");
        foreach (string assembly in SharedTypes.Assemblies(type))
            Reference(assembly);
        // Not by the compiler's own AddBoundValue, which takes an array of arrays for one array.
        SharedSlot.Value = value;
        var end = Run($"let {name} = unbox<{typeName}> Unpaired.Kernel.SharedSlot.Value", "share.fsx", "share.fsx");
        SharedSlot.Value = null;
        if (end.Failure is { } failure)
            throw new CellFailure("ShareError", $"F# cannot take '{name}' of type {type}: {failure.Message}");
    }

    /// <summary>References a library with all that it needs: F# does not look for that by itself.</summary>
    private void Reference(string path)
    {
        var added = new List<string>();
        Collect(path, added);
        if (added.Count == 0)
            return;
        string lines = string.Join('\n', added.Select(file => $"#r @\"{file}\""));
        if (Run(lines, "reference.fsx", "reference.fsx").Failure is { } failure)
            throw failure;
    }

    private void Collect(string path, List<string> added)
    {
        string folderOfFile = Path.GetDirectoryName(path)!;
        LibraryFolders.Add(folderOfFile);
        if (!referenced.Add(Path.GetFileName(path)))
            return;
        added.Add(path);
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata)
            return;
        var metadata = file.GetMetadataReader();
        foreach (var handle in metadata.AssemblyReferences)
        {
            string name = metadata.GetString(metadata.GetAssemblyReference(handle).Name);
            string beside = Path.Combine(folderOfFile, name + ".dll");
            if ((File.Exists(beside) ? beside : LibraryFolders.Find(name)) is { } needed && !IsFramework(needed))
                Collect(needed, added);
        }
    }

    private static bool IsFramework(string path) =>
        Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location);

    private FSharpEnd Run(string code, string path, string file)
    {
        var (result, diagnostics) = session.EvalInteractionNonThrowing(code, path, null);
        if (result is FSharpChoice<FSharpOption<Shell.FsiValue>?, Exception>.Choice1Of2 { Item: var value })
            return value is null || value.Value.ReflectionType == typeof(Unit)
                ? default
                : new FSharpEnd(value.Value.ReflectionValue ?? Null(value.Value.ReflectionType),
                    value.Value.ReflectionType, null);
        var errors = diagnostics.Where(d => d.Severity.IsError).ToList();
        if (errors.Count > 0)
            return new FSharpEnd(null, null, Failure(errors, code, path, file));
        return new FSharpEnd(
            null, null, (result as FSharpChoice<FSharpOption<Shell.FsiValue>?, Exception>.Choice2Of2)?.Item);
    }

    private static CellFailure Failure(List<FSharpDiagnostic> errors, string code, string path, string file)
    {
        var first = errors[0];
        bool own = first.FileName == path || Path.GetFileName(first.FileName) == file;
        return new CellFailure("CompilationError", $"{first.ErrorNumberText}: {OneLine(first.Message)}")
        {
            Line = first.StartLine,
            File = own ? file : first.FileName,
            SourceLine = own ? FailureReport.LineOf(code, first.StartLine) : null,
            Traceback = [.. errors.Take(FailureReport.MostErrors).Select(e =>
                $"({e.StartLine},{e.StartColumn + 1}): error {e.ErrorNumberText}: {OneLine(e.Message)}")],
        };
    }

    /// <summary>None is null at run time.</summary>
    private static string? Null(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(FSharpOption<>) ? "None" : null;

    private static string OneLine(string message) =>
        string.Join(' ', message.Split((char[])['\n', '\r', ' '], StringSplitOptions.RemoveEmptyEntries));
}
