using Unpaired.Layers;

namespace Unpaired.Training;

public abstract partial record TwoDomainConfig : ICheckedConfig
{
    /// <summary>Limits of a paper's own numbers, by the original's keys.</summary>
    private protected abstract IEnumerable<(string Key, double Value, double Least)> OwnLimits { get; }

    void ICheckedConfig.Check() => Check();

    /// <summary>Refuses what cannot be built or trained.</summary>
    internal void Check()
    {
        CheckNetworks();
        CheckPictureSize(CropHeight, CropWidth, BatchSize);
    }

    /// <summary>The same without the size of training crops: what a trainer can check before it sees a
    /// picture.</summary>
    internal virtual void CheckNetworks()
    {
        foreach (var (key, value, least) in (IEnumerable<(string, double, double)>)[.. Limits(), .. OwnLimits])
        {
            if (!(value >= least) || double.IsInfinity(value))
                throw Impossible(key, $"a number not below {least}", value);
        }
        if (!(Beta1 is >= 0 and < 1)) throw Impossible("beta1", "a number from 0 to below 1", Beta1);
        if (!(Beta2 is >= 0 and < 1)) throw Impossible("beta2", "a number from 0 to below 1", Beta2);
        if (LearningRatePolicy is not ("step" or "constant"))
            throw Impossible("lr_policy", "step or constant", LearningRatePolicy);
        if (LearningRatePolicy == "step" && StepSize < 1) throw Impossible("step_size", "at least 1", StepSize);
        if (Discriminator.Normalization == Normalization.Adaptive)
            throw Impossible("dis.norm", "none, in, bn, ln or sn (a discriminator has no style for adain)", "adain");
        if (PerceptualWeight > 0 && (InputChannelsA != 3 || InputChannelsB != 3))
            throw Impossible("vgg_w", "0, because VGG needs pictures of 3 channels", PerceptualWeight);
        if (AutoEncoder.Width * (1L << Math.Min(AutoEncoder.Downsamplings, 30)) > 1 << 20)
            throw Impossible(
                "gen.n_downsample",
                $"a content code of at most {1 << 20} channels (dim x 2^n_downsample)", AutoEncoder.Downsamplings);
    }

    /// <summary>Refuses pictures too small for the networks; the message names the network and the map that
    /// vanishes.</summary>
    /// <param name="height">Pixels.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="batch">Pictures per batch; batch norm in the discriminator needs more than one value.</param>
    /// <exception cref="ArgumentException">Too small.</exception>
    public void CheckPictureSize(long height, long width, long batch)
    {
        string picture = $"pictures of {height} x {width} (crop_image_height x crop_image_width)";
        CheckEncoders(height, width, picture);

        var (h, w) = (height, width);
        for (int s = 0; s < Discriminator.Scales; s++, h = (h + 1) / 2, w = (w + 1) / 2)
        {
            string network = $"dis: {picture} are too small for {Discriminator.Layers} halvings (n_layer) "
                + $"at scale {s + 1} of {Discriminator.Scales} (num_scales)";
            var (mapHeight, mapWidth) = CheckHalvings(h, w, Discriminator.Layers, network);
            bool normalized = Discriminator.Layers > 1;
            if (normalized && Discriminator.Normalization == Normalization.Instance && mapHeight * mapWidth <= 1)
                throw new ArgumentException($"{network}: instance norm needs more than one pixel.");
            if (normalized && Discriminator.Normalization == Normalization.Batch && batch * mapHeight * mapWidth <= 1)
                throw new ArgumentException($"{network}: batch norm needs more than one value per channel.");
        }
        if (PerceptualWeight > 0 && (height / 8) * (width / 8) <= 1)
            throw new ArgumentException($"vgg_w: {picture} are too small for VGG features (more than 8 x 8 needed).");
    }

    /// <summary>Refuses pictures too small to be encoded to content and decoded again.</summary>
    private protected virtual void CheckEncoders(long height, long width, string picture)
    {
        if (AutoEncoder.Padding == PaddingKind.Reflect && Math.Min(height, width) <= 3)
            throw new ArgumentException(
                $"gen: {picture}: the first convolution reflects 3 pixels and needs more than that.");
        var (h, w) = CheckHalvings(height, width, AutoEncoder.Downsamplings,
            $"gen: {picture} are too small for {AutoEncoder.Downsamplings} halvings (n_downsample)");
        if (h * w <= 1)
            throw new ArgumentException($"gen: {picture}: a content code of one pixel cannot be normalised.");
        if (AutoEncoder.Padding == PaddingKind.Reflect && Math.Min(h, w) < 2)
            throw new ArgumentException($"gen: {picture}: a content code of {h} x {w} is too small for reflection.");
    }

    /// <summary>Follows 4×4 convolutions with stride 2 and padding 1 down to their last map.</summary>
    private protected static (long Height, long Width) CheckHalvings(
        long height, long width, int halvings, string network)
    {
        for (int i = 0; i < halvings; i++)
        {
            long least = Math.Min(height, width);
            if (least < 2)
                throw new ArgumentException($"{network}: only {height} x {width} is left before halving {i + 1}.");
            (height, width) = (height / 2, width / 2);
        }
        return (height, width);
    }

    private protected static ArgumentException Impossible(string key, string expected, object found) =>
        new(FormattableString.Invariant($"'{key}': expected {expected}; got {found}."));

    private IEnumerable<(string Key, double Value, double Least)> Limits() =>
    [
        ("display_size", DisplaySize, 1), ("max_iter", MaxIterations, 0),
        ("batch_size", BatchSize, 1), ("accumulate", Accumulate, 1),
        ("weight_decay", WeightDecay, 0), ("lr", LearningRate, 0), ("gamma", Gamma, 0), ("gan_w", GanWeight, 0),
        ("recon_x_w", ImageReconstructionWeight, 0), ("recon_x_cyc_w", CycleWeight, 0), ("vgg_w", PerceptualWeight, 0),
        ("input_dim_a", InputChannelsA, 1), ("input_dim_b", InputChannelsB, 1), ("num_workers", LoaderWorkers, 0),
        ("gen.dim", AutoEncoder.Width, 1), ("gen.n_downsample", AutoEncoder.Downsamplings, 0),
        ("gen.n_res", AutoEncoder.ResidualBlocks, 0),
        ("dis.dim", Discriminator.Width, 1), ("dis.n_layer", Discriminator.Layers, 1),
        ("dis.num_scales", Discriminator.Scales, 1),
        ("image_save_iter", ImageSaveInterval, 1), ("image_display_iter", ImageDisplayInterval, 1),
        ("snapshot_save_iter", SnapshotInterval, 1), ("log_iter", LogInterval, 1),
        ("crop_image_height", CropHeight, 1), ("crop_image_width", CropWidth, 1),
        ("new_size", NewSize ?? 1, 1), ("new_size_a", NewSizeA ?? 1, 1), ("new_size_b", NewSizeB ?? 1, 1),
    ];
}
