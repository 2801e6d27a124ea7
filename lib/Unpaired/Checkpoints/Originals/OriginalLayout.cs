namespace Unpaired.Checkpoints.Originals;

/// <summary>Where an original file keeps a network, and what our files put in front of its names.</summary>
/// <param name="Original">The way in the original's tree, joined with slashes, up to the names.</param>
/// <param name="Ours">What stands there in our safetensors files.</param>
internal sealed record NetworkPlace(string Original, string Ours);

/// <summary>The layout of a system's original checkpoints: which networks our safetensors files hold by name.</summary>
/// <param name="System">What our weight files call the system.</param>
/// <param name="Sign">A file that has a name which begins so is of this system.</param>
/// <param name="Places">The networks, the longest ways first.</param>
/// <remarks>
/// Whatever an original file holds beside these networks (raw generators where there is an average, discriminators,
/// optimizers) keeps its way in the tree as its name, with slashes, which our loaders pass over.
/// </remarks>
internal sealed record OriginalLayout(string System, string Sign, IReadOnlyList<NetworkPlace> Places)
{
    private const string Averaged = "net_G/module.averaged_model.", Alone = "net_G/module.";

    /// <summary>All systems; the first whose sign is found counts.</summary>
    public static IReadOnlyList<OriginalLayout> All { get; } =
    [
        new("coco-funit", Averaged + "generator.usb", [new(Averaged + "generator.", "")]),
        new("coco-funit", Alone + "generator.usb", [new(Alone + "generator.", "")]),
        new("imaginaire-funit", Averaged + "generator.", [new(Averaged + "generator.", "")]),
        new("imaginaire-funit", Alone + "generator.", [new(Alone + "generator.", "")]),
        new("imaginaire-munit", Averaged + "autoencoder_a.style_encoder.", Pair(Averaged)),
        new("imaginaire-munit", Alone + "autoencoder_a.style_encoder.", Pair(Alone)),
        new("imaginaire-unit", Averaged + "autoencoder_a.", Pair(Averaged)),
        new("imaginaire-unit", Alone + "autoencoder_a.", Pair(Alone)),
        new("munit", "a/enc_style.", [new("a/", "a."), new("b/", "b.")]),
        new("munit", "a/module.enc_style.", [new("a/", "a."), new("b/", "b.")]),
        new("unit", "a/enc.", [new("a/", "a."), new("b/", "b.")]),
        new("unit", "a/module.enc.", [new("a/", "a."), new("b/", "b.")]),
        new("funit", "gen_test/", [new("gen/", "gen."), new("gen_test/", "gen_test.")]),
        new("tunit", "C_EMA_state_dict/", [new("C_EMA_state_dict/", "c_ema."), new("G_EMA_state_dict/", "g_ema.")]),
        new("drit", "disContent/", [new("enc_c/", "enc_c."), new("enc_a/", "enc_a."), new("gen/", "gen.")]),
        new("drit", "enc_c/conv_share.", [new("enc_c/", "enc_c."), new("enc_a/", "enc_a."), new("gen/", "gen.")]),
        new("detector", "model/backbone.body.", [new("model/", "")]),
        new("detector", "backbone.body.", [new("", "")]),
        new("detector", "module.backbone.body.", [new("", "")]),
    ];

    /// <summary>The layout of a file, or null if it is none of these.</summary>
    /// <param name="ways">Of all its tensors.</param>
    public static OriginalLayout? Of(IReadOnlyCollection<string> ways) => All.FirstOrDefault(layout =>
        ways.Any(way => way.StartsWith(layout.Sign, StringComparison.Ordinal)));

    /// <summary>The name in our file for a way in the original's tree.</summary>
    public string NameOf(string way)
    {
        foreach (var place in Places)
        {
            if (way.StartsWith(place.Original, StringComparison.Ordinal)
                && !way.AsSpan(place.Original.Length).Contains('/'))
                return place.Ours + way[place.Original.Length..];
        }

        return way;
    }

    private static NetworkPlace[] Pair(string prefix) =>
        [new(prefix + "autoencoder_a.", "a."), new(prefix + "autoencoder_b.", "b.")];
}
