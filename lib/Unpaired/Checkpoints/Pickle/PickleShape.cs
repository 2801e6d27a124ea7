namespace Unpaired.Checkpoints.Pickle;

/// <summary>Refuses object graphs that would trap whoever walks them: cycles and bottomless nesting.</summary>
internal static class PickleShape
{
    private const int Deepest = 100;

    /// <exception cref="CheckpointFormatException">A container holds itself, or nesting is deeper than 100.</exception>
    public static void Check(object? value, PickleOrigin origin) =>
        Height(value, 0, new Dictionary<object, int>(ReferenceEqualityComparer.Instance), origin);

    /// <summary>Levels below; a container met twice is measured once, so shared parts cost nothing.</summary>
    private static int Height(object? value, int depth, Dictionary<object, int> heights, PickleOrigin origin)
    {
        if (value is not (PickleDict or PickleList or PickleTuple))
            return 0;
        const int open = -1;
        if (heights.TryGetValue(value, out int known) && known != open)
            return known + depth <= Deepest ? known : throw TooDeep(origin);
        if (known == open && heights.ContainsKey(value))
            throw origin.Bad(0, "a container in the file holds itself.");
        if (depth >= Deepest)
            throw TooDeep(origin);
        heights[value] = open;
        int height = 0;
        foreach (object? child in Children(value))
            height = Math.Max(height, Height(child, depth + 1, heights, origin));
        return heights[value] = height + 1;
    }

    private static CheckpointFormatException TooDeep(PickleOrigin origin) =>
        origin.Bad(0, $"containers are nested more than {Deepest} deep.");

    private static IEnumerable<object?> Children(object value) => value switch
    {
        PickleDict dict => dict.Items.Select(i => i.Value).Append(dict.Attributes),
        PickleList list => list.Items,
        PickleTuple tuple => tuple.Items,
        _ => [],
    };
}
