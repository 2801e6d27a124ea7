namespace Unpaired.Display;

/// <summary>Something on display that can be replaced.</summary>
public sealed class DisplayHandle
{
    private readonly Action<RichOutput> update;

    internal DisplayHandle(Action<RichOutput> update) => this.update = update;

    /// <summary>
    /// Puts something else in its place. Hosts replace the whole output, so pass the complete new state, at most five
    /// times a second. Does nothing once the host no longer takes changes.
    /// </summary>
    public void Update(RichOutput output) => update(output);
}
