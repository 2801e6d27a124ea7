using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>The original authors' layer norm: one mean and one deviation per sample, over channels and
/// pixels.</summary>
/// <remarks>
/// y = (x − m) / (s + 1e-5) · gamma[c] + beta[c]. Parity: s is the <em>unbiased</em> deviation (divisor n − 1), and the
/// small constant is added to s, not to the variance; torch's own layer norm does neither.
/// Original: MUNIT networks.py, LayerNorm (a82e222).
/// </remarks>
public sealed class SampleLayerNorm : nn.Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-5;

    // The names are the original's keys: TorchSharp finds parameters by the field's name when it converts a module.
    private readonly Parameter gamma;
    private readonly Parameter beta;

    /// <summary>gamma is drawn from U(0, 1), beta is 0.</summary>
    /// <param name="features">Channels (or features) of the input, at least 1.</param>
    public SampleLayerNorm(long features) : base(nameof(SampleLayerNorm))
    {
        gamma = nn.Parameter(rand(features));
        beta = nn.Parameter(zeros(features));
        register_parameter("gamma", gamma);
        register_parameter("beta", beta);
        this.KeepState();
    }

    /// <summary>Draws gamma anew from U(0, 1) of a generator, so that a seed decides it.</summary>
    public void Reset(Generator generator)
    {
        using var quiet = no_grad();
        gamma.uniform_(0, 1, generator);
        beta.zero_();
    }

    /// <param name="x">[N, C, ...] with any number of further axes, or [N, C].</param>
    /// <returns>The same shape.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        long[] perSample = [x.shape[0], .. Enumerable.Repeat(1L, (int)x.dim() - 1)];
        long[] perChannel = [1, x.shape[1], .. Enumerable.Repeat(1L, (int)x.dim() - 2)];
        long[] allButBatch = [.. Enumerable.Range(1, (int)x.dim() - 1)];

        var centred = x - x.mean(allButBatch).view(perSample);
        // The norm of the centred map is the deviation times √(n − 1): much faster than a deviation kernel.
        var deviation = centred.flatten(1).norm(1, keepdim: true, 2f).view(perSample)
            .Over(Math.Sqrt(x.numel() / x.shape[0] - 1));
        var scale = gamma.view(perChannel) / deviation.Plus(Epsilon);
        using Scalar one = 1;
        return addcmul(beta.view(perChannel), centred, scale, one).MoveToOuterDisposeScope();
    }
}
