using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Unpaired.Metrics.Numpy;

/// <summary>Reads and writes .npy data: a magic string, a header that names type, order and shape, raw
/// elements.</summary>
/// <remarks>
/// Versions 1.0, 2.0 and 3.0. Numbers and booleans only: arrays of Python objects hold a pickle, which is never read.
/// Nothing in a file is executed, and no memory is taken before the header's sizes fit the file's length.
/// </remarks>
public static partial class NumpyFile
{
    private const int Alignment = 64;
    private const int LongestHeader = 1 << 16;
    private static readonly byte[] Magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads an array.</summary>
    /// <param name="bytes">A whole .npy file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">Damaged, something else, or elements that are no numbers.</exception>
    public static NumpyArray Read(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length < 10 || !bytes[..6].SequenceEqual(Magic))
            throw Bad(name, "the magic string of a .npy file", $"{bytes.Length} bytes of something else");
        int version = bytes[6];
        if (version is < 1 or > 3) throw Bad(name, "format version 1, 2 or 3", $"{version}");
        int start = version == 1 ? 10 : 12;
        if (bytes.Length < start) throw Bad(name, "a header", "the end of the file");
        long length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (length > LongestHeader || start + length > bytes.Length)
            throw Bad(name, $"a header of at most {LongestHeader} bytes inside the file", $"one of {length}");
        string header = Encoding.UTF8.GetString(bytes.Slice(start, (int)length));
        var match = HeaderForm().Match(header);
        if (!match.Success)
            throw Bad(name, "a header {'descr': 'TYPE', 'fortran_order': BOOL, 'shape': (SIZES)} of numbers", header.Trim());
        var type = NumpyType.Parse(match.Groups["descr"].Value)
            ?? throw Bad(name, "elements of f2, f4, f8, i1 to i8, u1 to u8 or b1", $"'{match.Groups["descr"].Value}'");
        long[] shape = Shape(match.Groups["shape"].Value, name);
        var data = bytes[(start + (int)length)..];
        decimal count = shape.Aggregate(1m, (product, side) => product * side);
        if (count * type.Size != data.Length)
            throw Bad(name, $"{count} elements of {type.Size} bytes", $"{data.Length} bytes");
        double[] values = new double[(int)count];
        for (int i = 0; i < values.Length; i++) values[i] = type.Number(data.Slice(i * type.Size, type.Size));
        bool columns = match.Groups["fortran"].Value == "True" && shape.Length > 1;
        return new NumpyArray(shape, columns ? Transposed(values, shape) : values);
    }

    /// <summary>An array as NumPy itself writes it: float64, little-endian, format version 1.0.</summary>
    /// <exception cref="ArgumentException">Another number of values than the shape says.</exception>
    public static byte[] Write(NumpyArray array)
    {
        if (array.Shape.Aggregate(1L, (product, side) => product * side) != array.Values.Length)
            throw new ArgumentException($"Shape {array} does not hold {array.Values.Length} values.", nameof(array));
        string fields = $"{{'descr': '<f8', 'fortran_order': False, 'shape': {array}, }}";
        int length = fields.Length + 1;
        length += (Alignment - ((10 + length) % Alignment)) % Alignment;
        byte[] bytes = new byte[10 + length + (8 * array.Values.Length)];
        Magic.CopyTo(bytes, 0);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), checked((ushort)length));
        Encoding.ASCII.GetBytes(fields.PadRight(length - 1) + "\n").CopyTo(bytes, 10);
        var data = bytes.AsSpan(10 + length);
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(array.Values.AsSpan()).CopyTo(data);
            return bytes;
        }
        for (int i = 0; i < array.Values.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(data[(8 * i)..], array.Values[i]);
        return bytes;
    }

    internal static InvalidDataException Bad(string name, string expected, string found) =>
        new($"{name}: expected {expected}; found {found}.");

    private static long[] Shape(string text, string name)
    {
        string[] sides = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        long[] shape = new long[sides.Length];
        for (int i = 0; i < sides.Length; i++)
        {
            if (!long.TryParse(sides[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i])
                || shape[i] > int.MaxValue)
                throw Bad(name, "sizes up to 2147483647", sides[i]);
        }
        if (shape.Length > 32) throw Bad(name, "at most 32 dimensions", $"{shape.Length}");
        return shape;
    }

    /// <summary>Columns-first values, rows first.</summary>
    private static double[] Transposed(double[] values, long[] shape)
    {
        double[] rows = new double[values.Length];
        long[] strides = new long[shape.Length];
        for (long stride = 1, axis = 0; axis < shape.Length; stride *= shape[axis++]) strides[axis] = stride;
        long[] place = new long[shape.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            long from = 0;
            for (int axis = 0; axis < shape.Length; axis++) from += place[axis] * strides[axis];
            rows[i] = values[from];
            for (int axis = shape.Length - 1; axis >= 0 && ++place[axis] == shape[axis]; axis--) place[axis] = 0;
        }
        return rows;
    }

    [GeneratedRegex(@"^\s*\{\s*'descr'\s*:\s*'(?<descr>[^']{1,8})'\s*,\s*'fortran_order'\s*:\s*(?<fortran>True|False)\s*,"
        + @"\s*'shape'\s*:\s*\((?<shape>[0-9,\s]*)\)\s*,?\s*\}\s*$")]
    private static partial Regex HeaderForm();
}
