using System.Globalization;
using Unpaired.Training;

namespace Unpaired.Tunit;

public sealed partial record TunitConfig
{
    private const int LeastSide = 32;

    /// <summary>Refuses what cannot be built or trained.</summary>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentException">The message names the original's key, what is expected and what was
    /// found.</exception>
    public TunitConfig Validated()
    {
        Check();
        return this;
    }

    void ICheckedConfig.Check() => Check();

    internal void Check()
    {
        ConfigLimits.Require(Limits);
        if (!(AverageDecay >= 0 && AverageDecay < 1)) throw new ArgumentException(FormattableString.Invariant(
            $"ema_decay: expected a number from 0 to below 1; got {AverageDecay}."));
        if (LabelledShare > 1) throw new ArgumentException(FormattableString.Invariant(
            $"p_semi: expected a share from 0 to 1; got {LabelledShare}."));
        CheckNetworks();
        TunitSchedule.Of(this);
    }

    /// <summary>Refuses networks that cannot be built.</summary>
    internal void CheckNetworks()
    {
        if (ImageSize < LeastSide)
            throw new ArgumentException(
                $"img_size: expected at least {LeastSide} pixels (the guiding network halves five times); "
                + $"got {ImageSize}.");
        // Reflection by one pixel in the residual blocks needs two places.
        if (Downsamplings < 0 || ImageSize >> Downsamplings < 2)
            throw new ArgumentException(
                $"generator_n_downs: expected 0 to {(int)Math.Log2(ImageSize) - 1} for {ImageSize} pixels; got {Downsamplings}.");
        ParseWidths();
    }

    /// <summary>The guiding network's layers: channels of a convolution, or 0 for a pooling.</summary>
    internal IReadOnlyList<int> ParseWidths()
    {
        const StringSplitOptions tidy = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        int[] widths = [.. GuidingWidths.Split(',', tidy).Select(word => word == "M" ? 0
            : int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width > 0 ? width
            : throw new ArgumentException(
                $"guiding_net_widths: expected channels or M, separated by commas; got '{word}'."))];
        int poolings = widths.Count(width => width == 0);
        if (widths.Length == poolings || ImageSize >> poolings < 1)
            throw new ArgumentException(
                $"guiding_net_widths: expected convolutions and at most {(int)Math.Log2(ImageSize)} poolings for "
                + $"{ImageSize} pixels; got '{GuidingWidths}'.");
        return widths;
    }

    private IEnumerable<(string Key, double Value, double Least)> Limits =>
    [
        ("workers", Workers, 0), ("epochs", Epochs, 1), ("iters", IterationsPerEpoch, 1), ("batch_size", BatchSize, 2),
        ("val_batch", ValidationBatch, 1), ("log_step", LogStep, 1), ("sty_dim", StyleSize, 1),
        ("output_k", Clusters, 1),
        ("p_semi", LabelledShare, 0), ("w_gp", PenaltyWeight, 0), ("w_rec", ReconstructionWeight, 0),
        ("w_adv", AdversarialWeight, 0), ("w_vec", StyleWeight, 0), ("generator_nf", GeneratorChannels, 1),
        ("generator_nf_mlp", MlpWidth, 1), ("generator_n_res", ResidualBlocks, 0),
        ("discriminator_dim_in", DiscriminatorChannels, 1), ("discriminator_max_conv_dim", DiscriminatorLimit, 1),
        ("lr", LearningRate, 0), ("separated", JointStart ?? 0, 0), ("ema_start", AverageStart ?? 0, 0),
        ("unsup_start", UnlabelledStart ?? 0, 0), ("queue_capacity", QueueCapacity, 1),
        ("iic_balance", InformationBalance, 1), ("disc_std", ClusterHeadDeviation, 0),
    ];
}
