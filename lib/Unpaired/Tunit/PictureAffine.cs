using Unpaired.Data;

namespace Unpaired.Tunit;

/// <summary>Turns, shears and shifts a picture about its centre, nearest pixel, black outside.</summary>
/// <remarks>Pixel for pixel what torchvision's affine does with Pillow; specification tunit.md, section 12.</remarks>
public static class PictureAffine
{
    /// <summary>The transformed picture, of the same size.</summary>
    /// <param name="picture">Stays as it is.</param>
    /// <param name="angleDegrees">Clockwise as seen.</param>
    /// <param name="right">Shift in pixels.</param>
    /// <param name="down">Shift in pixels.</param>
    /// <param name="shearDegrees">Along the rows.</param>
    public static Picture Apply(Picture picture, double angleDegrees, int right, int down, double shearDegrees)
    {
        double angle = angleDegrees * Math.PI / 180, shear = Math.Tan(shearDegrees * Math.PI / 180);
        double a = Math.Cos(angle), b = -Math.Cos(angle) * shear - Math.Sin(angle);
        double c = Math.Sin(angle), d = -Math.Sin(angle) * shear + Math.Cos(angle);
        int width = picture.Width, height = picture.Height;
        double centreX = width / 2.0, centreY = height / 2.0;
        byte[] rgb = new byte[picture.Rgb.Length];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double fromX = x + 0.5 - centreX - right, fromY = y + 0.5 - centreY - down;
                int sourceX = (int)Math.Floor(d * fromX - b * fromY + centreX);
                int sourceY = (int)Math.Floor(-c * fromX + a * fromY + centreY);
                if ((uint)sourceX >= (uint)width || (uint)sourceY >= (uint)height) continue;
                picture.Rgb.Slice((sourceY * width + sourceX) * 3, 3).CopyTo(rgb.AsSpan((y * width + x) * 3));
            }
        }
        return new Picture(width, height, rgb);
    }
}
