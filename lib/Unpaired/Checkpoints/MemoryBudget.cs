namespace Unpaired.Checkpoints;

/// <summary>
/// What reading a file may take in memory, counted before it is taken: four times the file and 48 MB. Real checkpoints
/// need little more than their own size; a small file that asks for more is damaged or hostile.
/// </summary>
/// <param name="fileLength">Bytes of the file.</param>
internal sealed class MemoryBudget(long fileLength)
{
    private const long BaseBytes = 48L << 20;
    private readonly long most = BaseBytes + (4 * fileLength);
    private long taken;

    /// <summary>Takes a part.</summary>
    /// <param name="bytes">About what the next allocation needs, not below 0.</param>
    /// <returns>False if it is more than what is left.</returns>
    public bool Take(long bytes)
    {
        if (bytes > most - taken)
            return false;
        taken += bytes;
        return true;
    }

    /// <summary>For messages.</summary>
    public override string ToString() => $"more than {Text.Bytes(most)} for a file of {Text.Bytes(fileLength)}: "
        + "this is no checkpoint";
}
