using Unpaired.Detection;
using Unpaired.Training;

namespace Unpaired.Dunit;

public sealed partial record DunitConfig
{
    private const int Halving = 4;

    /// <summary>Refuses what cannot be built or trained.</summary>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentException">The message names the key, what is expected and what was found.</exception>
    public DunitConfig Validated()
    {
        Check();
        return this;
    }

    void ICheckedConfig.Check() => Check();

    internal void Check()
    {
        ConfigLimits.Require(Limits);
        foreach (var (key, value) in new[] { ("gamma", Gamma), ("instance_score", InstanceScore) })
        {
            if (value > 1)
                throw new ArgumentException(FormattableString.Invariant(
                    $"{key}: expected a number from 0 to 1; got {value}."));
        }
        foreach (var (key, value) in new[] { ("crop_size", CropSize), ("instance_size", InstanceSize) })
        {
            if (value % Halving != 0)
                throw new ArgumentException($"{key}: expected a multiple of {Halving}; got {value}.");
        }
        if (ResizeSize < CropSize)
            throw new ArgumentException(
                $"resize_size: expected at least crop_size ({CropSize}), which is cut out of it; got {ResizeSize}.");
        if (DecayEpoch > Epochs)
            throw new ArgumentException($"n_ep_decay: expected at most n_ep ({Epochs}); got {DecayEpoch}.");
        if (DritContentDiscriminator.SideAfter(CropSize / Halving, ContentLayers) < 1)
            throw new ArgumentException(
                $"dis_content_layers: a crop of {CropSize} gives codes of {CropSize / Halving}, too small for "
                + $"{ContentLayers} layers (three need crops of 212); use fewer.");
        if (!HasInstances) return;
        Detector.Validated();
        if (Detector.Optimizer != DetectorOptimizerKind.Adam)
            throw new ArgumentException("detector.optimizer: expected adam; got sgd.");
    }

    /// <summary>Refuses pictures that the networks cannot take.</summary>
    internal void CheckPictures(TorchSharp.torch.Tensor x, int channels, Domain domain)
    {
        if (x.dim() != 4 || x.shape[0] < 2 || x.shape[1] != channels
            || x.shape[2] % Halving != 0 || x.shape[3] % Halving != 0)
            throw new ArgumentException(
                $"Pictures of domain {domain}: expected [N, {channels}, H, W] with N at least 2 and sides that are "
                + $"multiples of {Halving}; got [{string.Join(", ", x.shape)}].");
        if (DritContentDiscriminator.SideAfter(Math.Min(x.shape[2], x.shape[3]) / Halving, ContentLayers) < 1)
            throw new ArgumentException(
                $"Pictures of domain {domain}: {x.shape[3]} x {x.shape[2]} pixels are too few for "
                + $"dis_content_layers {ContentLayers} (three need sides of 212).");
    }

    private IEnumerable<(string Key, double Value, double Least)> Limits =>
    [
        ("batch_size", BatchSize, 2), ("resize_size", ResizeSize, 16), ("crop_size", CropSize, 16),
        ("input_dim_a", ChannelsA, 1), ("input_dim_b", ChannelsB, 1), ("nThreads", Workers, 0),
        ("dis_scale", DiscriminatorScales, 1), ("n_ep", Epochs, 1), ("n_ep_decay", DecayEpoch, -1),
        ("d_iter", ContentIterations, 1), ("base", Width, 1), ("mlp", MlpWidth, 1), ("nz", StyleSize, 1),
        ("dis_content_layers", ContentLayers, 0), ("lr", LearningRate, 0), ("epoch_iters", IterationsPerEpoch, 1),
        ("max_it", MostIterations, 1), ("log_iter", LogInterval, 1), ("gamma", Gamma, 0),
        ("instance_size", InstanceSize, 16), ("instance_max", MostInstances, 0),
        ("instance_min_side", SmallestInstance, 1), ("instance_score", InstanceScore, 0),
        ("ic_weight", ConsistencyWeight, 0), ("ic_self_weight", SelfConsistencyWeight, 0),
        ("detector_iters", DetectorIterations, 0),
    ];
}
