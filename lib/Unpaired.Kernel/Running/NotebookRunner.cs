using System.Diagnostics;

namespace Unpaired.Kernel;

/// <summary>Runs notebooks from first cell to last without a user, each with a fresh engine in this process.</summary>
public static class NotebookRunner
{
    /// <summary>Runs one notebook.</summary>
    /// <inheritdoc cref="RunAsync(IEnumerable{string}, RunOptions, CancellationToken)"/>
    public static Task<RunResult> RunAsync(
        string notebook, RunOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync([notebook], options, cancellationToken);

    /// <summary>
    /// Runs notebooks in order and stops at the first error. The executed notebook is written in every case, also the
    /// part that ran before an error or a cancellation.
    /// </summary>
    /// <param name="notebooks">Files.</param>
    /// <param name="options">How to run them.</param>
    /// <param name="cancellationToken">Interrupts the running cell and ends the run.</param>
    /// <returns>What happened; failing cells and broken files are results, not exceptions.</returns>
    public static async Task<RunResult> RunAsync(
        IEnumerable<string> notebooks, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RunOptions();
        var files = notebooks.Select(Path.GetFullPath).ToList();
        var runs = new List<NotebookRun>();
        string before = Directory.GetCurrentDirectory();
        try
        {
            foreach (string file in files)
            {
                var run = await new SingleRun(file, files, options).RunAsync(cancellationToken).ConfigureAwait(false);
                runs.Add(run);
                if (cancellationToken.IsCancellationRequested)
                    return new RunResult(runs, Cancelled: true);
                if (run.Errors.Count > 0 && !options.AllowErrors)
                    break;
            }
            return new RunResult(runs, Cancelled: false);
        }
        catch (Exception e) when (
            e is NotebookFormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new RunResult(runs, Cancelled: false, e.Message);
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }

    private sealed class SingleRun(string file, IReadOnlyList<string> all, RunOptions options)
    {
        private readonly string name = Path.GetFileName(file);
        private readonly string folder = Path.GetDirectoryName(file)!;
        private readonly OutputCollector collector = new();
        private readonly List<RunError> errors = [];
        private readonly long began = Stopwatch.GetTimestamp();
        private int cellCount;

        public async Task<NotebookRun> RunAsync(CancellationToken cancellationToken)
        {
            var notebook = Notebook.Load(file);
            CheckLanguage(notebook);
            if (!options.Refresh)
                foreach (string warning in RunParameters.Inject(notebook, options.Parameters))
                    Report(RunPhase.Warns, 0, TimeSpan.Zero, warning);
            string target = Target();
            foreach (var cell in notebook.Cells)
            {
                cell.Outputs.Clear();
                cell.ExecutionCount = null;
            }
            Directory.SetCurrentDirectory(options.WorkingDirectory ?? folder);
            bool complete = await RunCellsAsync(notebook, cancellationToken).ConfigureAwait(false);
            collector.Store();
            return Write(notebook, options.Refresh && complete ? file : target, complete);
        }

        private async Task<bool> RunCellsAsync(Notebook notebook, CancellationToken cancellationToken)
        {
            var cells = notebook.Cells.Where(c => c.Kind == CellKind.Code && c.Source.Trim().Length > 0
                && !c.Tags.Contains("skip-execution")).ToList();
            cellCount = cells.Count;
            using var engine =
                new NotebookEngine(new EngineOptions { NotebookFolder = folder, AbortStubbornCode = false });
            for (int i = 0; i < cells.Count; i++)
            {
                if (cancellationToken.IsCancellationRequested)
                    return false;
                bool go = await RunCellAsync(engine, notebook, cells[i], i + 1, cancellationToken)
                    .ConfigureAwait(false);
                if (!go)
                    return false;
            }
            return true;
        }

        private async Task<bool> RunCellAsync(
            NotebookEngine engine, Notebook notebook, NotebookCell cell, int number,
            CancellationToken cancellationToken)
        {
            string title = cell.Source.Split('\n').Select(l => l.Trim()).First(l => l.Length > 0);
            Report(RunPhase.Begins, number, TimeSpan.Zero, title);
            long start = Stopwatch.GetTimestamp();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (options.Timeout is { } timeout)
                limit.CancelAfter(timeout);
            var result = await engine.ExecuteAsync(
                cell.Source, collector.Begin(cell), notebook.LanguageOf(cell), limit.Token).ConfigureAwait(false);
            cell.ExecutionCount = result.ExecutionCount;
            var took = Stopwatch.GetElapsedTime(start);
            if (result.Failure is not { } failure)
            {
                Report(RunPhase.Ends, number, took, title);
                return true;
            }
            bool timedOut = result.Status == CellStatus.Interrupted && !cancellationToken.IsCancellationRequested;
            if (result.Status == CellStatus.Error && cell.Tags.Contains("raises-exception"))
            {
                Report(RunPhase.Ends, number, took, title);
                return true;
            }
            var error = new RunError(name, number, timedOut ? TimedOut(failure) : failure);
            errors.Add(error);
            Report(RunPhase.Fails, number, took, error.ToString());
            return options.AllowErrors && result.Status == CellStatus.Error;
        }

        private CellFailure TimedOut(CellFailure failure) =>
            new("CellTimeout",
                $"The cell took longer than {options.Timeout?.TotalSeconds:0.###} s and was stopped. {failure.Message}")
            {
                File = failure.File,
            };

        private NotebookRun Write(Notebook notebook, string path, bool complete)
        {
            if (options.Refresh)
            {
                OutputNormaliser.Apply(notebook, folder);
                if (complete && errors.Count == 0)
                    NotebookCheck.Mark(notebook);
            }
            notebook.Save(path);
            long bytes = new FileInfo(path).Length;
            Report(RunPhase.Writes, 0, TimeSpan.Zero, $"{Relative(path)} ({Size(bytes)}){Largest(notebook)}");
            string? page = null;
            if (options.Html)
            {
                page = Path.Combine(OutDirectory(), Path.ChangeExtension(name, ".html"));
                HtmlExport.Write(notebook, page, PageOptions());
                Report(RunPhase.Writes, 0, TimeSpan.Zero, $"{Relative(page)} ({Size(new FileInfo(page).Length)})");
            }
            return new NotebookRun(file, errors, path, page, Stopwatch.GetElapsedTime(began), bytes);
        }

        /// <summary>Neighbours in the run are the page's previous and next.</summary>
        private HtmlOptions PageOptions()
        {
            int place = all.ToList().IndexOf(file);
            return options.HtmlOptions with
            {
                SourceFolder = options.HtmlOptions.SourceFolder ?? folder,
                Previous = options.HtmlOptions.Previous ?? Link(place - 1),
                Next = options.HtmlOptions.Next ?? Link(place + 1),
            };
            PageLink? Link(int index) => index < 0 || index >= all.Count ? null
                : HtmlExport.LinkTo(
                    Notebook.Load(all[index]), Path.ChangeExtension(Path.GetFileName(all[index]), ".html"));
        }

        private void CheckLanguage(Notebook notebook)
        {
            if (CellLanguage.Find(notebook.DefaultLanguage) is null)
                throw new NotebookFormatException(
                    name, null, $"its language is {notebook.DefaultLanguage}; known here: {CellLanguage.All}.");
        }

        private string OutDirectory() => Path.GetFullPath(options.OutDirectory ?? Path.Combine(folder, "executed"));

        private string Target()
        {
            string target = Path.Combine(OutDirectory(), name);
            return target != file ? target : throw new ArgumentException(
                $"{target}: the executed notebook would overwrite its source. Choose another folder, or refresh it.");
        }

        private static string Relative(string path) => Path.GetRelativePath(Directory.GetCurrentDirectory(), path);

        private static string Largest(Notebook notebook)
        {
            var largest = notebook.Cells.Where(c => c.Kind == CellKind.Code)
                .Select(c => (Cell: c, Bytes: c.Outputs.Sum(OutputSize))).OrderByDescending(c => c.Bytes)
                .FirstOrDefault();
            return largest.Bytes == 0 ? ""
                : $"; largest output: cell {largest.Cell.ExecutionCount}, {Size(largest.Bytes)}";
        }

        private static long OutputSize(CellOutput output) => output switch
        {
            StreamOutput stream => stream.Text.Length,
            DisplayOutput display => display.Data.Values.Sum(v => (long)v.Length),
            ResultOutput result => result.Data.Values.Sum(v => (long)v.Length),
            _ => 0,
        };

        private static string Size(long bytes) =>
            bytes >= 1 << 20 ? $"{bytes / 1048576.0:F1} MB" : $"{Math.Max(1, bytes / 1024)} kB";

        private void Report(RunPhase phase, int cell, TimeSpan elapsed, string note) =>
            options.Progress?.Report(new RunProgress(phase, name, cell, cellCount, elapsed, note));
    }
}
