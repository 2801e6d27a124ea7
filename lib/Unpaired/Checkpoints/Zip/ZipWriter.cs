using System.Buffers.Binary;
using System.Text;
using TorchSharp;

namespace Unpaired.Checkpoints.Zip;

/// <summary>
/// Writes zip archives as PyTorch does: stored entries whose data begin at multiples of 64 bytes, so that a reader may
/// map them. No timestamps, so equal content gives equal files. Zip64 numbers where 32 bits are too few.
/// </summary>
/// <param name="stream">Receives the archive; must know its position.</param>
/// <param name="largeFrom">Sizes and offsets from here on are written as 64-bit numbers.</param>
internal sealed class ZipWriter(Stream stream, long largeFrom = uint.MaxValue)
{
    private const int Alignment = 64;
    private const ushort PaddingField = 0x4246; // "FB", the id PyTorch uses
    private const ushort Utf8Names = 0x0800;
    private const ushort FirstOfJanuary1980 = 0x0021;

    private readonly List<(byte[] Name, long Local, long Size, uint Crc)> entries = [];

    public void Add(string name, ReadOnlySpan<byte> content)
    {
        WriteLocalHeader(name, content.Length, Crc32.Append(0, content));
        stream.Write(content);
    }

    /// <summary>Adds the memory of a contiguous tensor on the CPU.</summary>
    public void Add(string name, torch.Tensor tensor)
    {
        uint crc = 0;
        long size = 0;
        TensorMemory.Visit(tensor, (bytes, _) =>
        {
            crc = Crc32.Append(crc, bytes);
            size += bytes.Length;
        });
        WriteLocalHeader(name, size, crc);
        TensorMemory.Visit(tensor, (bytes, _) => stream.Write(bytes));
    }

    /// <summary>Writes the directory; nothing can be added afterwards.</summary>
    public void Finish()
    {
        long start = stream.Position;
        foreach (var (name, local, size, crc) in entries)
            WriteCentralHeader(name, local, size, crc);
        long length = stream.Position - start;
        bool large = entries.Count >= ushort.MaxValue || start + length >= largeFrom;
        if (large)
            WriteEnd64(start, length);
        using var end = new MemoryStream();
        var writer = new BinaryWriter(end);
        ushort count = large ? ushort.MaxValue : (ushort)entries.Count;
        writer.Write(0x06054b50u);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write(count);
        writer.Write(count);
        writer.Write(large ? uint.MaxValue : (uint)length);
        writer.Write(large ? uint.MaxValue : (uint)start);
        writer.Write((ushort)0);
        stream.Write(end.ToArray());
    }

    private void WriteLocalHeader(string name, long size, uint crc)
    {
        byte[] nameBytes = Encoding.UTF8.GetBytes(name);
        bool large = size >= largeFrom;
        entries.Add((nameBytes, stream.Position, size, crc));
        using var header = new MemoryStream();
        var writer = new BinaryWriter(header);
        writer.Write(0x04034b50u);
        WriteCommon(writer, size, crc, large);
        writer.Write((ushort)nameBytes.Length);
        int before = 30 + nameBytes.Length + (large ? 20 : 0) + 4;
        int padding = (int)((Alignment - ((stream.Position + before) % Alignment)) % Alignment);
        writer.Write((ushort)((large ? 20 : 0) + 4 + padding));
        writer.Write(nameBytes);
        if (large)
            WriteField64(writer, size, size);
        writer.Write(PaddingField);
        writer.Write((ushort)padding);
        writer.Write(new byte[padding].AsSpan());
        stream.Write(header.ToArray());
    }

    private void WriteCentralHeader(byte[] name, long local, long size, uint crc)
    {
        bool large = size >= largeFrom;
        bool far = local >= largeFrom;
        using var header = new MemoryStream();
        var writer = new BinaryWriter(header);
        writer.Write(0x02014b50u);
        writer.Write((ushort)0);
        WriteCommon(writer, size, crc, large);
        writer.Write((ushort)name.Length);
        int numbers = (large ? 16 : 0) + (far ? 8 : 0);
        writer.Write((ushort)(numbers == 0 ? 0 : numbers + 4));
        writer.Write((ushort)0); // comment
        writer.Write((ushort)0); // disk
        writer.Write((ushort)0); // internal attributes
        writer.Write(0u); // external attributes
        writer.Write(far ? uint.MaxValue : (uint)local);
        writer.Write(name);
        if (numbers > 0)
            WriteField64(writer, large ? [size, size, .. far ? [local] : Array.Empty<long>()] : [local]);
        stream.Write(header.ToArray());
    }

    private static void WriteCommon(BinaryWriter writer, long size, uint crc, bool large)
    {
        writer.Write((ushort)(large ? 45 : 20)); // version needed
        writer.Write(Utf8Names);
        writer.Write((ushort)0); // stored
        writer.Write((ushort)0); // midnight
        writer.Write(FirstOfJanuary1980);
        writer.Write(crc);
        writer.Write(large ? uint.MaxValue : (uint)size);
        writer.Write(large ? uint.MaxValue : (uint)size);
    }

    private static void WriteField64(BinaryWriter writer, params ReadOnlySpan<long> numbers)
    {
        writer.Write((ushort)1);
        writer.Write((ushort)(8 * numbers.Length));
        foreach (long number in numbers)
            writer.Write(number);
    }

    private void WriteEnd64(long start, long length)
    {
        long at = stream.Position;
        Span<byte> end = stackalloc byte[56 + 20];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06064b50);
        BinaryPrimitives.WriteInt64LittleEndian(end[4..], 44);
        BinaryPrimitives.WriteUInt16LittleEndian(end[12..], 45);
        BinaryPrimitives.WriteUInt16LittleEndian(end[14..], 45);
        BinaryPrimitives.WriteInt64LittleEndian(end[24..], entries.Count);
        BinaryPrimitives.WriteInt64LittleEndian(end[32..], entries.Count);
        BinaryPrimitives.WriteInt64LittleEndian(end[40..], length);
        BinaryPrimitives.WriteInt64LittleEndian(end[48..], start);
        BinaryPrimitives.WriteUInt32LittleEndian(end[56..], 0x07064b50);
        BinaryPrimitives.WriteInt64LittleEndian(end[64..], at);
        BinaryPrimitives.WriteUInt32LittleEndian(end[72..], 1);
        stream.Write(end);
    }
}
