using static Unpaired.Worlds.Factor;

namespace Unpaired.Worlds;

/// <summary>What a picture of the objects world shows: kind, shape and pose. Says nothing about colour.</summary>
public sealed record ObjectContent
{
    /// <summary>What the object is.</summary>
    public required ObjectKind Kind { get; init; }

    /// <summary>Its shape: the factors named by <see cref="ObjectKinds.Parameters"/>, each in [0, 1].</summary>
    public required ShapeFactors Shape { get; init; }

    /// <summary>Turn in degrees, clockwise; 0 stands upright.</summary>
    public double Rotation { get; init; }

    /// <summary>The longer side of the turned object, line width included, as a part of the frame; in [0.2,
    /// 1].</summary>
    public double Scale { get; init; } = 0.8;

    /// <summary>Place in the free space beside the object: −1 at the left edge, 0 in the middle, 1 at the
    /// right.</summary>
    public double PositionX { get; init; }

    /// <summary>Place in the free space above and below: −1 at the top edge, 0 in the middle, 1 at the
    /// bottom.</summary>
    public double PositionY { get; init; }

    /// <summary>Stretch of the width before turning; 1 leaves the kind's own proportions; in [0.5, 2].</summary>
    public double Aspect { get; init; } = 1;

    /// <summary>Whether left and right are exchanged (before turning).</summary>
    public bool Mirrored { get; init; }

    /// <summary>A kind in its middle shape, upright and in the middle of the frame.</summary>
    public static ObjectContent Typical(ObjectKind kind) =>
        new() { Kind = kind, Shape = new(ObjectKinds.Parameters(kind).Select(p => KeyValuePair.Create(p.Name, 0.5))) };

    /// <summary>The same content if every factor is in its range.</summary>
    /// <exception cref="ArgumentException">A factor outside its range, or shape factors of another kind.</exception>
    public ObjectContent Validated()
    {
        var names = ObjectKinds.Parameters(Kind).Select(p => p.Name).ToList();
        if (!names.SequenceEqual(Shape.Keys))
            throw new ArgumentException(
                $"{Kind}: expected shape factors {string.Join(", ", names)}; got {string.Join(", ", Shape.Keys)}.");
        Require($"{Kind}", nameof(Rotation), Rotation, -360, 360);
        Require($"{Kind}", nameof(Scale), Scale, 0.2, 1);
        Require($"{Kind}", nameof(PositionX), PositionX, -1, 1);
        Require($"{Kind}", nameof(PositionY), PositionY, -1, 1);
        Require($"{Kind}", nameof(Aspect), Aspect, 0.5, 2);
        return this;
    }
}
