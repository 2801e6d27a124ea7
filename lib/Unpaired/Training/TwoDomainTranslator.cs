using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>A pair of trained generators that pictures go through; what is done with their codes is the
/// paper's.</summary>
/// <typeparam name="TConfig">The paper's configuration.</typeparam>
/// <typeparam name="TGenerator">The paper's generator.</typeparam>
public abstract class TwoDomainTranslator<TConfig, TGenerator> : IDisposable
    where TConfig : TwoDomainConfig
    where TGenerator : nn.Module
{
    private readonly bool owned;

    private protected TwoDomainTranslator(TConfig config, TGenerator generatorA, TGenerator generatorB, bool owned)
    {
        (Config, GeneratorA, GeneratorB, this.owned) = (config, generatorA, generatorB, owned);
    }

    /// <summary>The configuration of the generators.</summary>
    public TConfig Config { get; }

    /// <summary>Domain A's auto-encoder.</summary>
    public TGenerator GeneratorA { get; }

    /// <summary>Domain B's auto-encoder.</summary>
    public TGenerator GeneratorB { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (owned)
        {
            GeneratorA.Dispose();
            GeneratorB.Dispose();
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>A domain's auto-encoder.</summary>
    private protected TGenerator Generator(Domain domain) => domain == Domain.A ? GeneratorA : GeneratorB;

    /// <summary>The two domains of a translation.</summary>
    private protected static (Domain From, Domain To) Ends(Direction direction) =>
        direction == Direction.AtoB ? (Domain.A, Domain.B) : (Domain.B, Domain.A);

    /// <summary>A picture with sides that survive the halvings, if there is memory for it.</summary>
    /// <exception cref="InsufficientMemoryException">A picture too large for this machine.</exception>
    private protected FittedPicture Fitted(Picture input)
    {
        var fitted = PictureFit.ToMultiple(input, 1 << Config.AutoEncoder.Downsamplings);
        PictureFit.RequireMemory(fitted.Picture, Config.AutoEncoder.Width, "input");
        return fitted;
    }

    /// <summary>The batch of one that a domain's encoders take: [1, 3 or 1, H, W].</summary>
    private protected Tensor Input(Picture picture, Domain domain)
    {
        int channels = domain == Domain.A ? Config.InputChannelsA : Config.InputChannelsB;
        var weight = Generator(domain).parameters().First();
        var x = picture.ToTensor().unsqueeze(0).to(weight.dtype).to(weight.device);
        return channels == 1 ? x.mean([1], keepdim: true) : x;
    }
}
