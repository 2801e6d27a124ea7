namespace Unpaired.Data;

/// <summary>What was drawn for one picture.</summary>
/// <param name="Flip">Left and right exchanged, before resizing.</param>
/// <param name="Top">First row of the crop, in the resized picture.</param>
/// <param name="Left">First column of the crop, in the resized picture.</param>
public readonly record struct TransformDraw(bool Flip, int Top, int Left);

/// <summary>
/// What the original loaders do to each picture, in this order: random horizontal flip, resize of the shorter side,
/// random
/// crop. Scaling to [-1, 1] follows in <see cref="Picture.ToTensor"/>.
/// </summary>
/// <remarks>Original: MUNIT and UNIT utils.py, get_data_loader_folder; specification unit.md, section 8.</remarks>
public sealed record MunitTransform
{
    /// <summary>Flips half of the pictures; training only.</summary>
    public bool RandomFlip { get; init; }

    /// <summary>The shorter side after resizing, in pixels; null leaves the size. Configuration key new_size (or
    /// new_size_a, new_size_b).</summary>
    public int? ShorterSide { get; init; }

    /// <summary>Rows and columns of the random crop; null leaves the whole.</summary>
    public (int Height, int Width)? Crop { get; init; }

    /// <summary>How resizing weighs neighbours.</summary>
    public ResizeFilter Filter { get; init; } = ResizeFilter.Bilinear;

    /// <summary>The training loaders' transform.</summary>
    /// <param name="shorterSide">Configuration key new_size; null if absent.</param>
    /// <param name="cropHeight">Configuration key crop_image_height.</param>
    /// <param name="cropWidth">Configuration key crop_image_width.</param>
    public static MunitTransform Train(int? shorterSide, int cropHeight, int cropWidth) =>
        new MunitTransform { RandomFlip = true, ShorterSide = shorterSide, Crop = (cropHeight, cropWidth) }.Validated();

    /// <summary>The test loaders' transform: no flip, but still a random crop, of <paramref name="shorterSide"/>
    /// squared.</summary>
    /// <param name="shorterSide">Configuration key new_size.</param>
    public static MunitTransform Test(int shorterSide) =>
        new MunitTransform { ShorterSide = shorterSide, Crop = (shorterSide, shorterSide) }.Validated();

    /// <summary>The transform of the original's test.py: the shorter side resized, nothing random.</summary>
    /// <param name="shorterSide">Configuration key new_size.</param>
    public static MunitTransform Inference(int shorterSide) =>
        new MunitTransform { ShorterSide = shorterSide }.Validated();

    /// <summary>Itself, if the numbers make sense.</summary>
    /// <exception cref="ArgumentException">A size below 1, or a crop that no resized picture can hold.</exception>
    public MunitTransform Validated()
    {
        if (ShorterSide < 1 || Crop is { Height: < 1 } or { Width: < 1 })
            throw new ArgumentException($"Expected sizes of at least 1 pixel; got {this}.");
        if (ShorterSide < Math.Min(Crop?.Height ?? 1, Crop?.Width ?? 1))
            throw new ArgumentException(
                $"Expected a crop no larger than the resized picture: its shorter side is {ShorterSide}, " +
                $"the crop {Crop?.Height} high and {Crop?.Width} wide.");
        return this;
    }

    /// <summary>The size between resizing and cropping.</summary>
    public (int Width, int Height) ResizedSize(Picture picture) => ShorterSide is { } side
        ? PictureResize.ShorterSideSize(picture.Width, picture.Height, side)
        : (picture.Width, picture.Height);

    /// <summary>Draws flip, top and left, in this order.</summary>
    /// <param name="picture">Its size bounds the crop.</param>
    /// <param name="random">Moves on.</param>
    /// <exception cref="ArgumentException">The crop is larger than the resized picture.</exception>
    public TransformDraw Draw(Picture picture, ref ItemRandom random)
    {
        bool flip = RandomFlip && random.Below(2) == 1;
        if (Crop is not { } crop)
            return new TransformDraw(flip, 0, 0);
        var (width, height) = ResizedSize(picture);
        if (crop.Height > height || crop.Width > width)
            throw new ArgumentException(
                $"The crop of {crop.Width} x {crop.Height} (width x height) is larger than the picture: " +
                $"{picture.Width} x {picture.Height}, resized {width} x {height}. " +
                "Choose a smaller crop or a larger shorter side.");
        int top = random.Below(height - crop.Height + 1);
        return new TransformDraw(flip, top, random.Below(width - crop.Width + 1));
    }

    /// <summary>The transformed picture for given draws.</summary>
    /// <param name="picture">Stays as it is.</param>
    /// <param name="draw">From <see cref="Draw"/>, or a recorded one.</param>
    /// <exception cref="ArgumentException">The crop is not inside the resized picture.</exception>
    public Picture Apply(Picture picture, TransformDraw draw)
    {
        var (width, height) = ResizedSize(picture);
        var (cropHeight, cropWidth) = Crop ?? (height, width);
        var flipped = draw.Flip ? PictureGeometry.FlipHorizontally(picture) : picture;
        return PictureResize.ResizeWindow(flipped, width, height, draw.Top, draw.Left, cropHeight, cropWidth, Filter);
    }
}
