using System.ComponentModel;

namespace Unpaired.Kernel;

/// <summary>Holds a value while it goes from one language to another; not meant to be used by hand.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SharedSlot
{
    /// <summary>The value on its way; null otherwise.</summary>
    public static object? Value { get; internal set; }
}
