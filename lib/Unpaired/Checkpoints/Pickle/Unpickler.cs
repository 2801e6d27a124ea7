namespace Unpaired.Checkpoints.Pickle;

/// <summary>
/// Reads the pickles that torch.save writes (protocols 2 to 5) as data. A pickle is a program for a stack machine; this
/// machine knows containers, numbers, text, tensors and a fixed table of names (<see cref="PickleGlobals"/>). Any other
/// name is refused, and nothing is ever executed, imported or looked up.
/// </summary>
internal ref struct Unpickler
{
    private readonly List<object?> stack = [];
    private readonly List<int> marks = [];
    private readonly List<object?> memo = [];
    private readonly Dictionary<uint, object?> sparseMemo = [];
    private readonly PickleGlobals globals;
    private readonly PickleBudget budget;
    private PickleReader reader;

    /// <summary>Prepares to read one pickle at the beginning of some bytes.</summary>
    /// <param name="data">The pickle and whatever follows it.</param>
    /// <param name="origin">Where it lies.</param>
    /// <param name="storages">Receives the storages that tensors refer to.</param>
    /// <param name="memory">What the file may still take.</param>
    public Unpickler(ReadOnlySpan<byte> data, PickleOrigin origin, PickleStorages storages, MemoryBudget memory)
    {
        reader = new PickleReader(data, origin);
        globals = new PickleGlobals(origin, storages);
        budget = new PickleBudget(memory, origin);
    }

    /// <summary>Bytes of the pickle, once <see cref="Load"/> has returned.</summary>
    public readonly int Length => reader.Position;

    /// <summary>The object that the pickle describes.</summary>
    /// <exception cref="CheckpointFormatException">Damaged, or asking for a name that is not allowed.</exception>
    public object? Load()
    {
        object? result;
        try
        {
            while (Step(reader.Byte()))
            {
            }

            result = Pop();
        }
        catch (CheckpointFormatException) when (globals.Refused.Count > 0)
        {
            throw globals.Refusal(); // the reason for whatever went wrong after it
        }

        if (globals.Refused.Count > 0)
            throw globals.Refusal();
        PickleShape.Check(result, reader.Origin);
        return result;
    }

    private bool Step(byte opcode)
    {
        switch ((char)opcode)
        {
            case '.':
                return false;
            case '\x80':
                int protocol = reader.Byte();
                if (protocol is < 2 or > 5)
                    throw reader.Bad($"pickle protocol {protocol}; protocols 2 to 5 are read.");
                return true;
            case '\x95': // a frame is only a hint for buffering
                long frame = reader.Int64();
                if (frame < 0 || frame > reader.Length - reader.Position)
                    throw reader.Bad($"a pickle frame of {frame} bytes, {reader.Length - reader.Position} are left.");
                return true;
            default:
                if (!Literal(opcode) && !Container(opcode) && !Memory(opcode) && !Object(opcode))
                    throw Unsupported(opcode);
                return true;
        }
    }

    private readonly CheckpointFormatException Unsupported(byte opcode) => reader.Origin.Bad(reader.Position - 1,
        $"pickle opcode 0x{opcode:x2} is not one that torch.save writes. Is this a PyTorch checkpoint?");

    private bool Literal(byte opcode)
    {
        switch ((char)opcode)
        {
            case 'N': Push(null); break;
            case '\x88': Push(PickleBudget.True); break;
            case '\x89': Push(PickleBudget.False); break;
            case 'J': Push((long)reader.Int32()); break;
            case 'K': Push(PickleBudget.Small(reader.Byte())); break;
            case 'M': Push((long)reader.UInt16()); break;
            case '\x8a': Push(reader.Integer(reader.Byte())); break;
            case '\x8b': Push(reader.Integer(reader.Int32())); break;
            case 'G': Push(reader.Double()); break;
            case 'X': Push(reader.Utf8(Counted(reader.UInt32(), 2))); break;
            case '\x8c': Push(reader.Utf8(reader.Byte())); break;
            case '\x8d': Push(reader.Utf8(Counted(reader.Int64(), 2))); break;
            case 'T': Push(reader.ByteString(Counted(reader.Int32(), 2))); break;
            case 'U': Push(reader.ByteString(reader.Byte())); break;
            case 'B': Push(reader.Bytes(Counted(reader.UInt32(), 1))); break;
            case 'C': Push(reader.Bytes(reader.Byte())); break;
            case '\x8e': Push(reader.Bytes(Counted(reader.Int64(), 1))); break;
            case '\x96': Push(reader.Bytes(Counted(reader.Int64(), 1))); break;
            default: return false;
        }

        return true;
    }

    private bool Container(byte opcode)
    {
        switch ((char)opcode)
        {
            case '(': marks.Add(stack.Count); budget.Item(reader.Position); break;
            case '0': PopOrMark(); break;
            case '1': PopToMark(); break;
            case '2': PushKnown(Top()); break;
            case ']': Push(new PickleList([])); break;
            case '}': Push(new PickleDict(ordered: false)); break;
            case '\x8f': Push(new PickleList([], IsSet: true)); break;
            case ')': Push(PickleBudget.EmptyTuple); break;
            case '\x85': Push(new PickleTuple([Pop()])); break;
            case '\x86': Push(new PickleTuple(PopMany(2))); break;
            case '\x87': Push(new PickleTuple(PopMany(3))); break;
            case 't': Push(new PickleTuple(PopToMark())); break;
            case 'l': Push(new PickleList([.. PopToMark()])); break;
            case '\x91': Push(new PickleList([.. PopToMark()], IsSet: true)); break;
            case 'd': Push(Fill(new PickleDict(ordered: false), PopToMark())); break;
            case 'a': Append([Pop()]); break;
            case 'e': Append(PopToMark()); break;
            case '\x90': Append(PopToMark()); break;
            case 's': SetItems(PopMany(2)); break;
            case 'u': SetItems(PopToMark()); break;
            default: return false;
        }

        return true;
    }

    private bool Memory(byte opcode)
    {
        switch ((char)opcode)
        {
            case 'h': PushKnown(Recall(reader.Byte())); break;
            case 'j': PushKnown(Recall(reader.UInt32())); break;
            case 'q': Remember(reader.Byte()); break;
            case 'r': Remember(reader.UInt32()); break;
            case '\x94': Remember((uint)memo.Count); break;
            default: return false;
        }

        return true;
    }

    private bool Object(byte opcode)
    {
        int at = reader.Position - 1;
        switch ((char)opcode)
        {
            case 'c':
                string module = reader.Line();
                Push(globals.Find(module, reader.Line(), at));
                break;
            case '\x93':
                object?[] names = PopMany(2);
                if (names is not [string from, string name])
                    throw reader.Bad("a global whose name is not text.");
                Push(globals.Find(from, name, at));
                break;
            case 'R' or '\x81':
                object?[] call = PopMany(2);
                budget.Arguments(call[1], at);
                Push(globals.Apply(call[0], call[1], at));
                break;
            case '\x92': // class, arguments, keyword arguments
                object?[] keyword = PopMany(3);
                if (keyword[2] is not PickleDict { Count: 0 })
                    throw reader.Bad("keyword arguments, which no allowed name takes.");
                budget.Arguments(keyword[1], at);
                Push(globals.Apply(keyword[0], keyword[1], at));
                break;
            case 'b':
                object? state = Pop();
                budget.Arguments(new PickleTuple([state]), at);
                Push(globals.Build(Pop(), state, at));
                break;
            case 'Q':
                Push(globals.Persistent(Pop(), at));
                break;
            case 'i': // class named in place, arguments above the mark
                string place = reader.Line();
                object? target = globals.Find(place, reader.Line(), at);
                var inPlace = new PickleTuple(PopToMark());
                budget.Arguments(inPlace, at);
                Push(globals.Apply(target, inPlace, at));
                break;
            default:
                return false;
        }

        return true;
    }

    /// <summary>A length that is about to be copied, counted.</summary>
    private readonly long Counted(long bytes, int each)
    {
        budget.Bytes(bytes * each, reader.Position);
        return bytes;
    }

    private void Push(object? value)
    {
        if (!ReferenceEquals(value, PickleBudget.EmptyTuple))
            budget.Object(value, reader.Position);
        PushKnown(value);
    }

    private void PushKnown(object? value)
    {
        stack.Add(value);
        budget.Height(stack.Count, reader.Position);
    }

    private object? Pop()
    {
        int floor = marks.Count > 0 ? marks[^1] : 0;
        if (stack.Count <= floor)
            throw reader.Bad("the pickle takes more from its stack than it put there.");
        object? top = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        return top;
    }

    private object? Top()
    {
        object? top = Pop();
        stack.Add(top);
        return top;
    }

    private void PopOrMark()
    {
        if (marks.Count > 0 && marks[^1] == stack.Count)
            marks.RemoveAt(marks.Count - 1);
        else
            Pop();
    }

    private object?[] PopMany(int count)
    {
        var result = new object?[count];
        for (int i = count - 1; i >= 0; i--)
            result[i] = Pop();
        return result;
    }

    private object?[] PopToMark()
    {
        if (marks.Count == 0)
            throw reader.Bad("the pickle closes a group that it never opened.");
        int from = marks[^1];
        marks.RemoveAt(marks.Count - 1);
        object?[] result = [.. System.Runtime.InteropServices.CollectionsMarshal.AsSpan(stack)[from..]];
        stack.RemoveRange(from, stack.Count - from);
        return result;
    }

    private void Append(object?[] values)
    {
        foreach (object? _ in values)
            budget.Item(reader.Position);
        switch (Top())
        {
            case PickleList list: list.Items.AddRange(values); break;
            case PickleRefused: break;
            default: throw reader.Bad("an item is appended to something that is no list.");
        }
    }

    private void SetItems(object?[] pairs)
    {
        switch (Top())
        {
            case PickleDict dict: Fill(dict, pairs); break;
            case PickleRefused: break;
            default: throw reader.Bad("a key is set on something that is no dictionary.");
        }
    }

    private PickleDict Fill(PickleDict dict, object?[] pairs)
    {
        if (pairs.Length % 2 != 0)
            throw reader.Bad("a dictionary with a key that has no value.");
        for (int i = 0; i < pairs.Length; i += 2)
        {
            budget.Entry(pairs[i], reader.Position);
            object key = PickleDict.Key(pairs[i])
                ?? throw reader.Bad("a dictionary key that is neither text nor number nor a tuple of these.");
            dict.Set(key, pairs[i + 1]);
        }

        return dict;
    }

    private void Remember(uint index)
    {
        budget.Item(reader.Position);
        object? value = Top();
        if (index == memo.Count)
            memo.Add(value);
        else if (index < memo.Count)
            memo[(int)index] = value;
        else
            sparseMemo[index] = value;
    }

    private object? Recall(uint index)
    {
        if (index < memo.Count)
            return memo[(int)index];
        return sparseMemo.TryGetValue(index, out object? value)
            ? value
            : throw reader.Bad($"the pickle refers to its object {index}, which it has not made.");
    }
}
