using Unpaired.Data;
using Unpaired.Worlds.Streets;

namespace Unpaired.Worlds;

/// <summary>
/// The streets world: one street by day, at night and in rain, with a box and a class for every car, person and
/// traffic light. Holds no state: all members may be called from many threads.
/// </summary>
/// <remarks>The problem of UNIT (Liu et al. 2017, street scenes) and DUNIT (Bhattacharjee et al. 2020, boxes) with
/// the
/// answer known.</remarks>
public sealed class StreetsWorld
{
    /// <summary>Pixels of a picture's shorter side at least: below, nobody recognises a person.</summary>
    public const int SmallestSide = 64;

    /// <summary>Pixels of a picture's longer side at most.</summary>
    public const int LargestSide = 512;

    /// <summary>A world of pictures of one size.</summary>
    /// <param name="width">Columns, 64 to 512.</param>
    /// <param name="height">Rows, 64 to 512.</param>
    /// <exception cref="ArgumentException">A side outside that range.</exception>
    public StreetsWorld(int width, int height)
    {
        Width = Side(width, nameof(width));
        Height = Side(height, nameof(height));
    }

    /// <summary>A world of square pictures.</summary>
    /// <param name="size">Side in pixels, 64 to 512.</param>
    /// <exception cref="ArgumentException">A side outside that range.</exception>
    public StreetsWorld(int size = 64)
        : this(size, size)
    {
    }

    /// <summary>Columns of every picture.</summary>
    public int Width { get; }

    /// <summary>Rows of every picture.</summary>
    public int Height { get; }

    /// <summary>Any street.</summary>
    /// <param name="random">Where the draws come from; <see cref="SplitMixRandom"/> gives the same on every
    /// machine.</param>
    public StreetContent SampleContent(Random random) => new StreetSampler(random).Sample();

    /// <summary>Any light and weather of a domain, without regard to content.</summary>
    /// <param name="random">Where the draws come from.</param>
    /// <param name="domain">The domain.</param>
    public StreetStyle SampleStyle(Random random, StreetDomain domain)
    {
        var style = new StreetStyle
        {
            Domain = domain,
            LightSide = random.Between(-1, 1),
            Sky = random.Next(10_000),
            Warmth = random.Between(0, 1),
        };
        return domain switch
        {
            StreetDomain.Day => style with
            {
                SunHeight = random.Between(0, 1),
                Cloudiness = Factor.Rounded(Math.Pow(random.NextDouble(), 1.6)),
            },
            StreetDomain.Night => style with
            {
                NightHue = random.Between(225, 305),
                Dusk = random.Between(0, 1),
                LampWarmth = random.Between(0.1, 1),
                LitWindows = random.Between(0.25, 0.75),
                Wetness = random.Chance(0.4) ? random.Between(0.2, 0.7) : 0,
            },
            _ => style with
            {
                LampWarmth = random.Between(0.1, 1),
                LitWindows = random.Between(0.25, 0.75),
                RainDensity = random.Between(0, 1),
                Wetness = random.Between(0.35, 1),
            },
        };
    }

    /// <summary>A street in a light: the true translation of every other picture of this street, aligned to the
    /// pixel.</summary>
    /// <exception cref="ArgumentException">A factor outside its range.</exception>
    public Picture Render(StreetContent content, StreetStyle style)
    {
        var (scene, look) = (content.Validated(), style.Validated());
        return SkiaPicture.Draw(Width, Height, canvas =>
        {
            using var street = new StreetCanvas(canvas, new StreetCamera(scene, Width, Height),
                new StreetLight(look, scene));
            StreetPainter.Draw(street, scene);
        });
    }

    /// <summary>What is seen of every object; objects that are not seen at all are left out.</summary>
    /// <returns>In the order of <see cref="StreetContent.Objects"/>; exact to 1/8 pixel at 64 pixels, 1 pixel at
    /// 512.</returns>
    /// <exception cref="ArgumentException">A factor outside its range.</exception>
    public IReadOnlyList<StreetBox> Boxes(StreetContent content) =>
        new BoxFinder(content.Validated(), Width, Height).Find();

    private static int Side(int pixels, string name) => pixels is >= SmallestSide and <= LargestSide
        ? pixels
        : throw new ArgumentException(
            $"Expected a {name} of {SmallestSide} to {LargestSide} pixels; got {pixels}.", name);
}
