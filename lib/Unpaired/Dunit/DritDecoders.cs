using TorchSharp.Modules;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>Draws pictures from content and attribute: G(c, z).</summary>
/// <remarks>
/// In two stages, between which DUNIT merges instances in: a residual stage that is told the style, and a tail that
/// doubles the map twice. Original: DRIT networks.py (f19f50a).
/// </remarks>
public abstract class DritDecoder(string name) : nn.Module(name)
{
    /// <summary>Channels of the map between both stages.</summary>
    public abstract long MergedChannels { get; }

    /// <summary>The style in the form that the residual stages need; the same for pictures and their
    /// instances.</summary>
    /// <param name="style">[N, nz].</param>
    /// <param name="domain">Of the picture to draw.</param>
    /// <returns>[N, something]. The caller owns it.</returns>
    public abstract Tensor PrepareStyle(Tensor style, Domain domain);

    /// <summary>The residual stage.</summary>
    /// <param name="content">[N, 4 b, h, w].</param>
    /// <param name="prepared">From <see cref="PrepareStyle"/>.</param>
    /// <param name="domain">Of the picture to draw.</param>
    /// <returns>[N, <see cref="MergedChannels"/>, h, w]. The caller owns it.</returns>
    public abstract Tensor Residuals(Tensor content, Tensor prepared, Domain domain);

    /// <summary>The tail.</summary>
    /// <param name="merged">[N, <see cref="MergedChannels"/>, h, w].</param>
    /// <param name="style">[N, nz].</param>
    /// <param name="domain">Of the picture to draw.</param>
    /// <returns>[N, channels, 4 h, 4 w] in [-1, 1]. The caller owns it.</returns>
    public abstract Tensor Tail(Tensor merged, Tensor style, Domain domain);

    /// <summary>Both stages: DRIT's decoder.</summary>
    /// <param name="content">[N, 4 b, h, w].</param>
    /// <param name="style">[N, nz].</param>
    /// <param name="domain">Of the picture to draw.</param>
    /// <returns>[N, channels, 4 h, 4 w] in [-1, 1]. The caller owns it.</returns>
    public Tensor Decode(Tensor content, Tensor style, Domain domain)
    {
        using var scope = NewDisposeScope();
        return Tail(Residuals(content, PrepareStyle(style, domain), domain), style, domain).MoveToOuterDisposeScope();
    }
}

/// <summary>The residual stage of a decoder for both domains: of whole pictures, or of instances.</summary>
internal abstract class ResidualStage
{
    /// <summary>Its modules by name.</summary>
    internal abstract IReadOnlyList<(string Key, nn.Module Part)> Parts(Domain domain);

    /// <summary>Its modules that both domains share, by name.</summary>
    internal virtual IReadOnlyList<(string Key, nn.Module Part)> Shared => [];

    /// <param name="content">[N, 4 b, h, w].</param>
    /// <param name="prepared">The decoder's prepared style, a row for each.</param>
    /// <param name="domain">Of the picture to draw.</param>
    internal abstract Tensor Apply(Tensor content, Tensor prepared, Domain domain);

    /// <summary>The stage of a decoder.</summary>
    internal static ResidualStage Of(bool concatenates, long width, long styleSize) =>
        concatenates ? new ConcatStage(width, styleSize) : new FeaturewiseStage(width);
}

/// <summary>Four residual blocks, each with a style of its own; <c>decA1 … decA4</c>.</summary>
internal sealed class FeaturewiseStage : ResidualStage
{
    internal const int Blocks = 4;
    private readonly StyledResidual[][] blocks;

    internal FeaturewiseStage(long width)
    {
        StyledResidual[] Branch() => [.. Enumerable.Range(0, Blocks).Select(_ => new StyledResidual(4 * width))];
        blocks = [Branch(), Branch()];
    }

    internal override IReadOnlyList<(string Key, nn.Module Part)> Parts(Domain domain) =>
        [.. blocks[(int)domain].Select((block, i) => ($"dec{domain}{i + 1}", (nn.Module)block))];

    internal override Tensor Apply(Tensor content, Tensor prepared, Domain domain)
    {
        using var scope = NewDisposeScope();
        var y = content;
        foreach (var (block, style) in blocks[(int)domain].Zip(prepared.chunk(Blocks, 1))) y = block.Apply(y, style);
        return y.MoveToOuterDisposeScope();
    }
}

/// <summary>A residual block that both domains share, then three that see the style; <c>dec_share, decA1</c>.</summary>
internal sealed class ConcatStage : ResidualStage
{
    private const int Blocks = 3;
    private readonly DritResidual shared;
    private readonly DritResidual[][] blocks;

    internal ConcatStage(long width, long styleSize)
    {
        DritResidual[] Branch() =>
            [.. Enumerable.Range(0, Blocks).Select(_ => new DritResidual(4 * width + styleSize))];
        shared = new DritResidual(4 * width);
        blocks = [Branch(), Branch()];
    }

    internal override IReadOnlyList<(string Key, nn.Module Part)> Shared => [("dec_share", KeyLevel.Of([shared]))];

    internal override IReadOnlyList<(string Key, nn.Module Part)> Parts(Domain domain) =>
        [($"dec{domain}1", KeyLevel.Of(blocks[(int)domain]))];

    internal override Tensor Apply(Tensor content, Tensor prepared, Domain domain)
    {
        using var scope = NewDisposeScope();
        var y = StyleMaps.Append(shared.call(content), prepared);
        foreach (var block in blocks[(int)domain]) y = block.call(y);
        return y.MoveToOuterDisposeScope();
    }
}

/// <summary>The decoder for changes of shape (<c>concat 0</c>): an MLP makes a style for each of four blocks.</summary>
/// <remarks>Keys <c>decA1 … decA5, decB1 … decB5, mlpA, mlpB</c>. Original: G (DRIT networks.py, f19f50a).</remarks>
public sealed class FeaturewiseDecoder : DritDecoder
{
    private readonly FeaturewiseStage stage;
    private readonly (UpBlock[] Doublings, ConvTranspose2d Last)[] tails;
    private readonly Linear[][] mlps;

    /// <param name="channelsA">Channels of pictures of domain A.</param>
    /// <param name="channelsB">Channels of pictures of domain B.</param>
    /// <param name="width">b.</param>
    /// <param name="styleSize">nz.</param>
    /// <param name="hidden">Hidden units of the MLP.</param>
    public FeaturewiseDecoder(long channelsA, long channelsB, long width, long styleSize, long hidden)
        : base(nameof(FeaturewiseDecoder))
    {
        MergedChannels = 4 * width;
        stage = new FeaturewiseStage(width);
        (UpBlock[], ConvTranspose2d) TailTo(long channels) => (
            [new UpBlock(4 * width, 2 * width), new UpBlock(2 * width, width)], nn.ConvTranspose2d(width, channels, 1));
        tails = [TailTo(channelsA), TailTo(channelsB)];
        Linear[] Mlp() =>
        [
            nn.Linear(styleSize, hidden), nn.Linear(hidden, hidden),
            nn.Linear(hidden, FeaturewiseStage.Blocks * 4 * width),
        ];
        mlps = [Mlp(), Mlp()];
        foreach (var domain in Enum.GetValues<Domain>())
        {
            foreach (var (key, part) in stage.Parts(domain)) register_module(key, part);
            var (doublings, last) = tails[(int)domain];
            register_module($"dec{domain}5", KeyLevel.Of([.. doublings, last]));
        }
        foreach (var domain in Enum.GetValues<Domain>())
        {
            register_module($"mlp{domain}", new KeyLevel(
                mlps[(int)domain].Select((layer, i) => ($"{2 * i}", (nn.Module)layer))));
        }
    }

    /// <inheritdoc/>
    public override long MergedChannels { get; }

    /// <inheritdoc/>
    public override Tensor PrepareStyle(Tensor style, Domain domain)
    {
        using var scope = NewDisposeScope();
        var layers = mlps[(int)domain];
        return layers[2].call(layers[1].call(layers[0].call(style).relu_()).relu_()).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Residuals(Tensor content, Tensor prepared, Domain domain) =>
        stage.Apply(content, prepared, domain);

    /// <inheritdoc/>
    public override Tensor Tail(Tensor merged, Tensor style, Domain domain)
    {
        using var scope = NewDisposeScope();
        var (doublings, last) = tails[(int)domain];
        var y = merged;
        foreach (var doubling in doublings) y = doubling.call(y);
        return last.call(y).tanh_().MoveToOuterDisposeScope();
    }
}

/// <summary>The decoder for changes of texture (<c>concat 1</c>): the style is put behind the channels again and
/// again.</summary>
/// <remarks>Keys <c>dec_share, decA1 … decA4, decB1 … decB4</c>. Original: G_concat (DRIT networks.py,
/// f19f50a).</remarks>
public sealed class ConcatDecoder : DritDecoder
{
    private readonly ConcatStage stage;
    private readonly (UpBlock[] Doublings, ConvTranspose2d Last)[] tails;

    /// <param name="channelsA">Channels of pictures of domain A.</param>
    /// <param name="channelsB">Channels of pictures of domain B.</param>
    /// <param name="width">b.</param>
    /// <param name="styleSize">nz.</param>
    public ConcatDecoder(long channelsA, long channelsB, long width, long styleSize) : base(nameof(ConcatDecoder))
    {
        MergedChannels = 4 * width + styleSize;
        stage = new ConcatStage(width, styleSize);
        long first = MergedChannels + styleSize, second = first / 2 + styleSize, third = second / 2 + styleSize;
        (UpBlock[], ConvTranspose2d) TailTo(long channels) => (
            [new UpBlock(first, first / 2), new UpBlock(second, second / 2)], nn.ConvTranspose2d(third, channels, 1));
        tails = [TailTo(channelsA), TailTo(channelsB)];
        foreach (var (key, part) in stage.Shared) register_module(key, part);
        foreach (var domain in Enum.GetValues<Domain>())
        {
            foreach (var (key, part) in stage.Parts(domain)) register_module(key, part);
            var (doublings, last) = tails[(int)domain];
            register_module($"dec{domain}2", KeyLevel.Of([doublings[0]]));
            register_module($"dec{domain}3", KeyLevel.Of([doublings[1]]));
            register_module($"dec{domain}4", KeyLevel.Of([last]));
        }
    }

    /// <inheritdoc/>
    public override long MergedChannels { get; }

    /// <inheritdoc/>
    public override Tensor PrepareStyle(Tensor style, Domain domain) => style.alias();

    /// <inheritdoc/>
    public override Tensor Residuals(Tensor content, Tensor prepared, Domain domain) =>
        stage.Apply(content, prepared, domain);

    /// <inheritdoc/>
    public override Tensor Tail(Tensor merged, Tensor style, Domain domain)
    {
        using var scope = NewDisposeScope();
        var (doublings, last) = tails[(int)domain];
        var y = StyleMaps.Append(merged, style);
        foreach (var doubling in doublings) y = StyleMaps.Append(doubling.call(y), style);
        return last.call(y).tanh_().MoveToOuterDisposeScope();
    }
}
