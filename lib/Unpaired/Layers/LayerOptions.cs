namespace Unpaired.Layers;

/// <summary>What normalises the output of a block; the original's key is <c>norm</c>.</summary>
public enum Normalization
{
    /// <summary><c>none</c>: nothing.</summary>
    None,
    /// <summary><c>in</c>: each channel of each sample to mean 0 and variance 1; no parameters, no running
    /// statistics.</summary>
    Instance,
    /// <summary><c>bn</c>: each channel over the batch, affine, with running statistics.</summary>
    Batch,
    /// <summary><c>ln</c>: each sample over all its channels and pixels (<see cref="SampleLayerNorm"/>).</summary>
    Layer,
    /// <summary><c>adain</c>: as <see cref="Instance"/>, then scale and shift from a style (<see
    /// cref="AdaptiveInstanceNorm2d"/>).</summary>
    Adaptive,
    /// <summary><c>sn</c>: the weights, not the output: divided by their largest singular value (<see
    /// cref="SpectralNorm"/>).</summary>
    Spectral,
}

/// <summary>The nonlinearity at the end of a block; the original's key is <c>activ</c>.</summary>
public enum Activation
{
    /// <summary><c>none</c>: the identity.</summary>
    None,
    /// <summary><c>relu</c>: max(x, 0).</summary>
    Relu,
    /// <summary><c>lrelu</c>: x, or 0.2 x below zero.</summary>
    LeakyRelu,
    /// <summary><c>prelu</c>: x, or a·x below zero with one learnt slope a, 0.25 at the start.</summary>
    ParametricRelu,
    /// <summary><c>selu</c>: the scaled exponential unit.</summary>
    Selu,
    /// <summary><c>tanh</c>: into [-1, 1].</summary>
    Tanh,
}

/// <summary>What lies beyond the border of a feature map; the original's key is <c>pad_type</c>.</summary>
public enum PaddingKind
{
    /// <summary><c>reflect</c>: the map mirrored, the border row not repeated; needs a side above the
    /// padding.</summary>
    Reflect,
    /// <summary><c>replicate</c>: the border row repeated.</summary>
    Replicate,
    /// <summary><c>zero</c>: zeros.</summary>
    Zero,
}

/// <summary>The adversarial loss; the original's key is <c>gan_type</c>.</summary>
public enum GanKind
{
    /// <summary><c>lsgan</c>: squared distance of the score to 0 (fake) and 1 (real).</summary>
    LeastSquares,
    /// <summary><c>nsgan</c>: cross entropy of the score's sigmoid.</summary>
    NonSaturating,
}

/// <summary>How convolution and linear weights start; the original's key is <c>init</c>.</summary>
public enum InitializationKind
{
    /// <summary><c>gaussian</c>: N(0, 0.02²).</summary>
    Gaussian,
    /// <summary><c>xavier</c>: N(0, 4 / (fan in + fan out)).</summary>
    Xavier,
    /// <summary><c>kaiming</c>: N(0, 2 / fan in).</summary>
    Kaiming,
    /// <summary><c>orthogonal</c>: √2 times an orthogonal matrix.</summary>
    Orthogonal,
    /// <summary><c>default</c>: the framework's own, U(±1/√fan in).</summary>
    Default,
}

/// <summary>The words that the original configuration files use for the options of layers.</summary>
public static class OriginalNames
{
    private static readonly Dictionary<Type, (string Name, Enum Value)[]> Tables = new()
    {
        [typeof(Normalization)] =
        [
            ("none", Normalization.None), ("in", Normalization.Instance), ("bn", Normalization.Batch),
            ("ln", Normalization.Layer), ("adain", Normalization.Adaptive), ("sn", Normalization.Spectral),
        ],
        [typeof(Activation)] =
        [
            ("none", Activation.None), ("relu", Activation.Relu), ("lrelu", Activation.LeakyRelu),
            ("prelu", Activation.ParametricRelu), ("selu", Activation.Selu), ("tanh", Activation.Tanh),
        ],
        [typeof(PaddingKind)] =
            [("reflect", PaddingKind.Reflect), ("replicate", PaddingKind.Replicate), ("zero", PaddingKind.Zero)],
        [typeof(GanKind)] = [("lsgan", GanKind.LeastSquares), ("nsgan", GanKind.NonSaturating)],
        [typeof(InitializationKind)] =
        [
            ("gaussian", InitializationKind.Gaussian), ("xavier", InitializationKind.Xavier),
            ("kaiming", InitializationKind.Kaiming), ("orthogonal", InitializationKind.Orthogonal),
            ("default", InitializationKind.Default),
        ],
    };

    /// <summary>The option that a word of an original configuration file stands for.</summary>
    /// <param name="word">For example <c>lrelu</c>; case matters, as in the original.</param>
    /// <exception cref="ArgumentException">Another word; the message lists the known ones.</exception>
    public static T Parse<T>(string word) where T : struct, Enum
    {
        foreach (var (name, value) in Tables[typeof(T)])
        {
            if (name == word) return (T)value;
        }
        throw new ArgumentException($"expected one of {Known<T>()}; got '{word}'");
    }

    /// <summary>The original's word for an option.</summary>
    public static string Of<T>(T value) where T : struct, Enum =>
        Tables[typeof(T)].First(entry => entry.Value.Equals(value)).Name;

    private static string Known<T>() => string.Join(", ", Tables[typeof(T)].Select(entry => entry.Name));
}
