using System.Text;

namespace Unpaired.Kernel;

/// <summary>
/// What belongs to one running cell: where its output goes. Flows with the cell's own tasks, so that background work
/// still writes under the cell that started it.
/// </summary>
internal sealed class CellContext(ICellOutputs outputs, string displayPrefix, NotebookEngine engine)
{
    private const int FlushMilliseconds = 50;
    private static readonly AsyncLocal<CellContext?> Flowing = new();
    private readonly Lock gate = new();
    private readonly StringBuilder pending = new();
    private string pendingName = "stdout";
    private Timer? timer;
    private int displays;
    private volatile bool interrupted;
    private volatile bool told;

    public static CellContext? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    public NotebookEngine Engine { get; } = engine;

    public ICellOutputs Outputs => outputs;

    /// <summary>Asks the cell to stop at its next loop turn, console write or display.</summary>
    public void AskToStop()
    {
        interrupted = true;
        CellInterrupts.Begin();
    }

    /// <summary>The cell has ended: its loops need not look any more.</summary>
    public void End()
    {
        if (interrupted)
            CellInterrupts.End();
    }

    /// <exception cref="CellStopException">The cell was asked to stop.</exception>
    public void ThrowIfAsked()
    {
        if (!interrupted)
            return;
        told = true;
        throw new CellStopException();
    }

    /// <summary>Console text: kept for a moment, so that many small writes become one output.</summary>
    public void Write(string name, string text)
    {
        ThrowOnce();
        if (text.Length == 0)
            return;
        lock (gate)
        {
            if (name != pendingName)
                FlushHeld();
            pendingName = name;
            pending.Append(text);
            timer ??= new Timer(
                static state => ((CellContext)state!).Flush(), this, FlushMilliseconds, Timeout.Infinite);
        }
    }

    public void Add(CellOutput output)
    {
        lock (gate)
        {
            FlushHeld();
            outputs.Add(output);
        }
    }

    /// <summary>Shows a bundle that can be replaced later; the id stays the same for as long as it lives.</summary>
    public string Show(IReadOnlyDictionary<string, string> data)
    {
        ThrowOnce();
        lock (gate)
        {
            FlushHeld();
            string id = $"{displayPrefix}-{++displays}";
            outputs.Add(new DisplayOutput(data, id));
            return id;
        }
    }

    /// <summary>Replaces what this cell shows; perhaps called by a later cell, whose text comes first then.</summary>
    public void Update(string displayId, IReadOnlyDictionary<string, string> data)
    {
        var running = Current ?? this;
        running.ThrowOnce();
        running.Flush();
        lock (gate)
        {
            FlushHeld();
            outputs.Update(displayId, data);
        }
    }

    public void Flush()
    {
        lock (gate)
            FlushHeld();
    }

    /// <summary>Output stops a cell too, for code that loops in a library; but clean-up may still write.</summary>
    private void ThrowOnce()
    {
        if (!told)
            ThrowIfAsked();
    }

    private void FlushHeld()
    {
        timer?.Dispose();
        timer = null;
        if (pending.Length == 0)
            return;
        string text = pending.ToString();
        pending.Clear();
        outputs.Add(new StreamOutput(pendingName, text));
    }
}
