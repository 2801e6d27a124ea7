namespace Unpaired.Data;

/// <summary>Exact rearrangements of pixels: mirror, crop, turn.</summary>
public static class PictureGeometry
{
    /// <summary>The picture with left and right exchanged.</summary>
    public static Picture FlipHorizontally(Picture picture)
    {
        byte[] rgb = GC.AllocateUninitializedArray<byte>(picture.Rgb.Length);
        int stride = picture.Width * 3;
        for (int y = 0; y < picture.Height; y++)
        {
            var from = picture.Rgb.Slice(y * stride, stride);
            var to = rgb.AsSpan(y * stride, stride);
            for (int left = 0, right = stride - 3; left < stride; left += 3, right -= 3)
            {
                to[left] = from[right];
                to[left + 1] = from[right + 1];
                to[left + 2] = from[right + 2];
            }
        }
        return new Picture(picture.Width, picture.Height, rgb);
    }

    /// <summary>A window of the picture.</summary>
    /// <param name="picture">The whole.</param>
    /// <param name="top">First row, from 0.</param>
    /// <param name="left">First column, from 0.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <exception cref="ArgumentException">The window is not inside the picture.</exception>
    public static Picture Crop(Picture picture, int top, int left, int height, int width)
    {
        CheckWindow(picture.Width, picture.Height, top, left, height, width);
        byte[] rgb = GC.AllocateUninitializedArray<byte>(width * height * 3);
        for (int y = 0; y < height; y++)
            picture.Rgb.Slice(((top + y) * picture.Width + left) * 3, width * 3).CopyTo(rgb.AsSpan(y * width * 3));
        return new Picture(width, height, rgb);
    }

    internal static void CheckWindow(int pictureWidth, int pictureHeight, int top, int left, int height, int width)
    {
        if (top < 0 || left < 0 || height < 1 || width < 1
            || top > pictureHeight - height || left > pictureWidth - width)
            throw new ArgumentException(
                $"Expected a window inside a picture of {pictureWidth} x {pictureHeight}; " +
                $"got {width} x {height} at column {left}, row {top}.");
    }

    /// <summary>Undoes an EXIF orientation: 1 is upright, 2 to 8 as in the EXIF standard's table.</summary>
    internal static Picture Orient(Picture picture, int orientation)
    {
        if (orientation is < 2 or > 8)
            return picture;
        bool turned = orientation >= 5;
        int width = turned ? picture.Height : picture.Width;
        int height = turned ? picture.Width : picture.Height;
        // Bits of the stored row and column that count backwards in the upright picture.
        bool backwardsX = orientation is 2 or 3 or 7 or 8;
        bool backwardsY = orientation is 3 or 4 or 6 or 7;
        byte[] rgb = GC.AllocateUninitializedArray<byte>(picture.Rgb.Length);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                int storedX = turned ? y : x;
                int storedY = turned ? x : y;
                storedX = backwardsX ? picture.Width - 1 - storedX : storedX;
                storedY = backwardsY ? picture.Height - 1 - storedY : storedY;
                picture.Rgb.Slice((storedY * picture.Width + storedX) * 3, 3).CopyTo(rgb.AsSpan((y * width + x) * 3));
            }
        return new Picture(width, height, rgb);
    }
}
