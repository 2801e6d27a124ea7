using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>Finds objects in pictures with a trained network.</summary>
/// <example><code>
/// using var detector = ObjectDetector.Load("weights.safetensors");
/// foreach (var found in detector.Detect(picture))
///     Console.WriteLine($"{detector.NameOf(found.Label)} {found.Score:P0}");
/// </code></example>
public sealed class ObjectDetector : IDisposable
{
    private readonly bool owned;

    /// <summary>Wraps a network, for example that of a trainer at work.</summary>
    /// <param name="network">Stays the caller's.</param>
    public ObjectDetector(FasterRcnn network) : this(network, owned: false)
    {
    }

    private ObjectDetector(FasterRcnn network, bool owned) => (Network, this.owned) = (network, owned);

    /// <summary>The network.</summary>
    public FasterRcnn Network { get; }

    /// <summary>Reads a trained network.</summary>
    /// <param name="weights">Our safetensors file, or a state_dict of torchvision.</param>
    /// <param name="config">Its configuration; not needed for our own files, which hold it.</param>
    /// <exception cref="ArgumentException">No configuration, or the file is of another system.</exception>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    public static ObjectDetector Load(string weights, DetectorConfig? config = null)
    {
        using var scope = NewDisposeScope();
        var network = new FasterRcnn(config ?? DetectorFiles.StoredConfig(weights));
        DetectorFiles.Load(weights, network);
        network.eval();
        network.KeepState();
        return new ObjectDetector(network, owned: true);
    }

    /// <summary>The name of a class.</summary>
    public string NameOf(int label) => Network.Config.NameOf(label);

    /// <summary>What is in a picture.</summary>
    /// <param name="picture">Any size.</param>
    /// <returns>Best first, in pixels of the picture.</returns>
    public IReadOnlyList<DetectedObject> Detect(Picture picture) => Detect([picture])[0];

    /// <summary>What is in pictures, computed together.</summary>
    /// <param name="pictures">Any sizes; none is no error.</param>
    /// <returns>One list for each picture.</returns>
    public IReadOnlyList<IReadOnlyList<DetectedObject>> Detect(IReadOnlyList<Picture> pictures)
    {
        if (pictures.Count == 0) return [];
        using var scope = NewDisposeScope();
        var parameter = Network.parameters().First();
        var tensors = pictures.Select(picture => Pixels(picture).to(parameter.dtype).to(parameter.device)).ToList();
        return [.. Network.Detect(tensors).Select(found => found.ToObjects())];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (owned) Network.Dispose();
    }

    /// <summary>A picture in [0, 1]: [3, H, W] float32. The caller owns it.</summary>
    internal static Tensor Pixels(Picture picture)
    {
        using var scope = NewDisposeScope();
        return tensor(picture.Rgb.ToArray(), [picture.Height, picture.Width, 3]).permute(2, 0, 1).to(float32).Over(255)
            .contiguous().MoveToOuterDisposeScope();
    }
}
