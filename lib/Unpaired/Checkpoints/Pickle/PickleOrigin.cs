namespace Unpaired.Checkpoints.Pickle;

/// <summary>Where a pickle lies, for messages and limits.</summary>
/// <param name="Path">The file.</param>
/// <param name="Offset">Where in the file the pickle begins (its compressed form, if it is compressed).</param>
/// <param name="Compressed">Whether positions inside cannot be added to <paramref name="Offset"/>.</param>
/// <param name="FileLength">Bytes of the whole file, which bound what the pickle may ask for.</param>
internal sealed record PickleOrigin(string Path, long Offset, bool Compressed, long FileLength)
{
    public CheckpointFormatException Bad(long position, string message) => Compressed
        ? new(Path, Offset, $"at byte {position} of the pickle: {message}")
        : new(Path, Offset + position, message);
}
