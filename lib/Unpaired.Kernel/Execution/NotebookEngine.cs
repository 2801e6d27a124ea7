using System.Diagnostics;

namespace Unpaired.Kernel;

/// <summary>
/// Executes the cells of one notebook, keeping their state. It knows no transport: the headless runner and a Jupyter
/// kernel use it alike. Calls are queued; one cell runs at a time.
/// </summary>
public sealed class NotebookEngine : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly ScriptSession session;
    private readonly References references;
    private readonly Imports imports;
    private readonly SharedValues shared;
    private FSharpSession? fsharp;
    private CellThread thread = CellThread.Start();
    private CancellationTokenSource? interrupt;
    private int uncounted;

    /// <summary>Makes an engine with no variables.</summary>
    public NotebookEngine(EngineOptions? options = null)
    {
        Options = (options ?? new EngineOptions()) with
        {
            NotebookFolder = Path.GetFullPath(options?.NotebookFolder ?? Directory.GetCurrentDirectory()),
        };
        session = new ScriptSession(
            new CachingMetadataResolver(() => [Options.NotebookFolder, Directory.GetCurrentDirectory()]),
            Options.NotebookFolder);
        references = new References(session.Resolver, Options);
        imports = new Imports(Options.NotebookFolder);
        shared = new SharedValues(session, () => FSharp);
        DisplaySink.Install();
    }

    /// <summary>The settings it was made with.</summary>
    public EngineOptions Options { get; }

    /// <summary>The number of the latest cell; 0 before the first.</summary>
    public int ExecutionCount { get; private set; }

    /// <summary>The C# that has run.</summary>
    internal ScriptSession Session => session;

    /// <summary>Names that F# knows for a beginning such as "List.ma"; none before the first F# cell.</summary>
    internal IReadOnlyList<string> CompleteFSharp(string beginning) => fsharp?.Complete(beginning) ?? [];

    /// <summary>What F# knows of the word at a place; null before the first F# cell.</summary>
    internal FSharpDescription? DescribeFSharp(string code, int position) => fsharp?.Describe(code, position);

    /// <summary>The F# that has run; made when it is first wanted, on the cell thread.</summary>
    private FSharpSession FSharp => fsharp ??= new FSharpSession(Options.NotebookFolder);

    /// <summary>Executes one cell.</summary>
    /// <param name="code">Its source; directive lines may switch languages.</param>
    /// <param name="outputs">Takes its outputs while it runs. An error is its last output.</param>
    /// <param name="language">The cell's language by its metadata: csharp, fsharp, html, markdown, javascript,
    /// mermaid.</param>
    /// <param name="cancellationToken">Interrupts the cell.</param>
    /// <param name="counted">Whether <see cref="ExecutionCount"/> grows; not for what a front end asks
    /// besides.</param>
    /// <returns>How it ended; failures of the cell are results, not exceptions.</returns>
    public async Task<CellResult> ExecuteAsync(
        string code, ICellOutputs outputs, string language = "csharp", CancellationToken cancellationToken = default,
        bool counted = true)
    {
        await turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (counted)
                ExecutionCount++;
            string name = counted ? $"cell-{ExecutionCount}" : $"uncounted-{++uncounted}";
            ConsoleCapture.Install();
            using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            interrupt = source;
            var cell = new CellContext(outputs, name, this);
            var failure = await RunCellAsync(code, language, name, cell, source.Token).ConfigureAwait(false);
            cell.End();
            cell.Flush();
            if (failure is null)
                return new CellResult(CellStatus.Ok, ExecutionCount);
            cell.Add(new ErrorOutput(failure.Name, failure.Message, failure.Traceback));
            var status = failure.Name == FailureReport.Interrupted ? CellStatus.Interrupted : CellStatus.Error;
            return new CellResult(status, ExecutionCount, failure);
        }
        finally
        {
            interrupt = null;
            turn.Release();
        }
    }

    /// <summary>
    /// Interrupts the running cell, if one runs. Its task ends soon after; what earlier cells left stays.
    /// </summary>
    public void Interrupt()
    {
        try
        {
            interrupt?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The cell ended at this very moment.
        }
    }

    /// <summary>Calls what a cell has left behind, such as a widget's handler, as if it were a cell.</summary>
    /// <param name="handler">Called on the cell thread, after the cells that wait already.</param>
    /// <param name="outputs">Takes its outputs; an exception is its last output.</param>
    internal async Task CallAsync(Action handler, ICellOutputs outputs)
    {
        await turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        string name = $"uncounted-{++uncounted}";
        var cell = new CellContext(outputs, name, this);
        try
        {
            using var source = new CancellationTokenSource();
            interrupt = source;
            await OnCellThreadAsync(
                () =>
                {
                    handler();
                    return Task.CompletedTask;
                }, cell, source.Token).ConfigureAwait(false);
        }
        catch (Exception problem) // of the handler: shown where its output goes
        {
            var failure = FailureReport.Complete(problem switch
            {
                CellFailure interrupted => interrupted,
                CellStopException => FailureReport.OfInterrupt(stopped: true),
                _ => FailureReport.OfException(problem, "", name + ".csx"),
            }, ExecutionCount);
            cell.Add(new ErrorOutput(failure.Name, failure.Message, failure.Traceback));
        }
        finally
        {
            interrupt = null;
            cell.End();
            cell.Flush();
            turn.Release();
        }
    }

    /// <summary>Lets the cell thread go.</summary>
    public void Dispose()
    {
        thread.Stop();
        turn.Dispose();
    }

    private async Task<CellFailure?> RunCellAsync(
        string code, string language, string name, CellContext cell, CancellationToken token)
    {
        long began = Stopwatch.GetTimestamp();
        string file = name + ".csx";
        try
        {
            string known = CellLanguage.Find(language) ?? throw new CellFailure(
                "DirectiveError", $"Cells in '{language}' cannot be run here; languages: {CellLanguage.All}.");
            shared.Begin();
            var scanned = DirectiveScanner.Scan(code, known, file);
            await RunStepsAsync(scanned, code, file, cell, [], token).ConfigureAwait(false);
            if (scanned.Timed)
                cell.Add(new DisplayOutput(Mime.Bundle(
                    Mime.Text, $"Wall time: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F1} ms")));
            return null;
        }
        catch (CellFailure failure)
        {
            return FailureReport.Complete(failure, ExecutionCount);
        }
    }

    private async Task RunStepsAsync(
        ScannedCell scanned, string code, string file, CellContext cell, IReadOnlyList<string> importing,
        CancellationToken token)
    {
        foreach (var step in scanned.Steps)
        {
            if (token.IsCancellationRequested)
                throw FailureReport.OfInterrupt(stopped: true);
            if (step is TextStep text && CellLanguage.IsCode(text.Language))
            {
                bool last = importing.Count == 0 && ReferenceEquals(step, scanned.Steps[^1]);
                await RunCodeAsync(text, code, file, cell, last, token).ConfigureAwait(false);
            }
            else if (step is TextStep content)
                cell.Add(new DisplayOutput(TextCells.Format(content.Language, content.Text, shared.ForScripts)));
            else if (step is CommandStep { Name: "import" } import)
                await ImportAsync(import, file, cell, importing, token).ConfigureAwait(false);
            else if (step is CommandStep { Name: "share" or "set" } share)
                await ShareAsync(share, file, cell, token).ConfigureAwait(false);
            else if (step is CommandStep command)
                cell.Add(new DisplayOutput(InfoCommands.Run(
                    command.Name, command.Language == CellLanguage.FSharp ? FSharp.Variables : session.Variables)));
        }
    }

    private async Task ImportAsync(
        CommandStep import, string file, CellContext cell, IReadOnlyList<string> importing, CancellationToken token)
    {
        string path = imports.Find(import, file);
        if (importing.Contains(path))
            throw new CellFailure("DirectiveError", $"'{import.Argument}' imports itself.")
            {
                Line = import.Line,
                File = file,
            };
        foreach (var (text, language) in Imports.Read(path, import, file))
            await RunStepsAsync(
                DirectiveScanner.Scan(text, language, path), text, path, cell, [.. importing, path], token)
                .ConfigureAwait(false);
    }

    private async Task RunCodeAsync(
        TextStep step, string code, string file, CellContext cell, bool isResult, CancellationToken token)
    {
        bool isFSharp = step.Language == CellLanguage.FSharp;
        if (isFSharp && !Path.IsPathFullyQualified(file))
            file = Path.ChangeExtension(file, ".fsx");
        var paths = await references.ResolveAsync(step.References, file, cell, token).ConfigureAwait(false);
        var (value, problem) = isFSharp
            ? await RunFSharpAsync(step.Text, file, paths, cell, token).ConfigureAwait(false)
            : await RunCSharpAsync(step.Text, code, file, paths, cell, token).ConfigureAwait(false);
        if (problem is CellStopException || (token.IsCancellationRequested
            && problem is OperationCanceledException or ThreadInterruptedException or ThreadAbortException))
            throw FailureReport.OfInterrupt(stopped: true);
        if (problem is { } failure)
            throw failure as CellFailure ?? FailureReport.OfException(failure, code, file);
        if (value is { HasValue: true, Value: not DisplayedValue })
            Publish(value.Value, cell, isResult);
    }

    private async Task<(SubmissionValue Value, Exception? Failure)> RunCSharpAsync(
        string text, string code, string file, IReadOnlyList<string> paths, CellContext cell, CancellationToken token)
    {
        (SubmissionValue Value, Exception? Failure) end = default;
        try
        {
            var script = await Task.Run(() => session.Compile(text, file, paths, token), token).ConfigureAwait(false);
            await OnCellThreadAsync(KeepEndAsync, cell, token).ConfigureAwait(false);
            return end;
            async Task KeepEndAsync() => end = await session.RunAsync(script);
        }
        catch (Microsoft.CodeAnalysis.Scripting.CompilationErrorException e)
        {
            throw FailureReport.OfCompilation(e, code, file);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            throw FailureReport.OfInterrupt(stopped: true);
        }
    }

    private async Task<(SubmissionValue Value, Exception? Failure)> RunFSharpAsync(
        string text, string file, IReadOnlyList<string> paths, CellContext cell, CancellationToken token)
    {
        FSharpEnd end = default;
        await OnCellThreadAsync(
            () =>
            {
                var context = SynchronizationContext.Current;
                // The compiler blocks on its own tasks: their continuations must not wait for this thread.
                SynchronizationContext.SetSynchronizationContext(null);
                try
                {
                    end = FSharp.Evaluate(text, paths, file);
                    return Task.CompletedTask;
                }
                finally
                {
                    SynchronizationContext.SetSynchronizationContext(context);
                }
            }, cell, token).ConfigureAwait(false);
        return (new SubmissionValue(end.Type is not null, end.Value), end.Failure);
    }

    private Task ShareAsync(CommandStep share, string file, CellContext cell, CancellationToken token) =>
        OnCellThreadAsync(() => Task.Run(() => shared.ShareAsync(share, file), token), cell, token);

    private async Task OnCellThreadAsync(Func<Task> code, CellContext cell, CancellationToken token)
    {
        if (thread.Ended)
            thread = CellThread.Start();
        try
        {
            await thread.RunAsync(() =>
            {
                CellContext.Current = cell; // not in an async method, so that the thread keeps it for late callbacks
                return code();
            }, cell.AskToStop, Options.AbortStubbornCode, token).ConfigureAwait(false);
        }
        catch (CellInterruptedException e)
        {
            throw FailureReport.OfInterrupt(e.Stopped);
        }
    }

    private void Publish(object? value, CellContext cell, bool isResult)
    {
        var bundle = FormatterRegistry.Format(value);
        cell.Add(isResult ? new ResultOutput(bundle, ExecutionCount) : new DisplayOutput(bundle));
    }
}
