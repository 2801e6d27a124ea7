using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Unpaired.Checkpoints;

/// <summary>
/// A file seen as memory. Every access is checked against the length that the file had when it was opened, so that
/// no number in a damaged file can reach outside. Not for files that another program shortens meanwhile.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private const int LeastRead = 1 << 16;
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly SafeFileHandle handle;
    private byte* start;

    private MappedFile(string path, FileStream stream)
    {
        Path = path;
        Length = stream.Length;
        handle = stream.SafeFileHandle;
        map = MemoryMappedFile.CreateFromFile(
            stream, mapName: null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        view = map.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += view.PointerOffset;
    }

    public string Path { get; }

    public long Length { get; }

    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="CheckpointFormatException">A folder, an empty file, or a device.</exception>
    public static MappedFile Open(string path)
    {
        if (Directory.Exists(path))
            throw new CheckpointFormatException(path, null, "expected a checkpoint file, found a folder.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: no such checkpoint file.", path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            if (!stream.CanSeek)
                throw new CheckpointFormatException(path, null, "expected a regular file, found a pipe or device.");
            if (stream.Length == 0)
                throw new CheckpointFormatException(path, 0, "the file is empty. Is the download complete?");
            return new MappedFile(path, stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="CheckpointFormatException">They reach beyond the end of the file.</exception>
    public ReadOnlySpan<byte> Span(long offset, long length)
    {
        Check(offset, length);
        if (length > int.MaxValue)
            throw Bad(offset, $"{length} bytes in one piece; the limit is {int.MaxValue}.");
        return new ReadOnlySpan<byte>(start + offset, (int)length);
    }

    /// <summary>
    /// Copies bytes. Many of them are read instead of taken from the map, whose pages would count as memory of this
    /// process until the file is closed.
    /// </summary>
    /// <exception cref="CheckpointFormatException">They reach beyond the end of the file.</exception>
    public void Copy(long offset, Span<byte> target)
    {
        Check(offset, target.Length);
        if (target.Length < LeastRead)
        {
            new ReadOnlySpan<byte>(start + offset, target.Length).CopyTo(target);
            return;
        }

        while (target.Length > 0)
        {
            int count = RandomAccess.Read(handle, target, offset);
            if (count == 0)
                throw Bad(offset, $"expected {target.Length} more bytes. Was the file shortened while it was read?");
            target = target[count..];
            offset += count;
        }
    }

    /// <summary>The same bytes as a stream, for decompression.</summary>
    public Stream Stream(long offset, long length)
    {
        Check(offset, length);
        return new UnmanagedMemoryStream(start + offset, length);
    }

    public CheckpointFormatException Bad(long offset, string message) => new(Path, offset, message);

    public void Dispose()
    {
        if (start == null)
            return;
        start = null;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        map.Dispose();
    }

    private void Check(long offset, long length)
    {
        ObjectDisposedException.ThrowIf(start == null, this);
        if (offset < 0 || length < 0 || offset > Length - length)
            throw Bad(offset, $"expected {length} more bytes, but the file ends at {Length}. It is truncated or "
                + $"damaged.");
    }
}
