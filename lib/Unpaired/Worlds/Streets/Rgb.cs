using System.Numerics;
using SkiaSharp;

namespace Unpaired.Worlds.Streets;

/// <summary>Between screen colours and linear light, by tables.</summary>
internal static class Rgb
{
    private static readonly float[] Decoded = [.. Enumerable.Range(0, 256).Select(v => Decode(v / 255.0))];
    private static readonly byte[] Encoded = [.. Enumerable.Range(0, 4097).Select(v => Encode(v / 4096.0))];

    /// <summary>Red, green, blue as amounts of light, 0 to 1.</summary>
    public static Vector3 Linear(SKColor colour) =>
        new(Decoded[colour.Red], Decoded[colour.Green], Decoded[colour.Blue]);

    public static Vector3 Linear(Oklch colour) => Linear(colour.ToColor());

    public static Vector3 Linear(StreetColour colour) =>
        Linear(new Oklch(colour.Lightness, colour.Chroma, colour.Hue));

    /// <summary>The screen colour of an amount of light; more than 1 is cut off.</summary>
    public static SKColor Encode(Vector3 light, float opacity = 1)
    {
        var steps = Vector3.Clamp(light, Vector3.Zero, Vector3.One) * 4096;
        return new SKColor(Encoded[(int)steps.X], Encoded[(int)steps.Y], Encoded[(int)steps.Z],
            (byte)(255 * Math.Clamp(opacity, 0, 1)));
    }

    private static float Decode(double v) =>
        (float)(v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4));

    private static byte Encode(double v) =>
        (byte)Math.Round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * Math.Pow(v, 1 / 2.4) - 0.055));
}
