using Unpaired.Layers;

namespace Unpaired.CocoFunit;

/// <summary>The numbers of one COCO-FUNIT experiment, or of imaginaire's FUNIT; stored in each weight file.</summary>
/// <remarks>
/// Original: imaginaire at c6f7484, projects/coco_funit and projects/funit. Defaults are the published settings for
/// animal faces; a file that does not mention a key gets imaginaire's own default instead (<see cref="Parse"/>).
/// </remarks>
public sealed partial record CocoFunitConfig
{
    /// <summary>max_iter: iterations of the whole run.</summary>
    public int MaxIterations { get; init; } = 150_000;

    /// <summary>logging_iter: iterations between log lines.</summary>
    public int LogInterval { get; init; } = 100;

    /// <summary>trainer.gan_mode: the adversarial loss.</summary>
    public GanMode GanMode { get; init; } = GanMode.Hinge;

    /// <summary>trainer.loss_weight.gan: weight of the adversarial losses; above 0.</summary>
    public double GanWeight { get; init; } = 1;

    /// <summary>trainer.loss_weight.feature_matching: weight of the distance between features; 0 or less leaves it
    /// out.</summary>
    public double FeatureMatchingWeight { get; init; } = 1;

    /// <summary>trainer.loss_weight.image_recon: weight of the reconstruction of content pictures; 0 or less leaves it
    /// out.</summary>
    public double ReconstructionWeight { get; init; } = 0.1;

    /// <summary>trainer.init.type: how weights start.</summary>
    public LayeredStart Start { get; init; } = LayeredStart.Default;

    /// <summary>trainer.init.gain: the factor of <see cref="Start"/>.</summary>
    public double StartGain { get; init; } = 1;

    /// <summary>trainer.model_average_config: the averaged generator, which translates.</summary>
    public ModelAverageConfig Average { get; init; } = new() { Enabled = true, Decay = 0.999 };

    /// <summary>gen_opt: the generator's optimizer.</summary>
    public ImaginaireOptimizerConfig GeneratorOptimizer { get; init; } = new();

    /// <summary>dis_opt: the discriminator's optimizer.</summary>
    public ImaginaireOptimizerConfig DiscriminatorOptimizer { get; init; } = new();

    /// <summary>gen: the networks of the generator.</summary>
    public CocoFunitGeneratorConfig Generator { get; init; } = new();

    /// <summary>dis: the layers of the discriminator.</summary>
    public CocoFunitDiscriminatorConfig Discriminator { get; init; } = new();

    /// <summary>data.train.*: batches and what is done to training pictures.</summary>
    public CocoFunitPictureConfig Pictures { get; init; } = new();

    /// <summary>Keys of the file that this library has no use for: logging, mixed precision, paths … .</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>The published COCO-FUNIT for animal faces, 149 classes: 256 × 256.</summary>
    public static CocoFunitConfig AnimalFaces { get; } = new();

    /// <summary>The same with the 119 training classes of the paper's comparison.</summary>
    public static CocoFunitConfig AnimalFaces119 { get; } = AnimalFaces with
    {
        Discriminator = AnimalFaces.Discriminator with { ClassCount = 119 },
    };

    /// <summary>The published COCO-FUNIT for mammals, 305 classes.</summary>
    public static CocoFunitConfig Mammals { get; } = AnimalFaces with
    {
        Discriminator = AnimalFaces.Discriminator with { ClassCount = 305 },
        Pictures = AnimalFaces.Pictures with { ResizeHeightWidth = (270, 270), ShorterSide = null },
    };

    /// <summary>imaginaire's FUNIT for animal faces: the same without conditioning on the content and style
    /// bias.</summary>
    public static CocoFunitConfig FunitAnimalFaces { get; } = AnimalFaces with
    {
        Generator = AnimalFaces.Generator with { ContentConditioned = false },
    };

    /// <summary>A small one for the species world at 64 × 64: about an hour on one CPU core.</summary>
    public static CocoFunitConfig Seminar64 { get; } = new()
    {
        MaxIterations = 12_000,
        LogInterval = 10,
        Average = new ModelAverageConfig { Enabled = true, Decay = 0.999, StartIteration = 500 },
        GeneratorOptimizer = new ImaginaireOptimizerConfig { LearningRate = 2e-4, StepSize = 8_000 },
        DiscriminatorOptimizer = new ImaginaireOptimizerConfig { LearningRate = 2e-4, StepSize = 8_000 },
        Generator = new CocoFunitGeneratorConfig
        {
            Width = 14,
            MlpWidth = 64,
            StyleSize = 32,
            StyleBiasSize = 64,
            // A code of 8 × 8: with 16 × 16 the outline of the input passes through, whatever class is asked for.
            ContentDownsamplings = 3,
            StyleDownsamplings = 4,
        },
        Discriminator = new CocoFunitDiscriminatorConfig
        {
            Width = 16,
            MaximumWidth = 128,
            Layers = 4,
            ClassCount = 60,
        },
        Pictures = new CocoFunitPictureConfig
        {
            BatchSize = 4,
            ShorterSide = 64,
            CropHeight = 64,
            CropWidth = 64,
            LargestScale = 0,
        },
    };

    /// <summary>The same as imaginaire's FUNIT: the rival at equal budget.</summary>
    public static CocoFunitConfig Seminar64Funit { get; } = Seminar64 with
    {
        Generator = Seminar64.Generator with { ContentConditioned = false },
    };

    /// <summary>The smallest that learns something, for the species world at 32 × 32 and many seeds: about ten minutes
    /// on one CPU core.</summary>
    public static CocoFunitConfig Seminar32 { get; } = Seminar64 with
    {
        MaxIterations = 6_000,
        GeneratorOptimizer = Seminar64.GeneratorOptimizer with { StepSize = 4_000 },
        DiscriminatorOptimizer = Seminar64.DiscriminatorOptimizer with { StepSize = 4_000 },
        Generator = Seminar64.Generator with
        {
            Width = 10,
            MlpWidth = 48,
            ContentDownsamplings = 2,
            StyleDownsamplings = 3,
        },
        Discriminator = Seminar64.Discriminator with { MaximumWidth = 64, Layers = 3 },
        Pictures = Seminar64.Pictures with { ShorterSide = 32, CropHeight = 32, CropWidth = 32 },
    };

    /// <summary>The same as imaginaire's FUNIT.</summary>
    public static CocoFunitConfig Seminar32Funit { get; } = Seminar32 with
    {
        Generator = Seminar32.Generator with { ContentConditioned = false },
    };

    /// <summary>What files call the system: coco-funit or imaginaire-funit.</summary>
    public string SystemName => Generator.ContentConditioned ? "coco-funit" : "imaginaire-funit";

    /// <summary>Equal settings, whatever was ignored.</summary>
    public bool Equals(CocoFunitConfig? other) => other is not null && ToYaml() == other.ToYaml();

    /// <inheritdoc/>
    public override int GetHashCode() => ToYaml().GetHashCode(StringComparison.Ordinal);
}

/// <summary>The adversarial loss; imaginaire's key is <c>gan_mode</c>.</summary>
public enum GanMode
{
    /// <summary><c>hinge</c>.</summary>
    Hinge,
    /// <summary><c>least_square</c>: half the squared distance to 1 (real) and 0 (fake).</summary>
    LeastSquare,
    /// <summary><c>non_saturated</c>: cross entropy of the score's sigmoid.</summary>
    NonSaturated,
    /// <summary><c>softplus</c>: the same function.</summary>
    Softplus,
    /// <summary><c>wasserstein</c>: the score itself.</summary>
    Wasserstein,
}

/// <summary>The networks of the generator; imaginaire's section <c>gen</c>.</summary>
public sealed record CocoFunitGeneratorConfig
{
    /// <summary>type: COCO-FUNIT (<c>imaginaire.generators.coco_funit</c>), or FUNIT
    /// (<c>imaginaire.generators.funit</c>).</summary>
    public bool ContentConditioned { get; init; } = true;

    /// <summary>num_filters: channels at full size.</summary>
    public int Width { get; init; } = 64;

    /// <summary>num_filters_mlp: hidden units, and numbers in the vector that adaptive norms read.</summary>
    public int MlpWidth { get; init; } = 256;

    /// <summary>style_dims: numbers in a style code.</summary>
    public int StyleSize { get; init; } = 64;

    /// <summary>usb_dims: numbers in the universal style bias; FUNIT has none.</summary>
    public int StyleBiasSize { get; init; } = 1024;

    /// <summary>num_res_blocks: residual blocks of the content encoder.</summary>
    public int ResidualBlocks { get; init; } = 2;

    /// <summary>num_mlp_blocks: see <see cref="LayeredMlp"/>.</summary>
    public int MlpBlocks { get; init; } = 3;

    /// <summary>num_downsamples_content: halvings of the content encoder, doublings of the decoder.</summary>
    public int ContentDownsamplings { get; init; } = 4;

    /// <summary>num_downsamples_style: halvings of the style encoder; it always has two.</summary>
    public int StyleDownsamplings { get; init; } = 5;

    /// <summary>weight_norm_type: of convolutions in encoders and decoder.</summary>
    public WeightNormalization Weights { get; init; }

    /// <summary>Channels of the content code.</summary>
    public long ContentWidth => (long)Width << ContentDownsamplings;

    /// <summary>Parity: two halvings that double the width are always there.</summary>
    public int StyleHalvings => Math.Max(2, StyleDownsamplings);
}

/// <summary>The layers of the discriminator; imaginaire's section <c>dis</c>.</summary>
public sealed record CocoFunitDiscriminatorConfig
{
    /// <summary>num_filters: channels at full size.</summary>
    public int Width { get; init; } = 64;

    /// <summary>max_num_filters: the largest number of channels.</summary>
    public int MaximumWidth { get; init; } = 1024;

    /// <summary>num_layers: pairs of residual blocks; the map is halved between them.</summary>
    public int Layers { get; init; } = 6;

    /// <summary>padding_mode: what lies beyond the border of the convolutions' inputs.</summary>
    public PaddingKind Padding { get; init; } = PaddingKind.Reflect;

    /// <summary>weight_norm_type: of every convolution.</summary>
    public WeightNormalization Weights { get; init; } = WeightNormalization.Spectral;

    /// <summary>num_classes: classes of the training pictures.</summary>
    public int ClassCount { get; init; } = 149;
}

/// <summary>The averaged generator; imaginaire's section <c>trainer.model_average_config</c>.</summary>
public sealed record ModelAverageConfig
{
    /// <summary>enabled: whether there is one.</summary>
    public bool Enabled { get; init; }

    /// <summary>beta: the share of the old average.</summary>
    public double Decay { get; init; } = 0.9999;

    /// <summary>start_iteration: until then the average is a copy.</summary>
    public int StartIteration { get; init; } = 1000;

    /// <summary>remove_sn: whether the average is of weights that spectral normalisation has divided already.</summary>
    public bool RemoveSpectral { get; init; } = true;
}

/// <summary>How the learning rate changes; imaginaire's key is <c>lr_policy.type</c>.</summary>
public enum RatePolicy
{
    /// <summary><c>step</c>: a factor every so many iterations.</summary>
    Step,
    /// <summary><c>constant</c>: never.</summary>
    Constant,
    /// <summary><c>linear</c>: in a straight line between two iterations.</summary>
    Linear,
}

/// <summary>Adam and its schedule; imaginaire's sections <c>gen_opt</c> and <c>dis_opt</c>.</summary>
public sealed record ImaginaireOptimizerConfig
{
    /// <summary>lr: step size at iteration 0.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>adam_beta1: β₁; 0 means that the mean is the gradient itself.</summary>
    public double Beta1 { get; init; }

    /// <summary>adam_beta2: β₂.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>lr_policy.type.</summary>
    public RatePolicy Policy { get; init; } = RatePolicy.Step;

    /// <summary>lr_policy.iteration_mode: whether the schedule counts iterations; false is refused where it would
    /// matter.</summary>
    public bool CountsIterations { get; init; } = true;

    /// <summary>lr_policy.step_size: iterations between decays.</summary>
    public int StepSize { get; init; } = 100_000;

    /// <summary>lr_policy.gamma: the factor of a decay.</summary>
    public double Gamma { get; init; } = 0.5;

    /// <summary>lr_policy.decay_start: the last iteration at the full rate.</summary>
    public int DecayStart { get; init; }

    /// <summary>lr_policy.decay_end: the first iteration at the final rate.</summary>
    public int DecayEnd { get; init; } = 1;

    /// <summary>lr_policy.decay_target: the final rate as a share of the first.</summary>
    public double DecayTarget { get; init; }

    /// <summary>clip_grad_norm: the largest norm of all gradients together; 0 for no limit.</summary>
    public double GradientLimit { get; init; }
}

/// <summary>Batches and what is done to training pictures; imaginaire's section <c>data.train</c>.</summary>
public sealed record CocoFunitPictureConfig
{
    /// <summary>batch_size: content pictures, and style pictures, per iteration.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>augmentations.resize_smallest_side: pixels of the shorter side after resizing.</summary>
    public int? ShorterSide { get; init; } = 270;

    /// <summary>augmentations.resize_h_w: the exact size instead.</summary>
    public (int Height, int Width)? ResizeHeightWidth { get; init; }

    /// <summary>augmentations.random_scale_limit: pictures are enlarged by a factor drawn from 1 to 1 + this.</summary>
    public double LargestScale { get; init; } = 0.1;

    /// <summary>augmentations.horizontal_flip: whether half of the pictures are mirrored.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>augmentations.random_crop_h_w: rows of a training crop.</summary>
    public int CropHeight { get; init; } = 256;

    /// <summary>augmentations.random_crop_h_w: columns of a training crop.</summary>
    public int CropWidth { get; init; } = 256;
}
