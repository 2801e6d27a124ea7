namespace Unpaired.Data;

/// <summary>How a picture is brought to a size that a network takes.</summary>
public enum FitMode
{
    /// <summary>Mirrored rows and columns are added right and below (the border itself is not repeated), later
    /// cropped off.</summary>
    Reflect,

    /// <summary>The last row and column are repeated, later cropped off.</summary>
    Replicate,

    /// <summary>Each side is resized to the nearest multiple, later resized back.</summary>
    Resize,
}

/// <summary>A picture whose sides are multiples of what a network halves, and the way back to the size it
/// had.</summary>
/// <param name="Picture">What the network gets.</param>
/// <param name="OriginalWidth">Columns before.</param>
/// <param name="OriginalHeight">Rows before.</param>
/// <param name="Mode">How it was fitted.</param>
public sealed record FittedPicture(Picture Picture, int OriginalWidth, int OriginalHeight, FitMode Mode)
{
    /// <summary>A network's output at the size that the input had.</summary>
    /// <param name="output">Of the fitted picture's size.</param>
    /// <exception cref="ArgumentException">Another size.</exception>
    public Picture Restore(Picture output)
    {
        if (output.Width != Picture.Width || output.Height != Picture.Height)
            throw new ArgumentException(
                $"Expected an output of {Picture.Width} x {Picture.Height}, as the network's input; " +
                $"got {output.Width} x {output.Height}.");
        return Mode == FitMode.Resize
            ? PictureResize.Resize(output, OriginalWidth, OriginalHeight)
            : PictureGeometry.Crop(output, 0, 0, OriginalHeight, OriginalWidth);
    }
}

/// <summary>Any size and aspect through a network that halves its input n times (the original cuts 39 pixels down to
/// 36).</summary>
public static class PictureFit
{
    /// <summary>Brings both sides up to a multiple by adding pixels right and below, or to the nearest one by
    /// resizing.</summary>
    /// <param name="picture">Any size.</param>
    /// <param name="multiple">2 to the number of halvings; at least 1.</param>
    /// <param name="mode">How.</param>
    /// <exception cref="ArgumentException">A multiple below 1.</exception>
    public static FittedPicture ToMultiple(Picture picture, int multiple, FitMode mode = FitMode.Reflect) =>
        mode == FitMode.Resize ? ResizeToMultiple(picture, multiple) : PadToMultiple(picture, multiple, mode);

    /// <summary>Adds rows below and columns right until both sides are multiples.</summary>
    /// <param name="picture">Any size; sides shorter than the padding are mirrored to and fro.</param>
    /// <param name="multiple">2 to the number of halvings; at least 1.</param>
    /// <param name="mode">Reflect or Replicate.</param>
    /// <exception cref="ArgumentException">A multiple below 1, or another mode.</exception>
    public static FittedPicture PadToMultiple(Picture picture, int multiple, FitMode mode = FitMode.Reflect)
    {
        if (mode == FitMode.Resize)
            throw new ArgumentException("Expected Reflect or Replicate; ResizeToMultiple resizes.", nameof(mode));
        int width = Multiple(picture.Width, multiple, up: true);
        int height = Multiple(picture.Height, multiple, up: true);
        if (width == picture.Width && height == picture.Height)
            return new FittedPicture(picture, width, height, mode);
        byte[] rgb = GC.AllocateUninitializedArray<byte>(checked(width * height * 3));
        for (int y = 0; y < height; y++)
        {
            var from = picture.Rgb.Slice(Inside(y, picture.Height, mode) * picture.Width * 3, picture.Width * 3);
            var to = rgb.AsSpan(y * width * 3, width * 3);
            from.CopyTo(to);
            for (int x = picture.Width; x < width; x++)
                from.Slice(Inside(x, picture.Width, mode) * 3, 3).CopyTo(to[(x * 3)..]);
        }
        return new FittedPicture(new Picture(width, height, rgb), picture.Width, picture.Height, mode);
    }

    /// <summary>Resizes each side to the nearest multiple, at least one.</summary>
    /// <param name="picture">Any size.</param>
    /// <param name="multiple">2 to the number of halvings; at least 1.</param>
    /// <exception cref="ArgumentException">A multiple below 1.</exception>
    public static FittedPicture ResizeToMultiple(Picture picture, int multiple)
    {
        var fitted = PictureResize.Resize(
            picture, Multiple(picture.Width, multiple, up: false), Multiple(picture.Height, multiple, up: false));
        return new FittedPicture(fitted, picture.Width, picture.Height, FitMode.Resize);
    }

    /// <summary>Refuses a picture that a network could not work on in the free memory, instead of being killed
    /// half-way.</summary>
    /// <param name="picture">What the network would get.</param>
    /// <param name="channelsAtFullSize">The width of the network's layers that see the full size (MUNIT:
    /// gen.dim).</param>
    /// <param name="name">What the message calls the picture.</param>
    /// <param name="availableBytes">Free memory; what the system says unless given.</param>
    /// <remarks>
    /// Without gradients four maps of that width live at once at the worst place: a layer's input, its padded copy,
    /// the convolution's result and its activation.
    /// </remarks>
    /// <exception cref="InsufficientMemoryException">Says how much is needed and which size would fit.</exception>
    public static void RequireMemory(Picture picture, int channelsAtFullSize, string name, long? availableBytes = null)
    {
        const int mapsAtOnce = 4;
        long bytesPerPixel = (long)Math.Max(channelsAtFullSize, 3) * sizeof(float) * mapsAtOnce;
        long pixels = (long)picture.Width * picture.Height;
        long available = availableBytes ?? AvailableBytes();
        if (pixels * bytesPerPixel <= available)
            return;
        double shrink = Math.Sqrt((double)available / bytesPerPixel / pixels);
        throw new InsufficientMemoryException(
            $"Picture '{name}' of {picture.Width} x {picture.Height} needs about " +
            $"{Gigabytes(pixels * bytesPerPixel)} of memory in a network of {channelsAtFullSize} channels; " +
            $"{Gigabytes(available)} are free. Resize it to at most " +
            $"{Math.Max(1, (int)(picture.Width * shrink))} x {Math.Max(1, (int)(picture.Height * shrink))} first.");
    }

    private static long AvailableBytes()
    {
        var memory = GC.GetGCMemoryInfo();
        return Math.Max(0, memory.TotalAvailableMemoryBytes - Math.Max(memory.MemoryLoadBytes, Environment.WorkingSet));
    }

    private static string Gigabytes(long bytes) => FormattableString.Invariant($"{bytes / 1e9:0.0} GB");

    private static int Multiple(int side, int multiple, bool up)
    {
        if (multiple < 1)
            throw new ArgumentException($"Expected a multiple of at least 1; got {multiple}.", nameof(multiple));
        int count = up
            ? (side + multiple - 1) / multiple
            : (int)Math.Round((double)side / multiple, MidpointRounding.AwayFromZero);
        return Math.Max(count, 1) * multiple;
    }

    /// <summary>The pixel inside the picture that a place outside shows.</summary>
    private static int Inside(int place, int side, FitMode mode)
    {
        if (place < side)
            return place;
        if (mode == FitMode.Replicate || side == 1)
            return side - 1;
        int period = 2 * (side - 1); // to and fro
        int within = place % period;
        return within < side ? within : period - within;
    }
}
