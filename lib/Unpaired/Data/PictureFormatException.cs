namespace Unpaired.Data;

/// <summary>A file that should hold a picture and does not: the message says which, what was expected and what was
/// found.</summary>
public sealed class PictureFormatException : FormatException
{
    /// <summary>Makes the message <c>Picture 'path': problem</c>.</summary>
    /// <param name="path">The file, or the name that its bytes go by.</param>
    /// <param name="problem">What was expected and what was found.</param>
    /// <param name="inner">What went wrong underneath, if anything.</param>
    public PictureFormatException(string path, string problem, Exception? inner = null)
        : base($"Picture '{path}': {problem}", inner) => Path = path;

    /// <summary>The file, or the name that its bytes go by.</summary>
    public string Path { get; }
}
