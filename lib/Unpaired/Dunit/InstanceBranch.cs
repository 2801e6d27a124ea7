using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>Contents of instances, and where they belong.</summary>
/// <param name="Content">[K, 4 b, S, S].</param>
/// <param name="Boxes">K boxes; their rows are those of the maps to be merged into.</param>
internal sealed record InstanceCodes(Tensor Content, IReadOnlyList<PlacedBox> Boxes)
{
    /// <summary>The instances of one picture in several rows of a batch that show the same content.</summary>
    internal InstanceCodes InRows(params IReadOnlyList<int> rows) => new(
        rows.Count == 1 ? Content : Content.repeat(rows.Count, 1, 1, 1),
        [.. rows.SelectMany(row => Boxes.Select(box => box with { Row = row }))]);
}

/// <summary>What an instance goes through apart from its picture: its own content encoder and residual stage.</summary>
/// <remarks>
/// The authors' figure has both apart from those of the picture; their sizes are decided here. Keys <c>enc_ci.*</c>
/// (as <c>enc_c</c>) and the residual keys of the decoder, <c>decA1 …</c>.
/// </remarks>
public sealed class InstanceBranch : nn.Module
{
    // Named like its key: TorchSharp registers the fields of a module that becomes a part of another one.
    private readonly DritContentEncoder enc_ci;
    private readonly ResidualStage stage;

    /// <param name="config">Widths and options.</param>
    public InstanceBranch(DunitConfig config) : base(nameof(InstanceBranch))
    {
        enc_ci = new DritContentEncoder(config.ChannelsA, config.ChannelsB, config.Width);
        stage = ResidualStage.Of(config.Concatenates, config.Width, config.StyleSize);
        register_module("enc_ci", enc_ci);
        foreach (var (key, part) in stage.Shared) register_module(key, part);
        foreach (var domain in Enum.GetValues<Domain>())
        {
            foreach (var (key, part) in stage.Parts(domain)) register_module(key, part);
        }
    }

    /// <summary>The content of instances, without noise.</summary>
    /// <param name="crops">[K, channels, s, s].</param>
    /// <param name="domain">Of the pictures that they were cut out of.</param>
    /// <returns>[K, 4 b, s/4, s/4]. The caller owns it.</returns>
    public Tensor Encode(Tensor crops, Domain domain) => enc_ci.Encode(crops, domain);

    /// <summary>The residual stage.</summary>
    /// <param name="content">[K, 4 b, S, S].</param>
    /// <param name="prepared">The decoder's prepared style of the picture that each instance is drawn in.</param>
    /// <param name="domain">Of the pictures to draw.</param>
    /// <returns>[K, merged channels, S, S]. The caller owns it.</returns>
    public Tensor Residuals(Tensor content, Tensor prepared, Domain domain) => stage.Apply(content, prepared, domain);
}
