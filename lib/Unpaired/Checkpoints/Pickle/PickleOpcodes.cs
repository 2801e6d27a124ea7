namespace Unpaired.Checkpoints.Pickle;

/// <summary>What follows an opcode.</summary>
internal enum PickleArgument
{
    None,
    UInt8,
    UInt16,
    Int32,
    UInt32,
    UInt64,
    Double,
    Line,
    TwoLines,
    Text8,
    Text32,
    Text64,
    Bytes8,
    Bytes32,
    Bytes64,
    Integer8,
    Integer32,
}

/// <summary>An opcode of Python's pickles.</summary>
/// <param name="Name">What Python's pickletools calls it.</param>
/// <param name="Argument">What follows it.</param>
/// <param name="Effect">What Python's loader does; null for putting a plain value or container on the stack.</param>
internal sealed record PickleOpcode(string Name, PickleArgument Argument, string? Effect = null);

/// <summary>All opcodes of protocols 0 to 5, those that no checkpoint has included.</summary>
internal static class PickleOpcodes
{
    internal const string LooksUp = "looks the name up and imports it", Calls = "calls it with the arguments before";

    /// <summary>By their byte.</summary>
    public static IReadOnlyDictionary<byte, PickleOpcode> All { get; } = new Dictionary<byte, PickleOpcode>
    {
        [(byte)'('] = new("MARK", PickleArgument.None),
        [(byte)'.'] = new("STOP", PickleArgument.None, "ends; what is on top is the result"),
        [(byte)'0'] = new("POP", PickleArgument.None),
        [(byte)'1'] = new("POP_MARK", PickleArgument.None),
        [(byte)'2'] = new("DUP", PickleArgument.None),
        [(byte)'F'] = new("FLOAT", PickleArgument.Line),
        [(byte)'G'] = new("BINFLOAT", PickleArgument.Double),
        [(byte)'I'] = new("INT", PickleArgument.Line),
        [(byte)'J'] = new("BININT", PickleArgument.Int32),
        [(byte)'K'] = new("BININT1", PickleArgument.UInt8),
        [(byte)'L'] = new("LONG", PickleArgument.Line),
        [(byte)'M'] = new("BININT2", PickleArgument.UInt16),
        [0x8a] = new("LONG1", PickleArgument.Integer8),
        [0x8b] = new("LONG4", PickleArgument.Integer32),
        [(byte)'N'] = new("NONE", PickleArgument.None),
        [0x88] = new("NEWTRUE", PickleArgument.None),
        [0x89] = new("NEWFALSE", PickleArgument.None),
        [(byte)'S'] = new("STRING", PickleArgument.Line),
        [(byte)'T'] = new("BINSTRING", PickleArgument.Text32),
        [(byte)'U'] = new("SHORT_BINSTRING", PickleArgument.Text8),
        [(byte)'V'] = new("UNICODE", PickleArgument.Line),
        [(byte)'X'] = new("BINUNICODE", PickleArgument.Text32),
        [0x8c] = new("SHORT_BINUNICODE", PickleArgument.Text8),
        [0x8d] = new("BINUNICODE8", PickleArgument.Text64),
        [(byte)'B'] = new("BINBYTES", PickleArgument.Bytes32),
        [(byte)'C'] = new("SHORT_BINBYTES", PickleArgument.Bytes8),
        [0x8e] = new("BINBYTES8", PickleArgument.Bytes64),
        [0x96] = new("BYTEARRAY8", PickleArgument.Bytes64),
        [0x97] = new("NEXT_BUFFER", PickleArgument.None),
        [0x98] = new("READONLY_BUFFER", PickleArgument.None),
        [(byte)']'] = new("EMPTY_LIST", PickleArgument.None),
        [(byte)'}'] = new("EMPTY_DICT", PickleArgument.None),
        [(byte)')'] = new("EMPTY_TUPLE", PickleArgument.None),
        [0x8f] = new("EMPTY_SET", PickleArgument.None),
        [(byte)'l'] = new("LIST", PickleArgument.None),
        [(byte)'d'] = new("DICT", PickleArgument.None),
        [(byte)'t'] = new("TUPLE", PickleArgument.None),
        [0x85] = new("TUPLE1", PickleArgument.None),
        [0x86] = new("TUPLE2", PickleArgument.None),
        [0x87] = new("TUPLE3", PickleArgument.None),
        [0x91] = new("FROZENSET", PickleArgument.None),
        [(byte)'a'] = new("APPEND", PickleArgument.None, "calls append or extend of what is below"),
        [(byte)'e'] = new("APPENDS", PickleArgument.None, "calls append or extend of what is below"),
        [(byte)'s'] = new("SETITEM", PickleArgument.None, "puts an entry into what is below"),
        [(byte)'u'] = new("SETITEMS", PickleArgument.None, "puts entries into what is below"),
        [0x90] = new("ADDITEMS", PickleArgument.None, "puts items into the set below"),
        [(byte)'p'] = new("PUT", PickleArgument.Line),
        [(byte)'q'] = new("BINPUT", PickleArgument.UInt8),
        [(byte)'r'] = new("LONG_BINPUT", PickleArgument.UInt32),
        [0x94] = new("MEMOIZE", PickleArgument.None),
        [(byte)'g'] = new("GET", PickleArgument.Line),
        [(byte)'h'] = new("BINGET", PickleArgument.UInt8),
        [(byte)'j'] = new("LONG_BINGET", PickleArgument.UInt32),
        [(byte)'c'] = new("GLOBAL", PickleArgument.TwoLines, LooksUp),
        [0x93] = new("STACK_GLOBAL", PickleArgument.None, LooksUp),
        [(byte)'R'] = new("REDUCE", PickleArgument.None, Calls),
        [(byte)'i'] = new("INST", PickleArgument.TwoLines, "looks the name up, imports it and calls it"),
        [(byte)'o'] = new("OBJ", PickleArgument.None, Calls),
        [0x81] = new("NEWOBJ", PickleArgument.None, "calls __new__ of the class before"),
        [0x92] = new("NEWOBJ_EX", PickleArgument.None, "calls __new__ of the class before"),
        [(byte)'b'] = new("BUILD", PickleArgument.None, "calls __setstate__, or sets attributes"),
        [(byte)'P'] = new("PERSID", PickleArgument.Line, "asks for a storage"),
        [(byte)'Q'] = new("BINPERSID", PickleArgument.None, "asks for a storage"),
        [0x82] = new("EXT1", PickleArgument.UInt8, "looks a registered name up"),
        [0x83] = new("EXT2", PickleArgument.UInt16, "looks a registered name up"),
        [0x84] = new("EXT4", PickleArgument.Int32, "looks a registered name up"),
        [0x80] = new("PROTO", PickleArgument.UInt8),
        [0x95] = new("FRAME", PickleArgument.UInt64),
    };
}
