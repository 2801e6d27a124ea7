using System.Text;

namespace Unpaired.Kernel;

/// <summary>Replaces a whole text file, or leaves the old one as it was if anything fails.</summary>
internal static class WholeFile
{
    public static void Write(string path, string text)
    {
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string temporary = $"{full}.{Guid.NewGuid():N}.tmp"; // same folder, so the move is a rename
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary); // does nothing after a successful move
        }
    }
}
