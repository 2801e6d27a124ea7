using System.Buffers.Binary;

namespace Unpaired.Tests.Checkpoints.Fuzzing;

/// <summary>Damages bytes, always the same way for the same number.</summary>
/// <param name="number">Of the case.</param>
internal sealed class FuzzMutator(int number)
{
    private static readonly long[] lengths =
    [
        0, 1, -1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
        0x100000000, long.MaxValue, long.MinValue, 0x3fffffffffffffff, 1_000_000, 100_000_000,
    ];

    private static readonly byte[][] opcodes =
    [
        .. "()0125.NJKMGXTUBC]}ltdaesuhjqrcRbQiPIFLVo".Select(c => new[] { (byte)c }),
        .. new byte[] { 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f,
            0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98 }.Select(b => new[] { b }),
        "cos\nsystem\n"u8.ToArray(), "(ios\nsystem\n"u8.ToArray(), "ccollections\nOrderedDict\n)R"u8.ToArray(),
        "ctorch._utils\n_rebuild_tensor_v2\n"u8.ToArray(), "c_codecs\nencode\n"u8.ToArray(),
        "cbuiltins\nset\n"u8.ToArray(), "ctorch\nSize\n"u8.ToArray(), "h\0h\0h\0h\0"u8.ToArray(),
        "]q\0h\0a"u8.ToArray(),
    ];

    private static readonly byte[][] signatures =
        ["PK\x03\x04"u8.ToArray(), "PK\x01\x02"u8.ToArray(), "PK\x05\x06"u8.ToArray(), "PK\x06\x06"u8.ToArray()];

    private static readonly byte[][] json =
    [
        "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(), ","u8.ToArray(), "\""u8.ToArray(),
        "-1"u8.ToArray(), "0"u8.ToArray(), "9"u8.ToArray(), "1e9"u8.ToArray(), "9223372036854775807"u8.ToArray(),
        "null"u8.ToArray(), "\"F64\""u8.ToArray(), "\"\\ud800\""u8.ToArray(), "{\"a\":1}"u8.ToArray(), " "u8.ToArray(),
    ];

    private readonly Random random = new(number);

    /// <summary>What is edited beside plain bytes.</summary>
    public enum Special
    {
        /// <summary>Fields of zip headers.</summary>
        ZipHeaders,

        /// <summary>Opcodes of a pickle.</summary>
        Opcodes,

        /// <summary>Tokens of JSON in the first kilobyte.</summary>
        Json,
    }

    /// <summary>One of several things.</summary>
    public T Choose<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    /// <summary>One to four damages.</summary>
    /// <param name="original">Stays as it is.</param>
    /// <param name="special">What to edit beside plain bytes.</param>
    public byte[] Damage(byte[] original, Special special)
    {
        var bytes = original.ToList();
        for (int left = random.Next(4) == 0 ? random.Next(2, 5) : 1; left > 0 && bytes.Count > 0; left--)
            DamageOnce(bytes, special);
        return [.. bytes];
    }

    private void DamageOnce(List<byte> bytes, Special special)
    {
        int at = random.Next(bytes.Count);
        switch (random.Next(12))
        {
            case 0 or 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: bytes[at] = (byte)random.Next(256); break;
            case 3: bytes.RemoveRange(at, bytes.Count - at); break;
            case 4: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
            case 5: bytes.InsertRange(random.Next(bytes.Count), Piece(bytes, at)); break;
            case 6: Overwrite(bytes, random.Next(bytes.Count), Piece(bytes, at)); break;
            case 7 or 8: EditLength(bytes, at); break;
            default: DamageSpecially(bytes, special); break;
        }
    }

    private void DamageSpecially(List<byte> bytes, Special special)
    {
        switch (special)
        {
            case Special.ZipHeaders:
                EditHeader(bytes);
                break;
            case Special.Opcodes:
                Edit(bytes, random.Next(bytes.Count), Choose(opcodes));
                break;
            default:
                Edit(bytes, random.Next(Math.Min(bytes.Count, 1024)), Choose(json));
                break;
        }
    }

    /// <summary>Puts something before or in place of what is there.</summary>
    private void Edit(List<byte> bytes, int at, byte[] piece)
    {
        if (random.Next(2) == 0)
            bytes.InsertRange(at, piece);
        else
            Overwrite(bytes, at, piece);
    }

    private void EditHeader(List<byte> bytes)
    {
        byte[] signature = Choose(signatures);
        var found = Enumerable.Range(0, Math.Max(0, bytes.Count - 3))
            .Where(i => bytes[i] == 'P' && bytes[i + 2] == signature[2] && bytes[i + 1] == 'K').ToList();
        if (found.Count == 0)
            return;
        int at = Choose(found) + random.Next(4, 46);
        if (random.Next(2) == 0)
            EditLength(bytes, Math.Min(at, bytes.Count - 1));
        else if (at < bytes.Count)
            bytes[at] = (byte)random.Next(256);
    }

    private void EditLength(List<byte> bytes, int at)
    {
        long value = random.Next(3) == 0 ? random.Next(-3, 4) + bytes[at] : Choose(lengths);
        byte[] whole = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(whole, value);
        Overwrite(bytes, at, whole[..(1 << random.Next(4))]);
    }

    private byte[] Piece(List<byte> bytes, int at) =>
        [.. bytes.GetRange(at, Math.Min(random.Next(1, 65), bytes.Count - at))];

    private static void Overwrite(List<byte> bytes, int at, byte[] piece)
    {
        for (int i = 0; i < piece.Length && at + i < bytes.Count; i++)
            bytes[at + i] = piece[i];
    }
}
