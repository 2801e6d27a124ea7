namespace Unpaired.Checkpoints.Pickle;

/// <summary>
/// Bounds the memory that a pickle can ask for: one byte of a hostile file can make an object of fifty. Real
/// checkpoints need about one object for ten bytes.
/// </summary>
internal sealed class PickleBudget(int length)
{
    public static readonly object True = true;
    public static readonly object False = false;
    public static readonly PickleTuple EmptyTuple = new([]);
    private static readonly object[] small = [.. Enumerable.Range(0, 256).Select(i => (object)(long)i)];

    private readonly long mostValues = 4_000_000 + (length / 8L);
    private readonly long mostObjects = 1_000_000 + (length / 16L);
    private long values;
    private long objects;

    /// <summary>A boxed number that costs nothing.</summary>
    public static object Small(byte value) => small[value];

    /// <summary>Counts a place on the stack.</summary>
    public void Value(PickleReader reader)
    {
        if (++values > mostValues)
            throw reader.Bad($"more than {mostValues} values in {reader.Length} bytes: this is no checkpoint.");
    }

    /// <summary>Counts something that takes memory of its own.</summary>
    public void Object(PickleReader reader)
    {
        if (++objects > mostObjects)
            throw reader.Bad($"more than {mostObjects} objects in {reader.Length} bytes: this is no checkpoint.");
    }
}
