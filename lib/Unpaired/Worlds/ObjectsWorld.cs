using System.Collections.Immutable;
using SkiaSharp;
using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>
/// The objects world: outline drawings (domain A) and the same kind of objects filled, coloured and patterned
/// (domain B),
/// with the true translation of every drawing under every style. Holds no state: all members may be called from
/// many threads.
/// </summary>
/// <remarks>The edges to shoes problem of MUNIT (Huang et al. 2018, section 5.1) with the answer known.</remarks>
public sealed class ObjectsWorld
{
    /// <summary>A world of square pictures.</summary>
    /// <param name="size">Side in pixels, 32 to 256.</param>
    /// <exception cref="ArgumentException">A side outside that range.</exception>
    public ObjectsWorld(int size = 64)
    {
        if (size is < 32 or > 256)
            throw new ArgumentException($"Expected a size of 32 to 256 pixels; got {size}.", nameof(size));
        Size = size;
    }

    /// <summary>Side of every picture in pixels.</summary>
    public int Size { get; }

    /// <summary>The kinds that are drawn from; all of them unless set. Rendering knows every kind all the
    /// same.</summary>
    /// <exception cref="ArgumentException">No kinds.</exception>
    public ImmutableArray<ObjectKind> Kinds
    {
        get;
        init => field = value.IsDefaultOrEmpty ? throw new ArgumentException("Expected at least one kind.") : value;
    } = ObjectKinds.All;

    /// <summary>The patterns that are drawn from; all of them unless set. Plain surfaces are twice as
    /// frequent.</summary>
    /// <exception cref="ArgumentException">No patterns.</exception>
    public ImmutableArray<ObjectPattern> Patterns
    {
        get;
        init => field = value.IsDefaultOrEmpty ? throw new ArgumentException("Expected at least one pattern.")
            : value;
    } = [.. Enum.GetValues<ObjectPattern>()];

    /// <summary>Any object: kind, shape and pose are drawn evenly.</summary>
    /// <param name="random">Where the draws come from; <see cref="SplitMixRandom"/> gives the same on every
    /// machine.</param>
    public ObjectContent SampleContent(Random random) =>
        SampleContent(random, Kinds[random.Next(Kinds.Length)]);

    /// <summary>Any object of one kind.</summary>
    /// <param name="random">Where the draws come from.</param>
    /// <param name="kind">The kind.</param>
    public ObjectContent SampleContent(Random random, ObjectKind kind)
    {
        var shape = new ShapeFactors(
            [.. ObjectKinds.Parameters(kind).Select(p => KeyValuePair.Create(p.Name,
            Factor.Rounded(random.NextDouble())))]);
        var turn = ObjectKinds.LargestTurn(kind);
        return new ObjectContent
        {
            Kind = kind,
            Shape = shape,
            Rotation = random.Between(-turn, turn),
            Scale = random.Between(0.8, 0.94),
            PositionX = random.Between(-0.7, 0.7),
            PositionY = random.Between(-0.7, 0.7),
            Aspect = random.Between(0.88, 1.14),
            Mirrored = random.Next(2) == 1,
        };
    }

    /// <summary>Any style: hue and background are drawn evenly, without regard to content.</summary>
    /// <param name="random">Where the draws come from.</param>
    public ObjectStyle SampleStyle(Random random) => new()
    {
        Hue = random.Between(0, 359.9),
        Lightness = random.Between(0, 1),
        Saturation = random.Between(0.25, 1),
        Pattern = SamplePattern(random),
        PatternScale = random.Between(0, 1),
        PatternAngle = random.Between(0, 179.9),
        BackgroundHue = random.Between(0, 359.9),
        BackgroundLightness = random.Between(0, 1),
        BackgroundGradient = random.Between(-1, 1),
    };

    /// <summary>The drawing of an object (domain A): dark lines on white.</summary>
    /// <exception cref="ArgumentException">A factor outside its range.</exception>
    public Picture RenderOutline(ObjectContent content) =>
        Draw(content, (painter, canvas) => painter.DrawOutline(canvas));

    /// <summary>The coloured object (domain B): the true translation of the drawing, aligned to the pixel.</summary>
    /// <exception cref="ArgumentException">A factor outside its range.</exception>
    public Picture Render(ObjectContent content, ObjectStyle style)
    {
        var checkedStyle = style.Validated();
        return Draw(content, (painter, canvas) => painter.DrawColoured(canvas, checkedStyle));
    }

    /// <summary>Where the object is: white inside, its lines included; black outside; grey where a pixel is
    /// shared.</summary>
    /// <exception cref="ArgumentException">A factor outside its range.</exception>
    public Picture RenderMask(ObjectContent content) =>
        Draw(content, (painter, canvas) => painter.DrawMask(canvas));

    private ObjectPattern SamplePattern(Random random)
    {
        // One ticket for each pattern, and a second for a plain surface.
        var ticket = random.Next(Patterns.Length + (Patterns.Contains(ObjectPattern.Solid) ? 1 : 0));
        return ticket < Patterns.Length ? Patterns[ticket] : ObjectPattern.Solid;
    }

    private Picture Draw(ObjectContent content, Action<ObjectPainter, SKCanvas> draw)
    {
        using var painter = new ObjectPainter(content.Validated(), Size);
        return SkiaPicture.Draw(Size, Size, canvas => draw(painter, canvas));
    }
}
