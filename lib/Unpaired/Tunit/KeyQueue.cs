using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>The style codes of pictures seen lately: what the contrastive loss tells a code apart from.</summary>
/// <remarks>Original: tools/ops.py, queue_data and dequeue_data (405a77c).</remarks>
internal sealed class KeyQueue : IDisposable
{
    private readonly int capacity;
    private Tensor? first;
    private Tensor? rows;

    internal KeyQueue(int capacity) => this.capacity = capacity;

    /// <summary>The keys that every epoch begins with; null before <see cref="Begin"/>.</summary>
    internal Tensor? First => first;

    /// <summary>[M, sty_dim], oldest first.</summary>
    internal Tensor Rows => rows ?? throw new InvalidOperationException("The queue has no keys yet.");

    /// <summary>Whether there are keys.</summary>
    internal bool HasKeys => rows is not null;

    /// <summary>Sets the keys that every epoch begins with, and begins with them.</summary>
    internal void Begin(Tensor keys)
    {
        Replace(ref first, keys.detach().clone());
        Restart();
    }

    /// <summary>Back to the first keys. Parity: the original rebinds a local variable, so every epoch starts
    /// so.</summary>
    internal void Restart()
    {
        if (first is not null) Replace(ref rows, first.clone());
    }

    /// <summary>Sets the present keys, for a run that goes on.</summary>
    internal void Restore(Tensor keys) => Replace(ref rows, keys.detach().clone());

    /// <summary>Forgets all keys.</summary>
    internal void Clear()
    {
        first?.Dispose();
        rows?.Dispose();
        (first, rows) = (null, null);
    }

    /// <summary>Appends keys and drops the oldest beyond the capacity.</summary>
    internal void Push(Tensor keys)
    {
        using var scope = NewDisposeScope();
        var all = cat([Rows, keys.detach()], 0);
        long surplus = Math.Max(0, all.shape[0] - capacity);
        Replace(ref rows, all.narrow(0, surplus, all.shape[0] - surplus).clone());
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private static void Replace(ref Tensor? kept, Tensor value)
    {
        kept?.Dispose();
        kept = value.DetachFromDisposeScope();
    }
}
