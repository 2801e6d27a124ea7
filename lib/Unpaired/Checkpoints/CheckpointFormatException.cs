namespace Unpaired.Checkpoints;

/// <summary>A checkpoint cannot be read: damaged, truncated, unsafe, or not what was asked for.</summary>
public sealed class CheckpointFormatException : IOException
{
    /// <summary>Says what is wrong, where.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Position in the file in bytes, or null where the trouble has no position.</param>
    /// <param name="message">What was expected, what was found, and what to do.</param>
    /// <param name="inner">The cause, if another exception told.</param>
    public CheckpointFormatException(string path, long? offset, string message, Exception? inner = null)
        : base(offset is { } at ? $"{path}: at byte {at}: {message}" : $"{path}: {message}", inner)
    {
        Path = path;
        Offset = offset;
        Detail = message;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Position in the file in bytes, or null where the trouble has no position.</summary>
    public long? Offset { get; }

    /// <summary>The message without file and position.</summary>
    public string Detail { get; }
}
