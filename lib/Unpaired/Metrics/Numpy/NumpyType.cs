using System.Buffers.Binary;

namespace Unpaired.Metrics.Numpy;

/// <summary>An element type of NumPy: '&lt;f8' and its like.</summary>
/// <param name="Kind">f, i, u or b.</param>
/// <param name="Size">Bytes.</param>
/// <param name="IsBigEndian">Whether the first byte is the highest.</param>
internal sealed record NumpyType(char Kind, int Size, bool IsBigEndian)
{
    /// <summary>Null for anything that is no number.</summary>
    internal static NumpyType? Parse(string text)
    {
        if (text.Length != 3 || !"<>|=".Contains(text[0], StringComparison.Ordinal)) return null;
        return text[1..] is "f2" or "f4" or "f8" or "i1" or "i2" or "i4" or "i8" or "u1" or "u2" or "u4" or "u8" or "b1"
            ? new NumpyType(text[1], text[2] - '0', text[0] == '>' || (text[0] == '=' && !BitConverter.IsLittleEndian))
            : null;
    }

    /// <summary>The value of an element's bytes.</summary>
    internal double Number(ReadOnlySpan<byte> bytes)
    {
        Span<byte> little = stackalloc byte[8];
        bytes.CopyTo(little);
        if (IsBigEndian) little[..Size].Reverse();
        return (Kind, Size) switch
        {
            ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(little),
            ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(little),
            ('f', _) => BinaryPrimitives.ReadDoubleLittleEndian(little),
            ('i', 1) => (sbyte)little[0],
            ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(little),
            ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(little),
            ('i', _) => BinaryPrimitives.ReadInt64LittleEndian(little),
            ('b', _) => little[0] == 0 ? 0 : 1,
            _ => BinaryPrimitives.ReadUInt64LittleEndian(little),
        };
    }
}
