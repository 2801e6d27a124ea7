namespace Unpaired.Layers;

/// <summary>What the auto-encoders of UNIT and MUNIT have in common; the original's section <c>gen</c>.</summary>
public abstract record EncoderDecoderConfig
{
    /// <summary>dim: channels after the first convolution.</summary>
    public int Width { get; init; } = 64;

    /// <summary>activ: the nonlinearity.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>n_downsample: halvings in the content encoder, doublings in the decoder.</summary>
    public int Downsamplings { get; init; } = 2;

    /// <summary>n_res: residual blocks in the content encoder and again in the decoder.</summary>
    public int ResidualBlocks { get; init; } = 4;

    /// <summary>pad_type: what lies beyond the border.</summary>
    public PaddingKind Padding { get; init; } = PaddingKind.Reflect;

    /// <summary>Channels of the code: dim · 2^n_downsample.</summary>
    internal long CodeWidth => (long)Width << Downsamplings;
}

/// <summary>The networks of a <see cref="MultiScaleDiscriminator"/>; the original's section <c>dis</c>.</summary>
public sealed record DiscriminatorConfig
{
    /// <summary>dim: channels after the first convolution.</summary>
    public int Width { get; init; } = 64;

    /// <summary>norm: of all layers but the first and the last.</summary>
    public Normalization Normalization { get; init; } = Normalization.None;

    /// <summary>activ: the nonlinearity.</summary>
    public Activation Activation { get; init; } = Activation.LeakyRelu;

    /// <summary>n_layer: halvings per scale.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>gan_type: the adversarial loss.</summary>
    public GanKind GanKind { get; init; } = GanKind.LeastSquares;

    /// <summary>num_scales: sizes at which pictures are judged.</summary>
    public int Scales { get; init; } = 3;

    /// <summary>pad_type: what lies beyond the border.</summary>
    public PaddingKind Padding { get; init; } = PaddingKind.Reflect;
}
