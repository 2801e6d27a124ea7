using System.Collections.Immutable;
using Unpaired.Worlds.Kinds;

namespace Unpaired.Worlds;

/// <summary>A continuous shape parameter of a kind, in [0, 1].</summary>
/// <param name="Name">Its key in <see cref="ShapeFactors"/>.</param>
/// <param name="Meaning">What 0 and 1 look like.</param>
public sealed record ShapeParameter(string Name, string Meaning);

/// <summary>The kinds of object and their shape parameters.</summary>
public static class ObjectKinds
{
    private static readonly ImmutableDictionary<ObjectKind, KindDefinition> Definitions =
        ImmutableDictionary.CreateRange(
            new[] { Vessels.All, Wear.All, Nature.All, Things.All }.SelectMany(all => all)
                .Select(d => KeyValuePair.Create(d.Kind, d)));

    /// <summary>Every kind, in the order of the enumeration.</summary>
    public static ImmutableArray<ObjectKind> All { get; } = [.. Enum.GetValues<ObjectKind>()];

    /// <summary>The shape parameters of a kind, in the order of its factors.</summary>
    /// <exception cref="ArgumentException">No such kind.</exception>
    public static ImmutableArray<ShapeParameter> Parameters(ObjectKind kind) => Definition(kind).Parameters;

    /// <summary>The largest turn that the world draws for a kind, in degrees: small for what stands on the
    /// ground.</summary>
    internal static double LargestTurn(ObjectKind kind) => Definition(kind).LargestTurn;

    internal static Sketch Draw(ObjectKind kind, ShapeFactors shape)
    {
        var sketch = new Sketch();
        Definition(kind).Draw(sketch, shape);
        return sketch;
    }

    private static KindDefinition Definition(ObjectKind kind) => Definitions.TryGetValue(kind, out var definition)
        ? definition
        : throw new ArgumentException($"No kind of object {(int)kind}; there are {string.Join(", ", All)}.");
}

/// <summary>How one kind is drawn.</summary>
internal sealed record KindDefinition(
    ObjectKind Kind, double LargestTurn, ImmutableArray<ShapeParameter> Parameters, Action<Sketch, ShapeFactors> Draw);
