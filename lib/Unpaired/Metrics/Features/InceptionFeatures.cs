using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Metrics.Features;

/// <summary>Features of the FID Inception network: 2048 numbers for each picture, as pytorch-fid computes
/// them.</summary>
public sealed class InceptionFeatures : IFeatureNetwork
{
    private readonly FidInception network;

    private InceptionFeatures(FidInception network, string checksum, bool isPublished, string path)
    {
        this.network = network;
        IsStandard = isPublished;
        Name = isPublished ? "FID Inception features" : $"features of {Path.GetFileName(path)}";
        Identity = $"inception-299-2048-{checksum}";
        Width = (int)network.OutputWidth;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    /// <remarks>True if the file has the published checksum.</remarks>
    public bool IsStandard { get; }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <summary>Reads a weight file in the published layout.</summary>
    /// <param name="path">Usually <see cref="PublishedWeights.FidInception"/>; another file is used but never called
    /// FID.</param>
    /// <exception cref="ArgumentException">Weights of something else, or without the last blocks.</exception>
    public static InceptionFeatures Load(string path)
    {
        var network = FidInception.Load(path);
        if (network.BlockCount == 4)
        {
            string checksum = PublishedWeights.Checksum(path);
            bool isPublished = checksum.StartsWith(PublishedWeights.FidInception.Sha256, StringComparison.Ordinal);
            return new InceptionFeatures(network, checksum, isPublished, path);
        }
        int blocks = network.BlockCount;
        network.Dispose();
        throw new ArgumentException($"{path}: expected weights of all 4 blocks; found {blocks}.", nameof(path));
    }

    /// <inheritdoc/>
    public Tensor Features(IReadOnlyList<Picture> pictures)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        // Pictures of one size at a time; the order is restored by the index.
        var rows = new Tensor[pictures.Count];
        var sizes = pictures.Select((picture, i) => (picture, i)).GroupBy(at => (at.picture.Width, at.picture.Height));
        foreach (var size in sizes)
        {
            var unit = (Picture.ToBatch(size.Select(at => at.picture)) + 1) / 2;
            var found = network.Features(unit);
            int row = 0;
            foreach (var (_, i) in size) rows[i] = found[row++];
        }
        return stack(rows).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <remarks>Parity: without the bias of the last layer, as TensorFlow's graph and torch-fidelity do.</remarks>
    public Tensor? Probabilities(Tensor features)
    {
        if (!network.HasClasses) return null;
        using var scope = NewDisposeScope();
        return nn.functional.softmax(network.LogitsWithoutBias(features).to(float64), 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();
}
