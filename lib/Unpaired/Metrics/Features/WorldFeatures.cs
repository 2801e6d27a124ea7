using System.Globalization;
using Unpaired.Checkpoints;
using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Metrics.Features;

/// <summary>
/// Features of a small network trained on this library's drawn worlds: what is used where a user has no published
/// weights.
/// </summary>
/// <remarks>
/// Its figures compare methods on one world with each other and nothing else. They are never FID, KID or IS, and are
/// never called so.
/// </remarks>
public sealed class WorldFeatures : IFeatureNetwork
{
    private const string Resource = "world-features.safetensors";
    private const int Together = 64;

    private readonly ClassRecognizer recognizer;

    private WorldFeatures(ClassRecognizer recognizer, string checksum) =>
        (this.recognizer, Identity) = (recognizer, string.Create(CultureInfo.InvariantCulture, $"world-{Side}-{checksum}"));

    /// <summary>Pictures are brought to squares of this side, in pixels.</summary>
    public const int Side = 64;

    /// <inheritdoc/>
    public string Name => "world features";

    /// <inheritdoc/>
    public bool IsStandard => false;

    /// <inheritdoc/>
    public string Identity { get; }

    /// <inheritdoc/>
    public int Width => recognizer.FeatureCount;

    /// <summary>The network that comes with the library.</summary>
    /// <returns>The caller disposes it.</returns>
    public static WorldFeatures Shipped()
    {
        string path = Path.Combine(Path.GetTempPath(), $"unpaired-{Guid.NewGuid():N}.safetensors");
        try
        {
            using (var source = typeof(WorldFeatures).Assembly.GetManifestResourceStream(Resource)!)
            using (var copy = File.Create(path)) source.CopyTo(copy);
            return Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Reads a network that was trained on <see cref="WorldClasses"/> or on other classes.</summary>
    /// <param name="path">Of <see cref="ClassRecognizer.Save"/>.</param>
    /// <exception cref="ArgumentException">A file of something else.</exception>
    /// <exception cref="CheckpointFormatException">A damaged file.</exception>
    public static WorldFeatures Load(string path) =>
        new(ClassRecognizer.Load(path), PublishedWeights.Checksum(path));

    /// <inheritdoc/>
    public Tensor Features(IReadOnlyList<Picture> pictures)
    {
        using var scope = NewDisposeScope();
        return cat([.. pictures.Chunk(Together).Select(some => recognizer.Features(some.Select(Sized)))])
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor? Probabilities(Tensor features) => recognizer.Probabilities(features);

    /// <inheritdoc/>
    public void Dispose() => recognizer.Dispose();

    private static Picture Sized(Picture picture) => picture.Width == Side && picture.Height == Side
        ? picture : PictureResize.Resize(picture, Side, Side);
}
