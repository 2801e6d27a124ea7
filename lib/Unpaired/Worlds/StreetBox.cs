namespace Unpaired.Worlds;

/// <summary>Where an object is seen: the smallest box round its visible part. Light and weather do not change
/// it.</summary>
/// <param name="Class">What it is.</param>
/// <param name="Left">Its left edge in pixels from the frame's left edge.</param>
/// <param name="Top">Its top edge in pixels from the frame's top edge.</param>
/// <param name="Right">Its right edge: Left + width, never right of the frame.</param>
/// <param name="Bottom">Its bottom edge: Top + height, never below the frame.</param>
/// <param name="Area">Pixels that are seen of the object, at most Width × Height.</param>
/// <param name="Visibility">Which part of the whole object is seen, above 0 to 1: the rest is behind something or
/// outside the frame.</param>
/// <param name="Index">The object's place in <see cref="StreetContent.Objects"/>.</param>
public sealed record StreetBox(
    StreetClass Class, double Left, double Top, double Right, double Bottom, double Area, double Visibility,
    int Index)
{
    /// <summary>Pixels from left to right.</summary>
    public double Width => Right - Left;

    /// <summary>Pixels from top to bottom.</summary>
    public double Height => Bottom - Top;
}
