using System.ComponentModel;

namespace Unpaired.Kernel;

/// <summary>Ends a cell that was asked to stop.</summary>
internal sealed class CellStopException() : OperationCanceledException("The cell was interrupted.");

/// <summary>Called from the loops of running cells; not meant to be written by hand.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CellInterrupts
{
    private static int asked;

    /// <summary>Ends the cell here if it was asked to stop; costs next to nothing otherwise.</summary>
    /// <exception cref="OperationCanceledException">The cell was asked to stop.</exception>
    public static void Check()
    {
        if (Volatile.Read(ref asked) != 0)
            CellContext.Current?.ThrowIfAsked();
    }

    internal static void Begin() => Interlocked.Increment(ref asked);

    internal static void End() => Interlocked.Decrement(ref asked);
}
