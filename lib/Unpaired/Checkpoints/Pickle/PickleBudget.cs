namespace Unpaired.Checkpoints.Pickle;

/// <summary>
/// Counts what a pickle takes in memory: one byte of a hostile file can make an object of fifty, or copy a long text.
/// The costs are those of the classes here, with the growth of the collections that hold them.
/// </summary>
internal sealed class PickleBudget(MemoryBudget memory, PickleOrigin origin)
{
    public static readonly object True = true;
    public static readonly object False = false;
    public static readonly PickleTuple EmptyTuple = new([]);

    private const int Slot = 48; // of a stack, list or memo, grown by doubling
    private const int KeySlot = 120; // of a dictionary, grown by doubling
    private const int Number = 24;
    private const int TextHead = 32;
    private const int Container = 240; // the object, its first items, and its entry in PickleShape
    private const int Tensor = 800; // sizes, strides, PyTorch's and our tensor objects
    private static readonly object[] small = [.. Enumerable.Range(0, 256).Select(i => (object)(long)i)];
    private int highest;

    /// <summary>A boxed number that costs nothing.</summary>
    public static object Small(byte value) => small[value];

    /// <summary>Counts a stack of this height.</summary>
    public void Height(int height, int position)
    {
        if (height <= highest)
            return;
        Take((long)Slot * (height - highest), position);
        highest = height;
    }

    /// <summary>Counts an item in a list or memo.</summary>
    public void Item(int position) => Take(Slot, position);

    /// <summary>Counts an entry of a dictionary; a key made of text or bytes is copied.</summary>
    public void Entry(object? key, int position) => Take(KeySlot + Copy(key), position);

    /// <summary>Counts an object that is new.</summary>
    public void Object(object? value, int position) => Take(value switch
    {
        string text => TextHead + (2L * text.Length),
        byte[] bytes => TextHead + bytes.LongLength,
        PickleTuple tuple => Container + (8L * tuple.Items.Length),
        PickleList list => Container + ((long)Slot * list.Items.Count),
        PickleDict => Container,
        PickleTensor or PickleStorageView => Tensor,
        null or bool => 0,
        _ => Number * 2,
    }, position);

    /// <summary>Counts what a call may copy: its arguments may be long and may be given again and again.</summary>
    public void Arguments(object? arguments, int position)
    {
        if (arguments is PickleTuple tuple)
            Take(Container + tuple.Items.Take(16).Sum(Copy), position);
    }

    /// <summary>Counts bytes before they are copied out of the pickle.</summary>
    public void Bytes(long count, int position)
    {
        // More than there is cannot be copied: the reader says so, with the numbers.
        if (count > 0 && count <= origin.FileLength)
            Take(count, position);
    }

    private static long Copy(object? value) => value switch
    {
        string text => 2L * text.Length,
        byte[] bytes => 2L * bytes.LongLength,
        PickleTuple tuple => tuple.Items.Take(16).Sum(i => i is string text ? 4L * text.Length : 32)
            + (8L * tuple.Items.Length),
        PickleList list => (long)KeySlot * list.Items.Count,
        PickleDict dict => (long)KeySlot * dict.Count,
        _ => 0,
    };

    private void Take(long bytes, int position)
    {
        if (!memory.Take(bytes))
            throw origin.Bad(position, $"the pickle asks for {memory}.");
    }
}
