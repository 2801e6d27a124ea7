using SkiaSharp;

namespace Unpaired.Worlds.Streets;

/// <summary>From metres on the street to pixels of the frame.</summary>
internal sealed class StreetCamera
{
    private readonly float vanishingX;
    private readonly float eyeOffset;
    private readonly float curvature;

    public StreetCamera(StreetContent content, int width, int height)
    {
        Width = width;
        Height = height;
        Focal = (float)(content.View.Zoom * Math.Sqrt((double)width * height));
        Eye = (float)content.View.EyeHeight;
        HorizonY = (float)(content.View.Horizon * height);
        vanishingX = (float)(content.View.VanishingPoint * width);
        eyeOffset = (float)content.View.Offset;
        curvature = (float)content.Road.Curvature;
        // A little nearer than what the frame's lower edge shows.
        NearDepth = 0.8f * Focal * Eye / (height - HorizonY);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Pixels that one metre takes at a distance of one metre.</summary>
    public float Focal { get; }

    public float HorizonY { get; }

    /// <summary>Height of the eye in metres.</summary>
    public float Eye { get; }

    /// <summary>Ground nearer than this is below the frame.</summary>
    public float NearDepth { get; }

    /// <summary>Pixels of one metre at a distance.</summary>
    public float Scale(float depth) => Focal / depth;

    /// <summary>The centre line's way to the right at a distance, in metres.</summary>
    public float Bend(float depth) => 0.5f * curvature * depth * depth;

    /// <summary>How the road heads at a distance: metres to the right for each metre ahead.</summary>
    public float Heading(float depth) => curvature * depth;

    /// <summary>A point given by its way to the right of the road's centre line there.</summary>
    public SKPoint Point(float x, float up, float depth) => Straight(x + Bend(depth), up, depth);

    /// <summary>A point given by its way to the right of the line ahead of the road's start.</summary>
    public SKPoint Straight(float x, float up, float depth)
    {
        var scale = Focal / depth;
        return new SKPoint(vanishingX + scale * (x - eyeOffset), HorizonY + scale * (Eye - up));
    }

    /// <summary>Distance of the ground that a row of the frame shows.</summary>
    public float DepthAt(float y) => Focal * Eye / Math.Max(y - HorizonY, 1e-3f);
}
