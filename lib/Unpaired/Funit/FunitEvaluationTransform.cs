using Unpaired.Data;

namespace Unpaired.Funit;

/// <summary>What the original does to pictures that are not trained on: the shorter side resized, the middle cut
/// out.</summary>
/// <remarks>Original: utils.py, get_evaluation_loaders (198f430); specification funit.md, section 8. Training uses
/// <see cref="MunitTransform.Train"/>, which is the same in both originals.</remarks>
/// <param name="ShorterSide">Configuration key new_size.</param>
/// <param name="Height">Configuration key crop_image_height.</param>
/// <param name="Width">Configuration key crop_image_width.</param>
public sealed record FunitEvaluationTransform(int ShorterSide, int Height, int Width)
{
    /// <summary>The transform of a configuration.</summary>
    public static FunitEvaluationTransform Of(FunitConfig config) =>
        new(config.NewSize, config.CropHeight, config.CropWidth);

    /// <summary>The middle of the resized picture.</summary>
    /// <param name="picture">Stays as it is.</param>
    /// <exception cref="ArgumentException">The crop is larger than the resized picture.</exception>
    public Picture Apply(Picture picture)
    {
        var transform = new MunitTransform { ShorterSide = ShorterSide, Crop = (Height, Width) };
        var (width, height) = transform.ResizedSize(picture);
        // Parity: halves go to the even number, as in Python.
        int top = (int)Math.Round((height - Height) / 2.0, MidpointRounding.ToEven);
        int left = (int)Math.Round((width - Width) / 2.0, MidpointRounding.ToEven);
        return transform.Apply(picture, new TransformDraw(Flip: false, top, left));
    }
}
