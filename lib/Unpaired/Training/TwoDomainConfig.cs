using Unpaired.Layers;

namespace Unpaired.Training;

/// <summary>The numbers of an experiment with two domains that UNIT and MUNIT have in common.</summary>
/// <remarks>
/// Original: configs/*.yaml of MUNIT at a82e222 and of UNIT at 28d5982. Keys that only the original's data loaders and
/// scripts use are kept, so that
/// nothing is lost when a file is read and written.
/// </remarks>
public abstract partial record TwoDomainConfig
{
    /// <summary>image_save_iter: iterations between saved previews.</summary>
    public int ImageSaveInterval { get; init; } = 10000;

    /// <summary>image_display_iter: iterations between shown previews.</summary>
    public int ImageDisplayInterval { get; init; } = 500;

    /// <summary>display_size: pictures per preview.</summary>
    public int DisplaySize { get; init; } = 16;

    /// <summary>snapshot_save_iter: iterations between checkpoints.</summary>
    public int SnapshotInterval { get; init; } = 10000;

    /// <summary>log_iter: iterations between log lines.</summary>
    public int LogInterval { get; init; } = 10;

    /// <summary>max_iter: iterations of the whole run.</summary>
    public int MaxIterations { get; init; } = 1_000_000;

    /// <summary>batch_size: pictures of each domain that are computed at once.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>
    /// accumulate, our own key: batches whose gradients are averaged for one step of the optimizers. 1, where the key
    /// is missing, is the released code.
    /// </summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Pictures of each domain for one step of the optimizers: batch_size · accumulate.</summary>
    public int PicturesPerStep => BatchSize * Accumulate;

    /// <summary>weight_decay: Adam's λ, added to the gradient.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>beta1: Adam's β₁.</summary>
    public double Beta1 { get; init; } = 0.5;

    /// <summary>beta2: Adam's β₂.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>init: starting weights of the generators; discriminators always start gaussian.</summary>
    public InitializationKind Initialization { get; init; } = InitializationKind.Kaiming;

    /// <summary>lr: Adam's step size at iteration 0, for generators and discriminators.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>lr_policy: <c>step</c>, or <c>constant</c> (also where a file has none).</summary>
    public string LearningRatePolicy { get; init; } = "step";

    /// <summary>step_size: iterations between decays of the learning rate.</summary>
    public int StepSize { get; init; } = 100_000;

    /// <summary>gamma: the factor of a decay.</summary>
    public double Gamma { get; init; } = 0.5;

    /// <summary>gan_w: weight of the adversarial losses.</summary>
    public double GanWeight { get; init; } = 1;

    /// <summary>recon_x_w: weight of reconstructing pictures within their domain.</summary>
    public double ImageReconstructionWeight { get; init; } = 10;

    /// <summary>recon_x_cyc_w: weight of the explicit cycle consistency; 0 leaves it out.</summary>
    public double CycleWeight { get; init; }

    /// <summary>vgg_w: weight of the domain-invariant perceptual loss; 0 leaves it out.</summary>
    public double PerceptualWeight { get; init; }

    /// <summary>vgg_model_path: the folder that holds <c>models/vgg16.weight</c>; needed if
    /// <see cref="PerceptualWeight"/> is above 0.</summary>
    public string? VggModelPath { get; init; }

    /// <summary>dis: the networks of a discriminator.</summary>
    public DiscriminatorConfig Discriminator { get; init; } = new();

    /// <summary>input_dim_a: channels of pictures of domain A, 3 or 1.</summary>
    public int InputChannelsA { get; init; } = 3;

    /// <summary>input_dim_b: channels of pictures of domain B, 3 or 1.</summary>
    public int InputChannelsB { get; init; } = 3;

    /// <summary>num_workers: loader threads.</summary>
    public int LoaderWorkers { get; init; } = 8;

    /// <summary>new_size: pixels of the shorter side after resizing, for both domains.</summary>
    public int? NewSize { get; init; } = 256;

    /// <summary>new_size_a: the same for domain A only.</summary>
    public int? NewSizeA { get; init; }

    /// <summary>new_size_b: the same for domain B only.</summary>
    public int? NewSizeB { get; init; }

    /// <summary>crop_image_height: pixels of a training crop.</summary>
    public int CropHeight { get; init; } = 256;

    /// <summary>crop_image_width: pixels of a training crop.</summary>
    public int CropWidth { get; init; } = 256;

    /// <summary>data_root and, in list mode, data_folder_train_a … data_list_test_b: where the pictures are, by the
    /// original's keys.</summary>
    public IReadOnlyDictionary<string, string> DataPaths { get; init; } = new Dictionary<string, string>();

    /// <summary>The networks of a generator, as far as all papers agree.</summary>
    internal abstract EncoderDecoderConfig AutoEncoder { get; }

    /// <summary>What the networks of both domains cost at the size of a training crop.</summary>
    internal abstract IReadOnlyList<NetworkCost> NetworkCosts { get; }

    /// <summary>Iterations between decays of the learning rate; 0 where it is constant.</summary>
    internal int DecaySteps => LearningRatePolicy == "step" ? StepSize : 0;

    /// <summary>Pixels of the shorter side that a picture of domain A is resized to.</summary>
    internal int ShorterSideA => NewSizeA ?? NewSize ?? 256;

    /// <summary>The configuration as a file that this library and the original read.</summary>
    public abstract string ToYaml();

    /// <summary>Equal settings, whatever the order of the data paths.</summary>
    public virtual bool Equals(TwoDomainConfig? other) =>
        other is not null && EqualityContract == other.EqualityContract && ToYaml() == other.ToYaml();

    /// <inheritdoc/>
    public override int GetHashCode() => ToYaml().GetHashCode(StringComparison.Ordinal);
}
