using SkiaSharp;
using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Creatures;

/// <summary>A species' colours and markings, ready to be put on shapes.</summary>
internal sealed class Coat
{
    private readonly Species species;
    private readonly (Marking Marking, SKColor Colour)[] markings;

    public Coat(Species species)
    {
        this.species = species;
        var p = species.Palette;
        (Main, Under, Accent, Dark, Iris) =
            (SKColor.Parse(p.Coat), SKColor.Parse(p.Under), SKColor.Parse(p.Accent), SKColor.Parse(p.Dark),
            SKColor.Parse(p.Eye));
        Far = Mix(Main, new SKColor(30, 20, 50), 0.24f);
        Line = Mix(Main, new SKColor(22, 14, 30), 0.76f);
        Mask = species.Proportions.Mask is { } mask ? SKColor.Parse(mask) : null;
        Hood = species.Proportions.Hood is { } hood ? SKColor.Parse(hood) : Main;
        Wings = species.Proportions.Wings is { } wings ? SKColor.Parse(wings) : Main;
        Tips = species.Proportions.Tips is { } tips ? SKColor.Parse(tips) : null;
        markings = [.. species.Markings.Select(m => (m, SKColor.Parse(m.Colour)))];
    }

    public SKColor Main { get; }

    public SKColor Under { get; }

    public SKColor Accent { get; }

    public SKColor Dark { get; }

    public SKColor Iris { get; }

    /// <summary>The coat on limbs of the far side.</summary>
    public SKColor Far { get; }

    /// <summary>Contours.</summary>
    public SKColor Line { get; }

    /// <summary>The head, if it differs from the coat.</summary>
    public SKColor Hood { get; }

    /// <summary>A bird's wings, if they differ from the coat.</summary>
    public SKColor Wings { get; }

    public SKColor? Mask { get; }

    public SKColor? Tips { get; }

    /// <summary>Some colour between two.</summary>
    public static SKColor Mix(SKColor a, SKColor b, float part)
    {
        return new SKColor(Channel(a.Red, b.Red), Channel(a.Green, b.Green), Channel(a.Blue, b.Blue));

        byte Channel(byte from, byte to) => (byte)MathF.Round(from + (to - from) * part);
    }

    /// <summary>A colour in the shade of the far side.</summary>
    public static SKColor Shaded(SKColor colour) => Mix(colour, new SKColor(30, 20, 50), 0.24f);

    /// <summary>Puts every marking on a tube's part.</summary>
    /// <param name="part">The tube as a part of the figure.</param>
    /// <param name="tube">The tube.</param>
    /// <param name="share">What part of the markings' number this tube gets: small on necks and tails.</param>
    /// <param name="countershade">Whether back and belly are told apart too.</param>
    public void Put(FigurePart part, Tube tube, float share = 1, bool countershade = true)
    {
        foreach (var (marking, colour) in markings)
            if (countershade || marking.Kind is not (MarkingKind.Saddle or MarkingKind.Belly or MarkingKind.Fade
                or MarkingKind.Rump or MarkingKind.Chest))
                Put(part, tube, marking, colour, Math.Max(1, (int)MathF.Round(marking.Count * share)));
    }

    private void Put(FigurePart part, Tube tube, Marking marking, SKColor colour, int count)
    {
        var size = (float)marking.Size;
        switch (marking.Kind)
        {
            case MarkingKind.Spots:
                Spots(part, tube, colour, count, 0.34f * size, null);
                break;
            case MarkingKind.Rosettes:
                Spots(part, tube, colour, count, 0.36f * size, Mix(Main, colour, 0.3f));
                break;
            case MarkingKind.Speckles:
                Speckles(part, tube, colour, count, 0.035f * size);
                break;
            case MarkingKind.Stripes:
                for (var i = 0; i < count; i++)
                {
                    float u = (i + 0.5f) / count, half = 0.3f * size / count, deep = i % 2 == 0 ? 0.95f : 0.45f;
                    part.On(tube.Patch((u - half, -1.3f), (u + half, -1.3f), (u + half * 0.8f, -0.3f),
                        (u - 0.01f, deep), (u - half * 0.9f, -0.3f)), colour);
                }
                break;
            case MarkingKind.Bands:
                for (var i = 0; i < count; i++)
                    part.On(tube.Band((i + 0.5f - 0.25f * size) / count, (i + 0.5f + 0.25f * size) / count), colour);
                break;
            case MarkingKind.Patches:
                Patches(part, tube, colour, count, size);
                break;
            case MarkingKind.Lines:
                for (var i = 0; i < count; i++)
                {
                    var v = -0.85f + 1.5f * (i + 0.5f) / count;
                    part.On(tube.Band(-0.4f, 1.4f, v - 0.32f * size / count, v + 0.32f * size / count), colour);
                }
                break;
            case MarkingKind.Saddle:
                part.On(tube.Band(-0.4f, 1.4f, -1.4f, -0.55f + 0.45f * size), colour);
                break;
            case MarkingKind.Belly:
                part.On(tube.Band(-0.4f, 1.4f, 0.75f - 0.45f * size, 1.4f), colour);
                break;
            case MarkingKind.Fade:
                for (var i = 0; i < 4; i++)
                    part.On(tube.Band(-0.4f, 1.4f, -1.4f, -0.75f + 0.32f * size * i), colour.WithAlpha(95));
                break;
            case MarkingKind.Diamonds:
                for (var i = 0; i < count; i++)
                {
                    float u = (i + 0.5f) / count, half = 0.36f * size / count;
                    part.On(tube.Patch((u - half, -0.2f), (u, -0.95f), (u + half, -0.2f), (u, 0.55f)), colour);
                }
                break;
            case MarkingKind.Rump:
                part.On(tube.Band(-0.1f, 0.38f * size), colour).On(Cap(tube, 0), colour);
                break;
            default:
                part.On(tube.Band(1 - 0.38f * size, 1.1f), colour).On(Cap(tube, 1), colour);
                break;
        }
    }

    private static SKPath Cap(Tube tube, float u)
    {
        var (x, y) = tube.At(u, 0);
        var radius = tube.RadiusAt(u);
        return Oval(x, y, radius * 1.1f, radius * 1.1f);
    }

    private static void Spots(FigurePart part, Tube tube, SKColor colour, int count, float size, SKColor? middle)
    {
        for (var row = 0; row < 3; row++)
            for (var i = 0; i <= count; i++)
            {
                var u = (i + (row % 2 == 0 ? 0.25f : 0.75f)) / (count + 0.5f);
                var (x, y) = tube.At(u, -0.72f + 0.66f * row);
                var radius = Math.Min(size * tube.RadiusAt(u), size * 1.4f / count) * (row == 1 ? 1.1f : 0.9f);
                part.On(Oval(x, y, radius, radius * 0.92f), colour);
                if (middle is { } pale)
                    part.On(Oval(x, y, radius * 0.5f, radius * 0.45f), pale);
            }
    }

    private void Speckles(FigurePart part, Tube tube, SKColor colour, int count, float radius)
    {
        var random = Draws(1);
        for (var i = 0; i < count * 5; i++)
        {
            var (x, y) = tube.At((i + (float)random.NextDouble()) / (count * 5),
                (float)random.NextDouble() * 1.8f - 0.9f);
            part.On(Oval(x, y, radius, radius), colour);
        }
    }

    private void Patches(FigurePart part, Tube tube, SKColor colour, int count, float size)
    {
        var random = Draws(2);
        for (var i = 0; i < count; i++)
        {
            var u = (i + 0.5f + 0.3f * ((float)random.NextDouble() - 0.5f)) / count;
            var (x, y) = tube.At(u, (i % 2 == 0 ? -0.6f : 0.35f) + 0.3f * (float)random.NextDouble());
            var radius = Math.Min(0.55f * tube.RadiusAt(u), 0.7f / count) * size;
            part.On(Blob(random, x, y, radius), colour);
        }
    }

    /// <summary>A round shape with a wavy edge.</summary>
    private static SKPath Blob(SplitMixRandom random, float x, float y, float radius)
    {
        var corners = new (float, float)[7];
        for (var i = 0; i < corners.Length; i++)
        {
            var (sine, cosine) = MathF.SinCos(MathF.Tau * i / corners.Length);
            var reach = radius * (0.85f + 0.5f * (float)random.NextDouble());
            corners[i] = (x + cosine * reach * 1.15f, y + sine * reach);
        }
        return Polygon(radius * 0.5f, corners);
    }

    /// <summary>The same for a species in every picture.</summary>
    private SplitMixRandom Draws(long purpose) =>
        new(purpose, [.. species.Name.Select(letter => (long)letter)]);
}
