using System.Buffers.Binary;
using System.Text;

namespace Unpaired.Checkpoints.Pickle;

/// <summary>numpy scalars, which creep into checkpoints as best scores and learning rates.</summary>
internal static class PickleNumpy
{
    /// <summary>The number as a bool, long or double; null if the arguments are not a numpy scalar's.</summary>
    public static object? Scalar(object?[] args)
    {
        if (args is not [PickleNumpyType { Code: var code, BigEndian: var big }, var raw])
            return null;
        byte[]? bytes = raw switch
        {
            byte[] b => b,
            string s when Ascii.IsValid(s) => Encoding.ASCII.GetBytes(s), // Python 2
            _ => null,
        };
        if (bytes is null || code.Length != 2 || bytes.Length != code[1] - '0')
            return null;
        if (big)
            bytes = [.. bytes.Reverse()];
        return code switch
        {
            "b1" => bytes[0] != 0,
            "i1" => (long)(sbyte)bytes[0],
            "u1" => (long)bytes[0],
            "i2" => (long)BinaryPrimitives.ReadInt16LittleEndian(bytes),
            "i4" => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes),
            "u4" => (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            "i8" => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            "f2" => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            "f4" => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes),
            "f8" => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            _ => null,
        };
    }
}
