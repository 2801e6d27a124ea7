using System.Collections.Concurrent;
using System.Runtime;

namespace Unpaired.Kernel;

/// <summary>Thrown to the caller of a cell that was interrupted.</summary>
internal sealed class CellInterruptedException(bool stopped) : Exception("The cell was interrupted.")
{
    /// <summary>False when the code could not be stopped and still runs on an abandoned thread.</summary>
    public bool Stopped { get; } = stopped;
}

/// <summary>
/// The thread that cells run on. It pumps the continuations of awaits, so a cell stays on it from start to end: that
/// keeps thread-bound modes (TorchSharp's no_grad and dispose scopes) and makes the whole cell interruptible.
/// </summary>
/// <remarks>
/// Interrupting goes from gentle to hard: the cell is asked (its loops look, see <see cref="InterruptPoints"/>), then
/// blocking waits are woken and pending awaits dropped, then, if wanted, running code is aborted, and at last the
/// thread is left to itself. Aborting is late and optional because it is not safe: .NET 10 on Linux ends the process
/// when the abort meets certain frames, such as an iterator that calls a lambda. A thread on which more than asking
/// was needed ends, and the owner starts another: a second abort would never arrive there, nor on threads it started,
/// so all are started by one thread that runs no cell.
/// </remarks>
internal sealed class CellThread : SynchronizationContext
{
    private static readonly Lazy<BlockingCollection<CellThread>> Starter = new(StartStarter);
    private const int StepMilliseconds = 200;
    private const int StepsBeforeAbort = 4;
    private const int StepsBeforeGivingUp = 25;
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> posted = [];
    private Thread? thread;
    private volatile CellJob? current;

    private CellThread()
    {
    }

    /// <summary>Whether the thread was interrupted or abandoned; a new one is needed.</summary>
    public bool Ended { get; private set; }

    public static CellThread Start()
    {
        var cellThread = new CellThread();
        Starter.Value.Add(cellThread);
        return cellThread;
    }

    /// <summary>
    /// Runs a cell; the task ends with it, faulted by its exception or by <see cref="CellInterruptedException"/>.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="ask">Asks the cell to stop by itself.</param>
    /// <param name="mayAbort">Whether code that does not stop when asked may be aborted.</param>
    /// <param name="interrupt">Interrupts the cell.</param>
    public Task RunAsync(Func<Task> cell, Action ask, bool mayAbort, CancellationToken interrupt)
    {
        var job = new CellJob(cell, ask, mayAbort);
        Post(_ => Execute(job), null);
        return Supervise(job, interrupt);
    }

    /// <summary>Lets the thread end once it is idle.</summary>
    public void Stop()
    {
        Ended = true;
        posted.CompleteAdding();
    }

    public override void Post(SendOrPostCallback callback, object? state)
    {
        try
        {
            posted.Add((callback, state));
        }
        catch (InvalidOperationException)
        {
            // The thread has ended: the rest of an interrupted cell is dropped, as its user asked.
        }
    }

    public override void Send(SendOrPostCallback callback, object? state)
    {
        if (Current == this)
            callback(state);
        else
            throw new NotSupportedException("The cell thread takes work by Post only.");
    }

    public override SynchronizationContext CreateCopy() => this;

    private static BlockingCollection<CellThread> StartStarter()
    {
        var requests = new BlockingCollection<CellThread>();
        using (ExecutionContext.SuppressFlow())
        {
            var starter = new Thread(() =>
            {
                foreach (var request in requests.GetConsumingEnumerable())
                {
                    request.thread =
                        new Thread(request.Loop, 16 << 20) { IsBackground = true, Name = "Notebook cells" };
                    request.thread.Start();
                }
            })
            { IsBackground = true, Name = "Notebook cell thread starter" };
            starter.Start();
        }
        return requests;
    }

    private void Loop()
    {
        SetSynchronizationContext(this);
        try
        {
            foreach (var (callback, state) in posted.GetConsumingEnumerable())
            {
                Invoke(callback, state);
                if (Ended)
                    return;
            }
        }
        catch (ThreadInterruptedException)
        {
            Ended = true; // an interrupt that came too late for its cell
        }
    }

    private static void Invoke(SendOrPostCallback callback, object? state)
    {
        try
        {
            callback(state);
        }
        catch (Exception e) when (e is not ThreadInterruptedException and not ThreadAbortException)
        {
            // An async void method of a cell failed: its caller is gone, so the cell's error stream gets it.
            Console.Error.WriteLine($"Background work of a cell failed: {e}");
        }
    }

    private void Execute(CellJob job)
    {
        if (job.Completion.Task.IsCompleted)
            return; // interrupted before it began
        current = job;
        Task? task = null;
        try
        {
#pragma warning disable SYSLIB0046 // the only way to stop a loop; the thread is given up afterwards
            ControlledExecution.Run(() => Pump(task = job.Cell(), job.DropAwaits.Token), job.Abort.Token);
#pragma warning restore SYSLIB0046
        }
        catch (Exception e) when (job.DropAwaits.IsCancellationRequested
            && e is OperationCanceledException or ThreadInterruptedException)
        {
            task = null;
        }
        catch (Exception e)
        {
            task = Task.FromException(e);
        }
        current = null;
        if (task is { IsCompleted: true })
        {
            job.Finish(task);
            return;
        }
        Stop();
        job.Completion.TrySetException(new CellInterruptedException(stopped: true));
    }

    private void Pump(Task cell, CancellationToken interrupt)
    {
        cell.ContinueWith(
            static (_, state) => ((CellThread)state!).Post(static _ => { }, null), this,
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (!cell.IsCompleted)
        {
            var (callback, state) = posted.Take(interrupt);
            Invoke(callback, state);
        }
    }

    private async Task Supervise(CellJob job, CancellationToken interrupt)
    {
        using var asked = interrupt.UnsafeRegister(
            static state => ((CellJob)state!).InterruptAsked.TrySetResult(), job);
        await Task.WhenAny(job.Completion.Task, job.InterruptAsked.Task).ConfigureAwait(false);
        if (!job.Completion.Task.IsCompleted)
            await Stop(job).ConfigureAwait(false);
        await job.Completion.Task.ConfigureAwait(false);
    }

    private async Task Stop(CellJob job)
    {
        job.Ask();
        for (int step = 1; step <= StepsBeforeGivingUp; step++)
        {
            await Task.WhenAny(job.Completion.Task, Task.Delay(StepMilliseconds, CancellationToken.None))
                .ConfigureAwait(false);
            if (job.Completion.Task.IsCompleted)
                return;
            Ended = true;
            await job.DropAwaits.CancelAsync().ConfigureAwait(false);
            if (current == job)
                thread?.Interrupt();
            if (step == StepsBeforeAbort && job.MayAbort) // Cancel returns only when the abort has happened
                _ = Task.Run(job.Abort.Cancel, CancellationToken.None);
        }
        Stop();
        job.Completion.TrySetException(new CellInterruptedException(stopped: false));
    }

    private sealed class CellJob(Func<Task> cell, Action ask, bool mayAbort)
    {
        public Func<Task> Cell { get; } = cell;

        public Action Ask { get; } = ask;

        public bool MayAbort { get; } = mayAbort;

        public CancellationTokenSource DropAwaits { get; } = new();

        public CancellationTokenSource Abort { get; } = new();

        public TaskCompletionSource InterruptAsked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Finish(Task task)
        {
            if (task.Exception is { } failure)
                Completion.TrySetException(failure.InnerExceptions);
            else if (task.IsCanceled)
                Completion.TrySetException(new OperationCanceledException("The cell's task was cancelled."));
            else
                Completion.TrySetResult();
        }
    }
}
