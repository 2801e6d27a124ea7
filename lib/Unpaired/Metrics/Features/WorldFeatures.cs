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

    /// <summary>Which of some classes each picture most looks like.</summary>
    /// <param name="pictures">At least one; any size.</param>
    /// <param name="among">Names of classes that the network was trained on, at least one.</param>
    /// <returns>Numbers into <paramref name="among"/>.</returns>
    /// <exception cref="ArgumentException">No classes, or one that the network does not know.</exception>
    public IReadOnlyList<int> Recognize(IReadOnlyList<Picture> pictures, IReadOnlyList<string> among)
    {
        var known = recognizer.Classes.Select((name, number) => (name, (long)number)).ToDictionary();
        if (among.Count == 0 || among.Any(name => !known.ContainsKey(name)))
            throw new ArgumentException("Expected classes of the drawn worlds; got "
                + (among.Count == 0 ? "none." : $"'{among.First(name => !known.ContainsKey(name))}'."), nameof(among));
        using var scope = NewDisposeScope();
        var chances = recognizer.Probabilities(Features(pictures));
        var best = chances.index_select(1, tensor([.. among.Select(name => known[name])])).argmax(1);
        return [.. best.data<long>().ToArray().Select(index => (int)index)];
    }

    /// <inheritdoc/>
    public void Dispose() => recognizer.Dispose();

    private static Picture Sized(Picture picture) => picture.Width == Side && picture.Height == Side
        ? picture : PictureResize.Resize(picture, Side, Side);
}
