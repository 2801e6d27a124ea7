using Unpaired.Data;

namespace Unpaired.Tunit;

/// <summary>Everything random about one strong view.</summary>
/// <param name="AngleDegrees">−20 to 20.</param>
/// <param name="Right">Shift in pixels, up to a tenth of the width.</param>
/// <param name="Down">Shift in pixels, up to a tenth of the height.</param>
/// <param name="ShearDegrees">−10 to 10.</param>
/// <param name="Top">First row of the crop.</param>
/// <param name="Left">First column of the crop.</param>
/// <param name="Height">Rows of the crop.</param>
/// <param name="Width">Columns of the crop.</param>
/// <param name="Colours">Changes of colour, in order; none in two-domain sets.</param>
/// <param name="Flip">Whether left and right are exchanged.</param>
public sealed record StrongView(
    double AngleDegrees, int Right, int Down, double ShearDegrees, int Top, int Left, int Height, int Width,
    IReadOnlyList<ColourChange> Colours, bool Flip);

/// <summary>Makes the two views of a picture that TUNIT compares.</summary>
/// <remarks>
/// The weak view is resized (the aspect is not kept) and perhaps mirrored. The strong view is turned, shifted, sheared,
/// cropped, recoloured and perhaps mirrored: what it still shares with the weak one is what a pseudo domain can be made
/// of. Original: datasets/custom_dataset.py and datasetgetter.py (405a77c).
/// </remarks>
/// <param name="side">Of both views, in pixels.</param>
/// <param name="changesColours">Whether strong views are recoloured.</param>
public sealed class TunitTransform(int side, bool changesColours = true)
{
    private const double MostDegrees = 20, MostShear = 10, MostShift = 0.1;
    private const double LeastArea = 0.9, MostArea = 1.1;
    private const double ColourRange = 0.4, HueRange = 0.125;
    private const int CropTries = 10;

    /// <summary>The weak view.</summary>
    /// <param name="picture">Any size.</param>
    /// <param name="flip">Whether left and right are exchanged.</param>
    public Picture Weak(Picture picture, bool flip)
    {
        var resized = PictureResize.Resize(picture, side, side);
        return flip ? PictureGeometry.FlipHorizontally(resized) : resized;
    }

    /// <summary>The strong view, from the picture at its own size.</summary>
    /// <param name="picture">Any size.</param>
    /// <param name="view">What was drawn for a picture of this size.</param>
    /// <exception cref="ArgumentException">A crop beyond the picture.</exception>
    public Picture Strong(Picture picture, StrongView view)
    {
        var turned = PictureAffine.Apply(picture, view.AngleDegrees, view.Right, view.Down, view.ShearDegrees);
        var cropped = PictureResize.Resize(
            PictureGeometry.Crop(turned, view.Top, view.Left, view.Height, view.Width), side, side);
        var coloured = view.Colours.Aggregate(cropped, (current, change) => change.Apply(current));
        return view.Flip ? PictureGeometry.FlipHorizontally(coloured) : coloured;
    }

    /// <summary>Draws a strong view.</summary>
    /// <param name="width">Of the picture.</param>
    /// <param name="height">Of the picture.</param>
    /// <param name="random">The picture's own source.</param>
    public StrongView Draw(int width, int height, ref ItemRandom random)
    {
        double angle = Between(ref random, -MostDegrees, MostDegrees);
        int right = (int)Math.Round(Between(ref random, -MostShift, MostShift) * width);
        int down = (int)Math.Round(Between(ref random, -MostShift, MostShift) * height);
        double shear = Between(ref random, -MostShear, MostShear);
        var (top, left, rows, columns) = DrawCrop(width, height, ref random);
        var colours = changesColours ? DrawColours(ref random) : [];
        return new StrongView(angle, right, down, shear, top, left, rows, columns, colours, Coin(ref random));
    }

    /// <summary>Heads or tails.</summary>
    internal static bool Coin(ref ItemRandom random) => random.Below(2) == 1;

    private static (int Top, int Left, int Height, int Width) DrawCrop(int width, int height, ref ItemRandom random)
    {
        double whole = (double)width * height;
        for (int i = 0; i < CropTries; i++)
        {
            double area = whole * Between(ref random, LeastArea, MostArea);
            double aspect = Math.Exp(Between(ref random, Math.Log(LeastArea), Math.Log(MostArea)));
            int columns = (int)Math.Round(Math.Sqrt(area * aspect)), rows = (int)Math.Round(Math.Sqrt(area / aspect));
            if (columns > 0 && columns <= width && rows > 0 && rows <= height)
                return (random.Below(height - rows + 1), random.Below(width - columns + 1), rows, columns);
        }
        // Areas above 1 often fail ten times: then the middle, as much as the aspect limits allow.
        double ratio = (double)width / height;
        int fullWidth = ratio > MostArea ? (int)Math.Round(height * MostArea) : width;
        int fullHeight = ratio < LeastArea ? (int)Math.Round(width / LeastArea) : height;
        return ((height - fullHeight) / 2, (width - fullWidth) / 2, fullHeight, fullWidth);
    }

    private static ColourChange[] DrawColours(ref ItemRandom random)
    {
        double Factor(ref ItemRandom source) => Between(ref source, 1 - ColourRange, 1 + ColourRange);
        ColourChange[] changes =
        [
            new(ColourKind.Brightness, Factor(ref random)), new(ColourKind.Contrast, Factor(ref random)),
            new(ColourKind.Saturation, Factor(ref random)),
            new(ColourKind.Hue, Between(ref random, -HueRange, HueRange)),
        ];
        return [.. random.Permutation(changes.Length).Select(i => changes[i])];
    }

    private static double Between(ref ItemRandom random, double low, double high) =>
        low + (high - low) * (random.Next() >> 11) * (1.0 / (1L << 53));
}
