using System.IO.Compression;
using TorchSharp;

namespace Unpaired.Checkpoints.Zip;

/// <summary>The content of zip entries, checked against their size and checksum.</summary>
internal static class ZipEntryReader
{
    // Small enough to be in the processor's cache when its checksum is computed.
    private const int Piece = 1 << 18;

    /// <summary>A small entry as bytes.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="entry">One of its entries.</param>
    /// <param name="most">Refuse anything longer.</param>
    public static byte[] ReadBytes(MappedFile file, ZipEntry entry, long most)
    {
        if (entry.Size > most)
            throw file.Bad(entry.DataOffset, $"entry '{Text.Printable(entry.Name)}' has {entry.Size} bytes; at most "
                + $"{most} are read.");
        byte[] result = new byte[entry.Size];
        if (entry.Deflated)
        {
            using var inflater = new Inflater(file, entry);
            inflater.Read(result);
            inflater.End();
        }
        else
        {
            file.Span(entry.DataOffset, entry.Size).CopyTo(result);
        }

        CheckCrc(file, entry, Crc32.Append(0, result));
        return result;
    }

    /// <summary>A stored entry where it lies in the file.</summary>
    public static ReadOnlySpan<byte> Stored(MappedFile file, ZipEntry entry)
    {
        var result = file.Span(entry.DataOffset, entry.Size);
        CheckCrc(file, entry, Crc32.Append(0, result));
        return result;
    }

    /// <summary>Fills a tensor with an entry of exactly its size: one pass over the file, one copy.</summary>
    public static void Fill(MappedFile file, ZipEntry entry, torch.Tensor tensor)
    {
        uint crc = 0;
        using var inflater = entry.Deflated ? new Inflater(file, entry) : null;
        TensorMemory.Visit(tensor, (bytes, offset) =>
        {
            for (int at = 0; at < bytes.Length; at += Piece)
            {
                var piece = bytes[at..Math.Min(bytes.Length, at + Piece)];
                if (inflater is not null)
                    inflater.Read(piece);
                else
                    file.Copy(entry.DataOffset + offset + at, piece);
                crc = Crc32.Append(crc, piece);
            }
        });
        inflater?.End();
        CheckCrc(file, entry, crc);
    }

    private static void CheckCrc(MappedFile file, ZipEntry entry, uint found)
    {
        // 0 is what writers leave that were told not to spend time on checksums.
        if (entry.Crc != 0 && entry.Crc != found)
        {
            throw file.Bad(entry.DataOffset, $"entry '{Text.Printable(entry.Name)}' is damaged: "
                + $"its checksum should be {entry.Crc:x8}, its bytes have {found:x8}.");
        }
    }

    /// <summary>Decompresses no more than the entry says, and complains about less.</summary>
    private sealed class Inflater(MappedFile file, ZipEntry entry) : IDisposable
    {
        private readonly DeflateStream stream =
            new(file.Stream(entry.DataOffset, entry.StoredSize), CompressionMode.Decompress);

        public void Read(Span<byte> bytes) =>
            Guard(bytes, static (s, b) => s.ReadAtLeast(b, b.Length, false) == b.Length);

        public void End() => Guard(stackalloc byte[1], static (s, b) => s.Read(b) == 0);

        public void Dispose() => stream.Dispose();

        private void Guard(Span<byte> bytes, Reader read)
        {
            try
            {
                if (read(stream, bytes))
                    return;
            }
            catch (InvalidDataException e)
            {
                throw new CheckpointFormatException(
                    file.Path, entry.DataOffset, $"entry '{Text.Printable(entry.Name)}' cannot be decompressed.", e);
            }

            throw file.Bad(entry.DataOffset, $"entry '{Text.Printable(entry.Name)}' does not decompress to "
                + $"the {entry.Size} bytes that the directory names.");
        }

        private delegate bool Reader(DeflateStream stream, Span<byte> bytes);
    }
}
