using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unpaired.Checkpoints.Zip;

/// <summary>
/// The zip format's checksum (polynomial 0xEDB88320, reflected). With carry-less multiplication it folds 64 bytes at a
/// time (Gopal et al., "Fast CRC computation using PCLMULQDQ", Intel 2009); elsewhere eight tables.
/// </summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[][] tables = MakeTables();

    /// <summary>Continues a checksum.</summary>
    /// <param name="crc">0 at the beginning, or the checksum so far.</param>
    /// <param name="data">More bytes.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        if (Pclmulqdq.IsSupported && data.Length >= 128)
        {
            int folded = data.Length & ~15;
            crc = ~FoldedTail(Fold(~crc, data[..folded]), data[folded..]);
            return crc;
        }

        return ~Tables(~crc, data);
    }

    /// <summary>The same by tables alone, on every machine.</summary>
    public static uint AppendByTables(uint crc, ReadOnlySpan<byte> data) => ~Tables(~crc, data);

    private static uint FoldedTail(uint state, ReadOnlySpan<byte> rest) => Tables(state, rest);

    private static uint Tables(uint state, ReadOnlySpan<byte> data)
    {
        while (data.Length >= 8)
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ state;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            state = tables[7][low & 0xFF] ^ tables[6][(low >> 8) & 0xFF]
                ^ tables[5][(low >> 16) & 0xFF] ^ tables[4][low >> 24]
                ^ tables[3][high & 0xFF] ^ tables[2][(high >> 8) & 0xFF]
                ^ tables[1][(high >> 16) & 0xFF] ^ tables[0][high >> 24];
            data = data[8..];
        }

        foreach (byte b in data)
            state = tables[0][(state ^ b) & 0xFF] ^ (state >> 8);
        return state;
    }

    /// <summary>Whole 16-byte blocks, at least 64 bytes. Optimised at once: the first file would be read with code
    /// that is many times slower.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Fold(uint state, ReadOnlySpan<byte> data)
    {
        // x^n mod P for the distances folded over, bit-reflected: 512+64 / 512, then 128+64 / 128 bits.
        var far = Vector128.Create(0x0154442bd4UL, 0x01c6e41596UL);
        var near = Vector128.Create(0x01751997d0UL, 0x00ccaa009eUL);
        var blocks = MemoryMarshal.Cast<byte, Vector128<ulong>>(data);
        var a = blocks[0] ^ Vector128.CreateScalar((ulong)state);
        var b = blocks[1];
        var c = blocks[2];
        var d = blocks[3];
        int i = 4;
        for (; i + 4 <= blocks.Length; i += 4)
        {
            a = Step(a, far) ^ blocks[i];
            b = Step(b, far) ^ blocks[i + 1];
            c = Step(c, far) ^ blocks[i + 2];
            d = Step(d, far) ^ blocks[i + 3];
        }

        a = Step(a, near) ^ b;
        a = Step(a, near) ^ c;
        a = Step(a, near) ^ d;
        for (; i < blocks.Length; i++)
            a = Step(a, near) ^ blocks[i];

        // The 128 remaining bits are a message of their own: 16 table steps cost nothing beside the loop.
        Span<byte> rest = stackalloc byte[16];
        a.AsByte().CopyTo(rest);
        return Tables(0, rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Step(Vector128<ulong> value, Vector128<ulong> constants) =>
        Pclmulqdq.CarrylessMultiply(value, constants, 0x00) ^ Pclmulqdq.CarrylessMultiply(value, constants, 0x11);

    private static uint[][] MakeTables()
    {
        var result = new uint[8][];
        for (int t = 0; t < 8; t++)
            result[t] = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            uint value = n;
            for (int bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
            result[0][n] = value;
        }

        for (int t = 1; t < 8; t++)
        {
            for (int n = 0; n < 256; n++)
                result[t][n] = result[0][result[t - 1][n] & 0xFF] ^ (result[t - 1][n] >> 8);
        }

        return result;
    }
}
