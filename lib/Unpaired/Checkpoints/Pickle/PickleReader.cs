using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Unpaired.Checkpoints.Pickle;

/// <summary>Numbers and strings out of a pickle, never beyond its end.</summary>
internal ref struct PickleReader(ReadOnlySpan<byte> data, PickleOrigin origin)
{
    private static readonly UTF8Encoding strictUtf8 = new(false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> data = data;

    public int Position { get; private set; }

    public readonly PickleOrigin Origin => origin;

    public readonly int Length => data.Length;

    public byte Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    public object Integer(long length)
    {
        if (length > 1024)
            throw Bad($"an integer of {length} bytes.");
        var value = new BigInteger(Take(length));
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    public string Utf8(long length)
    {
        try
        {
            return strictUtf8.GetString(Take(length));
        }
        catch (DecoderFallbackException)
        {
            throw Bad("a string is not UTF-8.");
        }
    }

    /// <summary>A Python 2 byte string, which nearly always is text.</summary>
    public string ByteString(long length)
    {
        var bytes = Take(length);
        return System.Text.Unicode.Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : Encoding.Latin1.GetString(bytes);
    }

    public byte[] Bytes(long length) => Take(length).ToArray();

    public string Line()
    {
        const int longest = 1024;
        var rest = data[Position..];
        int end = rest[..Math.Min(rest.Length, longest)].IndexOf((byte)'\n');
        if (end < 0)
            throw Bad("a name without an end.");
        string line = Encoding.UTF8.GetString(rest[..end]);
        Position += end + 1;
        return line;
    }

    public readonly CheckpointFormatException Bad(string message) => origin.Bad(Position, message);

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > data.Length - Position)
            throw Bad($"expected {count} more bytes of pickled data, {data.Length - Position} are left. Truncated or "
                + $"damaged.");
        var result = data.Slice(Position, (int)count);
        Position += (int)count;
        return result;
    }
}
