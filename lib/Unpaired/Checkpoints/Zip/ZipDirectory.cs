using System.Buffers.Binary;
using System.Text;

namespace Unpaired.Checkpoints.Zip;

/// <summary>
/// The directory of a zip archive (PKWARE APPNOTE 6.3.10): stored and deflated entries, data descriptors, zip64.
/// Every number is checked: sizes against the file, local headers against the directory, entries against each other.
/// </summary>
internal static class ZipDirectory
{
    private const uint LocalSignature = 0x04034b50;
    private const uint CentralSignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const uint End64Signature = 0x06064b50;
    private const uint Locator64Signature = 0x07064b50;
    private const int EndSize = 22;
    private const int LocatorSize = 20;
    private const int CentralSize = 46;
    private const int LocalSize = 30;
    private const int EntryBytes = 512; // of memory: name, record, their places in collections

    // Deflate cannot do better than 1032 : 1, so a larger claim is a lie about memory to come.
    private const long MaximumRatio = 1032;

    public static bool IsZip(MappedFile file) => file.Length >= 4 && U32(file, 0) is LocalSignature or EndSignature;

    /// <summary>All entries by name, in the order of the directory.</summary>
    /// <exception cref="CheckpointFormatException">
    /// Damaged, truncated, encrypted, split, or with overlapping entries.
    /// </exception>
    public static OrderedDictionary<string, ZipEntry> Read(MappedFile file, MemoryBudget memory)
    {
        long end = FindEnd(file);
        var (offset, size, count) = Bounds(file, end);
        var entries = new OrderedDictionary<string, ZipEntry>();
        long at = offset;
        for (long i = 0; i < count; i++)
        {
            if (!memory.Take(EntryBytes))
                throw file.Bad(at, $"the zip directory asks for {memory}.");
            var (entry, next) = ReadEntry(file, at, offset + size, offset);
            if (!entries.TryAdd(entry.Name, entry))
                throw file.Bad(at, $"the archive lists '{Text.Printable(entry.Name)}' twice.");
            at = next;
        }

        if (at != offset + size)
            throw file.Bad(at, $"the zip directory should end at {offset + size}, its {count} entries end at {at}.");
        RefuseOverlaps(file, entries.Values);
        return entries;
    }

    private static long FindEnd(MappedFile file)
    {
        long first = Math.Max(0, file.Length - EndSize - ushort.MaxValue);
        for (long at = file.Length - EndSize; at >= first; at--)
        {
            if (U32(file, at) == EndSignature && at + EndSize + U16(file, at + 20) == file.Length)
                return at;
        }

        throw file.Bad(file.Length, "the zip directory is missing from the end of the file. "
            + "The file is truncated; is the download complete?");
    }

    private static (long Offset, long Size, long Count) Bounds(MappedFile file, long end)
    {
        long count = U16(file, end + 10), size = U32(file, end + 12), offset = U32(file, end + 16);
        long limit = end;
        if (U16(file, end + 4) is not (0 or ushort.MaxValue))
            throw file.Bad(end + 4, "an archive split over several files cannot be read.");
        if (end >= LocatorSize && U32(file, end - LocatorSize) == Locator64Signature)
        {
            long end64 = I64(file, end - LocatorSize + 8);
            if (end64 < 0 || end64 > end - LocatorSize - 56 || U32(file, end64) != End64Signature)
                throw file.Bad(end - LocatorSize + 8, $"the zip64 directory should be at {end64}; it is not there.");
            count = I64(file, end64 + 32);
            size = I64(file, end64 + 40);
            offset = I64(file, end64 + 48);
            limit = end64;
        }

        if (offset < 0 || size < 0 || offset > limit - size)
            throw file.Bad(end, $"the zip directory ({size} bytes at {offset}) does not fit in front of {limit}.");
        if (count < 0 || count > size / CentralSize)
            throw file.Bad(end, $"{count} zip entries cannot fit in a directory of {size} bytes.");
        return (offset, size, count);
    }

    private static (ZipEntry Entry, long Next) ReadEntry(MappedFile file, long at, long end, long dataEnd)
    {
        if (at > end - CentralSize || U32(file, at) != CentralSignature)
            throw file.Bad(at, "expected an entry of the zip directory, found something else.");
        int flags = U16(file, at + 8), method = U16(file, at + 10);
        uint crc = U32(file, at + 16);
        long stored = U32(file, at + 20), size = U32(file, at + 24), local = U32(file, at + 42);
        int nameLength = U16(file, at + 28), extraLength = U16(file, at + 30), commentLength = U16(file, at + 32);
        long next = at + CentralSize + nameLength + extraLength + commentLength;
        if (next > end)
            throw file.Bad(at, "an entry of the zip directory runs past the end of the directory.");
        var nameBytes = file.Span(at + CentralSize, nameLength);
        string name = Encoding.UTF8.GetString(nameBytes);
        string shown = Text.Printable(name);
        if ((flags & 1) != 0)
            throw file.Bad(at + 8, $"entry '{shown}' is encrypted.");
        if (method is not (0 or 8))
            throw file.Bad(at + 10, $"entry '{shown}' uses compression method {method}; only 0 (stored) and 8 "
                + $"(deflate) are read.");
        Widen(file, at + CentralSize + nameLength, extraLength, ref size, ref stored, ref local);
        if (method == 0 ? stored != size : size / MaximumRatio > stored)
            throw file.Bad(at + 20, $"entry '{shown}' claims {size} bytes from {stored} stored ones.");
        if (local < 0 || local > dataEnd - LocalSize || U32(file, local) != LocalSignature)
            throw file.Bad(at + 42, $"entry '{shown}' should begin at {local}; there is no entry there.");
        int localName = U16(file, local + 26), localExtra = U16(file, local + 28);
        long data = local + LocalSize + localName + localExtra;
        if (stored < 0 || data > dataEnd - stored)
            throw file.Bad(local, $"entry '{shown}' needs {stored} bytes at {data}, the directory begins at "
                + $"{dataEnd}.");
        if (!file.Span(local + LocalSize, localName).SequenceEqual(nameBytes))
            throw file.Bad(local + LocalSize, $"entry '{shown}' has another name in front of its data.");
        if (U16(file, local + 8) != method)
            throw file.Bad(local + 8, $"entry '{shown}' has another compression method in front of its data.");
        uint localCrc = U32(file, local + 14);
        if (localCrc != crc && localCrc != 0) // 0: a data descriptor behind the data has it
        {
            throw file.Bad(local + 14, $"entry '{shown}' has the checksum {localCrc:x8} in front of its data and "
                + $"{crc:x8} in the directory.");
        }

        return (new ZipEntry(name, data, stored, size, method == 8, crc), next);
    }

    /// <summary>Takes the 64-bit numbers from the zip64 extra field where the 32-bit ones are all ones.</summary>
    private static void Widen(MappedFile file, long at, int length, ref long size, ref long stored, ref long local)
    {
        long end = at + length;
        while (at <= end - 4)
        {
            int id = U16(file, at), fieldLength = U16(file, at + 2);
            long field = at + 4, fieldEnd = field + fieldLength;
            if (fieldEnd > end)
                throw file.Bad(at, "an extra field of a zip entry runs past its end.");
            if (id == 1)
            {
                foreach (int which in (ReadOnlySpan<int>)[0, 1, 2])
                {
                    ref long value = ref (which == 0 ? ref size : ref which == 1 ? ref stored : ref local);
                    if (value != uint.MaxValue)
                        continue;
                    if (field > fieldEnd - 8)
                        throw file.Bad(at, "a zip64 field is too short for the numbers that it must hold.");
                    value = I64(file, field);
                    if (value < 0)
                        throw file.Bad(field, $"a zip64 number is negative ({value}).");
                    field += 8;
                }
            }

            at = fieldEnd;
        }
    }

    private static void RefuseOverlaps(MappedFile file, IEnumerable<ZipEntry> entries)
    {
        ZipEntry? before = null;
        foreach (var entry in entries.OrderBy(e => e.DataOffset).ThenBy(e => e.StoredSize))
        {
            if (before is not null && entry.DataOffset < before.DataOffset + before.StoredSize)
            {
                throw file.Bad(entry.DataOffset, $"entries '{Text.Printable(before.Name)}' and "
                    + $"'{Text.Printable(entry.Name)}' overlap.");
            }

            before = entry;
        }
    }

    private static int U16(MappedFile file, long at) => BinaryPrimitives.ReadUInt16LittleEndian(file.Span(at, 2));

    private static uint U32(MappedFile file, long at) => BinaryPrimitives.ReadUInt32LittleEndian(file.Span(at, 4));

    private static long I64(MappedFile file, long at) => BinaryPrimitives.ReadInt64LittleEndian(file.Span(at, 8));
}
