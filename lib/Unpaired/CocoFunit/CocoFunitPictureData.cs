using Unpaired.Data;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.CocoFunit;

/// <summary>
/// Labelled pictures of files as imaginaire draws them: content pictures and style pictures independently and uniformly
/// over all pictures of their list, with replacement. Which ones an iteration sees follows from its number and the
/// seed.
/// </summary>
/// <remarks>
/// Each picture is resized, enlarged by a random factor, mirrored in half of the cases and cropped at random. Not done:
/// imaginaire's rotation, which is off for faces. Classes are numbered within each list. Original: imaginaire
/// datasets/unpaired_few_shot_images.py (c6f7484).
/// </remarks>
public sealed class CocoFunitPictureData : ITrainingData
{
    private const int ContentSide = 0, StyleSide = 1;
    private const long DisplayPlace = -1;
    private readonly ClassPictureFiles content;
    private readonly ClassPictureFiles style;
    private readonly CocoFunitPictureConfig config;
    private readonly long seed;
    private readonly Lazy<string> fingerprint;
    private long iteration;

    /// <param name="content">Pictures whose content is kept.</param>
    /// <param name="style">Pictures whose class is taken; may be the same list.</param>
    /// <param name="config">Batch size, resizing and crop.</param>
    /// <param name="seed">Decides everything random.</param>
    public CocoFunitPictureData(
        ClassPictureFiles content, ClassPictureFiles style, CocoFunitPictureConfig config, long seed)
    {
        (this.content, this.style, this.config, this.seed) = (content, style, config, seed);
        fingerprint = new Lazy<string>(() => DataFingerprint.Of(content, style));
    }

    /// <summary>Classes that labels need: of the list that has more.</summary>
    public int ClassCount => Math.Max(content.ClassCount, style.ClassCount);

    /// <inheritdoc/>
    public string Description => $"{content.Count} content pictures of {content.ClassCount} classes, "
        + $"{style.Count} style pictures of {style.ClassCount} classes";

    /// <inheritdoc/>
    public string Fingerprint => fingerprint.Value;

    /// <summary>Reads a folder with <c>images_content</c> and <c>images_style</c>, as imaginaire has it, or with a
    /// subfolder per class, which then serve as both.</summary>
    /// <param name="folder">For example <c>training/animal_faces</c>.</param>
    /// <param name="config">Batch size, resizing and crop.</param>
    /// <param name="seed">Decides everything random.</param>
    /// <exception cref="DirectoryNotFoundException">No such folder.</exception>
    /// <exception cref="InvalidOperationException">No picture in any subfolder.</exception>
    public static CocoFunitPictureData FromFolder(string folder, CocoFunitPictureConfig config, long seed)
    {
        string content = Path.Combine(folder, "images_content"), style = Path.Combine(folder, "images_style");
        if (Directory.Exists(content) && Directory.Exists(style))
            return new CocoFunitPictureData(
                ClassPictureFiles.FromFolder(content), ClassPictureFiles.FromFolder(style), config, seed);
        var both = ClassPictureFiles.FromFolder(folder);
        return new CocoFunitPictureData(both, both, config, seed);
    }

    /// <inheritdoc/>
    public void MoveTo(long iteration) => this.iteration = iteration;

    /// <inheritdoc/>
    public TrainingBatch Next(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        long now = iteration++;
        return Batch(now, config.BatchSize, (side, i) => null);
    }

    /// <summary>Content pictures from the beginning, style pictures from the end: of other classes.</summary>
    /// <inheritdoc/>
    public TrainingBatch Display(int count) => Batch(
        DisplayPlace, Math.Min(count, Math.Min(content.Count, style.Count)),
        (side, i) => side == ContentSide ? i : style.Count - 1 - i);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private LabelledBatch Batch(long now, int count, Func<int, int, int?> place)
    {
        (Tensor Pictures, Tensor Labels) Side(ClassPictureFiles files, int side)
        {
            var pictures = new List<Picture>();
            var labels = new List<long>();
            for (int i = 0; i < count; i++)
            {
                var random = new ItemRandom(seed, side, now, i);
                int drawn = random.Below(files.Count);
                int index = place(side, i) ?? drawn;
                pictures.Add(Augmented(files[index], files.NameOf(index), ref random));
                labels.Add(files.Labels[index]);
            }
            return (Picture.ToBatch(pictures), tensor(labels.ToArray()));
        }
        var (a, labelsA) = Side(content, ContentSide);
        var (b, labelsB) = Side(style, StyleSide);
        return new LabelledBatch(a, b, labelsA, labelsB);
    }

    private Picture Augmented(Picture picture, string name, ref ItemRandom random)
    {
        double factor = 1 + config.LargestScale * (random.Next() / (double)ulong.MaxValue);
        var (rows, columns) = Resized(picture);
        var (height, width) = (Rounded(rows * factor), Rounded(columns * factor));
        if (height < config.CropHeight || width < config.CropWidth)
            throw new ArgumentException(
                $"{name}: expected at least {config.CropHeight} x {config.CropWidth} "
                + "(data.train.augmentations.random_crop_h_w) after resizing; "
                + $"got {height} x {width}. Set resize_smallest_side or resize_h_w.");
        if (config.Flip && random.Below(2) == 1) picture = PictureGeometry.FlipHorizontally(picture);
        int top = random.Below(height - config.CropHeight + 1), left = random.Below(width - config.CropWidth + 1);
        return PictureResize.ResizeWindow(
            picture, width, height, top, left, config.CropHeight, config.CropWidth, ResizeFilter.Bilinear);
    }

    /// <summary>The size after resizing; the longer side is rounded.</summary>
    private (double Height, double Width) Resized(Picture picture)
    {
        if (config.ResizeHeightWidth is { } exact) return exact;
        double shorter = Math.Min(picture.Height, picture.Width), factor = (config.ShorterSide ?? shorter) / shorter;
        return (Rounded(picture.Height * factor), Rounded(picture.Width * factor));
    }

    private static int Rounded(double value) => (int)Math.Round(value);
}
