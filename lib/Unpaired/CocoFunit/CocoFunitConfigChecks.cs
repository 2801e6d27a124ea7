using Unpaired.Layers;

namespace Unpaired.CocoFunit;

public sealed partial record CocoFunitConfig
{
    private const int WidestMap = 1 << 16;
    private const int LeastCode = 3; // the decoder's first 5×5 convolution reflects 2 pixels of the content code

    /// <summary>Refuses what cannot be built or trained.</summary>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentException">The message names imaginaire's key, what is expected and what was
    /// found.</exception>
    public CocoFunitConfig Validated()
    {
        CheckNetworks();
        CheckPictureSize(Pictures.CropHeight, Pictures.CropWidth);
        int shorter = Pictures.ResizeHeightWidth is { } size
            ? Math.Min(size.Height, size.Width)
            : Pictures.ShorterSide ?? int.MaxValue;
        if (shorter < Math.Max(Pictures.CropHeight, Pictures.CropWidth))
            throw Impossible("data.train.augmentations.random_crop_h_w", $"at most {shorter}, the resized picture",
                $"{Pictures.CropHeight}, {Pictures.CropWidth}");
        return this;
    }

    /// <summary>The same without the size of training crops: what a trainer can check before it sees a
    /// picture.</summary>
    internal void CheckNetworks()
    {
        foreach (var (key, value, least) in Limits())
        {
            if (!(value >= least) || double.IsInfinity(value))
                throw Impossible(key, $"a number not below {least}", value);
        }
        if (GanWeight <= 0) throw Impossible("trainer.loss_weight.gan", "a number above 0", GanWeight);
        if (!(Average.Decay is >= 0 and < 1))
            throw Impossible("trainer.model_average_config.beta", "a number from 0 to below 1", Average.Decay);
        if (Average.Enabled && Generator.Weights == WeightNormalization.Gain)
            throw Impossible("trainer.model_average_config.enabled",
                "False, because weights of gen.weight_norm_type weight cannot be averaged", "True");
        if (Generator.ContentDownsamplings > 16 || Generator.ContentWidth > WidestMap)
            throw Impossible("gen.num_downsamples_content",
                $"a content code of at most {WidestMap} channels (num_filters x 2^num_downsamples_content)",
                Generator.ContentDownsamplings);
        CheckOptimizer("gen_opt", GeneratorOptimizer);
        CheckOptimizer("dis_opt", DiscriminatorOptimizer);
    }

    /// <summary>Refuses pictures that the networks cannot take; the message names the network.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <exception cref="ArgumentException">Too small, or no multiple of what the content encoder halves.</exception>
    public void CheckPictureSize(long height, long width)
    {
        string picture = $"pictures of {height} x {width} (data.train.augmentations.random_crop_h_w)";
        long multiple = 1L << Generator.ContentDownsamplings;
        if (height % multiple != 0 || width % multiple != 0)
            throw new ArgumentException(
                $"gen: {picture}: expected multiples of {multiple} (2^num_downsamples_content), because the "
                + "reconstruction must have the size of the picture.");
        CheckEncoder(
            height, width, Generator.ContentDownsamplings, LeastCode, $"gen.num_downsamples_content: {picture}");
        CheckEncoder(height, width, Generator.StyleHalvings, 1, $"gen.num_downsamples_style: {picture}");
        string judge = $"dis.num_layers: {picture}";
        if (Discriminator.Padding == PaddingKind.Reflect) CheckSide(height, width, 4, 0, judge);
        var (h, w) = (height, width);
        for (int layer = 0; layer < Discriminator.Layers; layer++, h = (h + 1) / 2, w = (w + 1) / 2)
        {
            bool reflects = Discriminator.Padding == PaddingKind.Reflect || layer < Discriminator.Layers - 1;
            CheckSide(h, w, reflects ? 2 : 1, layer, judge);
        }
    }

    /// <summary>Refuses pictures that the generator alone cannot take.</summary>
    internal void CheckGeneratorSize(long height, long width, bool style)
    {
        string picture = $"a picture of {height} x {width}";
        if (style) CheckEncoder(height, width, Generator.StyleHalvings, 1, $"style encoder: {picture}");
        else CheckEncoder(height, width, Generator.ContentDownsamplings, LeastCode, $"content encoder: {picture}");
    }

    private static void CheckEncoder(long height, long width, int halvings, long least, string what)
    {
        CheckSide(height, width, 4, 0, what); // the first convolution reflects 3 pixels
        for (int i = 0; i < halvings; i++)
        {
            CheckSide(height, width, 2, i, what);
            (height, width) = (height / 2, width / 2);
        }
        CheckSide(height, width, least, halvings, what);
    }

    private static void CheckSide(long height, long width, long least, int halvings, string what)
    {
        if (Math.Min(height, width) < least)
            throw new ArgumentException(
                $"{what} are too small: after {halvings} halvings {height} x {width} is left, and at least "
                + $"{least} x {least} is needed.");
    }

    private static void CheckOptimizer(string section, ImaginaireOptimizerConfig optimizer)
    {
        if (!(optimizer.Beta1 is >= 0 and < 1))
            throw Impossible($"{section}.adam_beta1", "a number from 0 to below 1", optimizer.Beta1);
        if (!(optimizer.Beta2 is >= 0 and < 1))
            throw Impossible($"{section}.adam_beta2", "a number from 0 to below 1", optimizer.Beta2);
        bool changes = optimizer.Policy switch
        {
            RatePolicy.Step => optimizer.Gamma != 1,
            RatePolicy.Linear => true,
            _ => false,
        };
        if (changes && !optimizer.CountsIterations)
            throw Impossible($"{section}.lr_policy.iteration_mode", "True: training here knows no epochs", "False");
        if (optimizer.Policy == RatePolicy.Linear && optimizer.DecayEnd <= optimizer.DecayStart)
            throw Impossible($"{section}.lr_policy.decay_end", $"above decay_start, {optimizer.DecayStart}",
                optimizer.DecayEnd);
    }

    private static ArgumentException Impossible(string key, string expected, object found) =>
        new(FormattableString.Invariant($"'{key}': expected {expected}; got {found}."));

    private IEnumerable<(string Key, double Value, double Least)> Limits() =>
    [
        ("max_iter", MaxIterations, 0), ("logging_iter", LogInterval, 1),
        ("trainer.model_average_config.start_iteration", Average.StartIteration, 0),
        ("trainer.init.gain", StartGain, 0),
        .. Limits("gen_opt", GeneratorOptimizer), .. Limits("dis_opt", DiscriminatorOptimizer),
        ("gen.num_filters", Generator.Width, 1), ("gen.num_filters_mlp", Generator.MlpWidth, 1),
        ("gen.style_dims", Generator.StyleSize, 1), ("gen.usb_dims", Generator.StyleBiasSize, 1),
        ("gen.num_res_blocks", Generator.ResidualBlocks, 0), ("gen.num_mlp_blocks", Generator.MlpBlocks, 0),
        ("gen.num_downsamples_content", Generator.ContentDownsamplings, 0),
        ("gen.num_downsamples_style", Generator.StyleDownsamplings, 0),
        ("dis.num_filters", Discriminator.Width, 1), ("dis.max_num_filters", Discriminator.MaximumWidth, 1),
        ("dis.num_layers", Discriminator.Layers, 1), ("dis.num_classes", Discriminator.ClassCount, 1),
        ("data.train.batch_size", Pictures.BatchSize, 1),
        ("data.train.augmentations.resize_smallest_side", Pictures.ShorterSide ?? 1, 1),
        ("data.train.augmentations.random_scale_limit", Pictures.LargestScale, 0),
        ("data.train.augmentations.random_crop_h_w", Math.Min(Pictures.CropHeight, Pictures.CropWidth), 1),
    ];

    private static IEnumerable<(string Key, double Value, double Least)> Limits(
        string section, ImaginaireOptimizerConfig optimizer) =>
    [
        ($"{section}.lr", optimizer.LearningRate, 0), ($"{section}.lr_policy.gamma", optimizer.Gamma, 0),
        ($"{section}.lr_policy.step_size", optimizer.StepSize, 1),
        ($"{section}.lr_policy.decay_target", optimizer.DecayTarget, 0),
        ($"{section}.clip_grad_norm", optimizer.GradientLimit, 0),
    ];
}
