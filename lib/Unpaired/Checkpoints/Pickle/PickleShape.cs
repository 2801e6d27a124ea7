namespace Unpaired.Checkpoints.Pickle;

/// <summary>
/// Refuses object graphs that would trap whoever walks them: cycles, bottomless nesting, ways of endless names.
/// </summary>
internal sealed class PickleShape
{
    private const int Deepest = 100;
    private const int LongestWay = 8000; // characters of all keys from the root

    private readonly Dictionary<object, (int Levels, int Characters)?> known = new(ReferenceEqualityComparer.Instance);
    private readonly PickleOrigin origin;

    private PickleShape(PickleOrigin origin) => this.origin = origin;

    /// <exception cref="CheckpointFormatException">
    /// A container holds itself, nesting is deeper than 100, or the keys on a way from the root have more than 8000
    /// characters together.
    /// </exception>
    public static void Check(object? value, PickleOrigin origin) => new PickleShape(origin).Below(value, 0);

    /// <summary>
    /// Levels, and characters of the longest way, below; a container met twice is measured once, so shared parts cost
    /// nothing.
    /// </summary>
    private (int Levels, int Characters) Below(object? value, int depth)
    {
        if (value is not (PickleDict or PickleList or PickleTuple))
            return default;
        if (known.TryGetValue(value, out var measured))
        {
            if (measured is not { } found)
                throw origin.Bad(0, "a container in the file holds itself.");
            return found.Levels + depth <= Deepest ? found : throw TooDeep();
        }

        if (depth >= Deepest)
            throw TooDeep();
        known[value] = null;
        int levels = 0, characters = 0;
        foreach (var (key, child) in Children(value))
        {
            var below = Below(child, depth + 1);
            levels = Math.Max(levels, below.Levels);
            characters = Math.Max(characters, below.Characters + key);
        }

        if (characters > LongestWay)
            throw origin.Bad(0, $"the keys on the way to a value have {characters} characters: this is no checkpoint.");
        known[value] = (levels + 1, characters);
        return (levels + 1, characters);
    }

    private CheckpointFormatException TooDeep() =>
        origin.Bad(0, $"containers are nested more than {Deepest} deep.");

    private static IEnumerable<(int KeyLength, object? Value)> Children(object value) => value switch
    {
        PickleDict dict => dict.Items.Select(i => (PickleDict.KeyText(i.Key).Length, i.Value))
            .Append((0, dict.Attributes)),
        PickleList list => list.Items.Select(i => (0, i)),
        PickleTuple tuple => tuple.Items.Select(i => (0, i)),
        _ => [],
    };
}
