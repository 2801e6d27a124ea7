namespace Unpaired.Data;

/// <summary>Replaces a whole file, or leaves the old one as it was if anything fails.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes aside in the same folder, flushes to the disk, then renames over <paramref name="path"/>. Whatever goes
    /// wrong (an exception in <paramref name="write"/>, a full disk, a file-size limit), the old file stays untouched
    /// and nothing is left beside it.
    /// </summary>
    /// <param name="path">
    /// The file to create or replace; its folder must exist. A symbolic link keeps its place: its target is replaced.
    /// </param>
    /// <param name="write">Writes the whole content. The stream can seek.</param>
    /// <exception cref="IOException">The disk is full, the folder is missing, the file cannot be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">No right to write in the folder.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var link = new FileInfo(path);
        string target = link.LinkTarget is null
            ? link.FullName
            : link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        string temporary = $"{target}.{Guid.NewGuid():N}.tmp"; // same folder, so the move is a rename
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            // Does nothing after a successful move; a missing folder has already been reported.
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }

    /// <summary>Writes text (UTF-8 without a byte-order mark) as <see cref="Write"/> does.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="text">Its whole content.</param>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
