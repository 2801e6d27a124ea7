namespace Unpaired.Checkpoints;

/// <summary>What a rule found.</summary>
/// <param name="System">What our weight files call it, or null.</param>
/// <param name="What">The beginning of the sentence.</param>
/// <param name="Facts">Widths, counts, peculiarities.</param>
/// <param name="HasPictures">Whether a picture size in a configuration belongs to it.</param>
/// <param name="Pixels">A picture size that the shapes themselves tell.</param>
internal sealed record TitleFacts(
    string? System, string What, IReadOnlyList<string> Facts, bool HasPictures = true, long? Pixels = null);

/// <summary>One rule for each kind of file that people bring; the first that knows it counts.</summary>
internal static class TitleRules
{
    public static IReadOnlyList<Func<TitleNames, TitleFacts?>> All { get; } =
    [
        Imaginaire, OwnImaginaire, Munit, Unit, PatchDiscriminators, Funit, FunitDiscriminator, Tunit, Drit, Dunit,
        Detector, Optimizer, FeatureNetwork,
    ];

    private static TitleFacts? Imaginaire(TitleNames n)
    {
        if (!n.Any("net_G."))
            return null;
        bool averaged = n.Any("net_G.module.averaged_model.");
        string raw = averaged ? "net_G.module.module." : "net_G.module.";
        bool few = n.Any(raw + "generator.");
        string body = few ? raw + "generator." : raw + "autoencoder_a.";
        string? system = few ? n.Has(body + "usb") ? "coco-funit" : "imaginaire-funit"
            : n.Any(body + "style_encoder.") ? "imaginaire-munit"
            : n.Any(body + "content_encoder.") ? "imaginaire-unit" : null;
        string name = system switch
        {
            "coco-funit" => "COCO-FUNIT",
            "imaginaire-funit" => "imaginaire's FUNIT",
            "imaginaire-munit" => "imaginaire's MUNIT (another network than the 2018 MUNIT; not built here)",
            "imaginaire-unit" => "imaginaire's UNIT (another network than the 2017 UNIT; not built here)",
            _ => "an imaginaire model that is not known here",
        };
        string first = body + "content_encoder.model.0.layers.conv.weight";
        return new TitleFacts(system, $"{name} checkpoint", Some(
            Dim(Math.Max(n.Size(first), n.Size(first + "_orig"))),
            n.Size("net_D.module.model.embedder.weight") is > 0 and var classes ? $"{classes} classes" : null,
            n.AnyEnds("weight_orig") ? "spectral norm" : null,
            n.AnyEnds("weight_g") ? "weight norm" : null,
            averaged ? "with averaged model" : null,
            n.Any("net_D.") ? null : "generator only",
            n.Any("opt_G.") ? "with optimizers" : null));
    }

    private static TitleFacts? OwnImaginaire(TitleNames n) => n.Any("content_encoder.model.0.layers.conv.weight")
        ? new TitleFacts(n.Has("usb") ? "coco-funit" : "imaginaire-funit",
            n.Has("usb") ? "COCO-FUNIT generator" : "generator of imaginaire's FUNIT", Some(Dim(Math.Max(
                n.Size("content_encoder.model.0.layers.conv.weight"),
                n.Size("content_encoder.model.0.layers.conv.weight_orig")))))
        : null;

    private static TitleFacts? Munit(TitleNames n) => n.Any("a.enc_style.")
        ? new TitleFacts("munit", "MUNIT generator pair", Some(
            Dim(Width(n, "a.enc_content.model.0.conv")), Style(n), Era(n)))
        : null;

    private static TitleFacts? Unit(TitleNames n) => n.Any("a.enc.model.")
        ? new TitleFacts("unit", "UNIT generator pair", Some(Dim(Width(n, "a.enc.model.0.conv")), Era(n)))
        : null;

    private static TitleFacts? PatchDiscriminators(TitleNames n) => n.Any("a.cnns.0.")
        ? new TitleFacts(null, "UNIT or MUNIT discriminator pair", Some(
            Dim(Width(n, "a.cnns.0.0.conv")), $"{n.Distinct(@"^a\.cnns\.(\d+)\.")} scales",
            n.AnyEnds(".weight_bar") ? "spectral norm" : null), HasPictures: false)
        : null;

    private static TitleFacts? Funit(TitleNames n)
    {
        string at = n.Any("gen_test.enc_content.") ? "gen_test." : "gen.";
        return n.Any(at + "enc_class_model.")
            ? new TitleFacts("funit", n.Any("gen.enc_content.") && at == "gen_test."
                ? "FUNIT generators (trained and averaged)" : "FUNIT generator", Some(
                Dim(Width(n, at + "enc_content.model.0.conv"))))
            : null;
    }

    private static TitleFacts? FunitDiscriminator(TitleNames n) => n.Any("dis.cnn_f.")
        ? new TitleFacts("funit", "FUNIT discriminator", Some(
            Dim(n.Size("dis.cnn_f.0.conv.weight")), $"{n.Size("dis.cnn_c.0.conv.weight")} classes"), HasPictures: false)
        : null;

    private static TitleFacts? Tunit(TitleNames n)
    {
        bool whole = n.Any("C_EMA_state_dict.");
        string guide = whole ? "C_EMA_state_dict." : "c_ema.", painter = whole ? "G_EMA_state_dict." : "g_ema.";
        if (!n.Any(guide + "disc."))
            return null;
        // Two blocks for each halving from the picture down to 4 x 4.
        int blocks = n.Distinct(@"^D_state_dict\.main\.(\d+)\.conv1\.weight$");
        return new TitleFacts("tunit", whole && n.Any("D_state_dict.") ? "TUNIT checkpoint" : "TUNIT translator", Some(
            Dim(n.Size(painter + "cnt_encoder.model.0.conv.weight")), $"{n.Size(guide + "disc.weight")} pseudo-classes",
            $"style {n.Size(guide + "cont.weight")}", n.Any("c_optimizer.state.") ? "with optimizers" : null),
            Pixels: blocks > 0 ? 4L << (blocks / 2) : null);
    }

    private static TitleFacts? Drit(TitleNames n) => n.Any("enc_c.conv_share.")
        ? new TitleFacts("drit", n.Any("ins.") || n.Any("detector.") ? "DUNIT checkpoint" : "DRIT checkpoint", Some(
            Dim(n.Size("enc_c.convA.0.model.1.weight")),
            n.Any("enc_a.fc_A.") ? "concatenated attributes" : "feature-wise attributes",
            n.Any("disContent.") ? null : "generator and encoders only",
            n.Any("gen_opt.") ? "with optimizers" : null))
        : null;

    private static TitleFacts? Dunit(TitleNames n) =>
        n.Any("content_encoder.shared_layers.") && n.Any("style_encoder.layers.")
        ? new TitleFacts("dunit", "networks of the released DUNIT code", Some(
            Dim(n.Size("content_encoder.layers.0.layers.1.weight"))))
        : null;

    private static TitleFacts? Detector(TitleNames n)
    {
        string at = n.Any("model.backbone.body.") ? "model." : "";
        if (!n.Any(at + "backbone.body.") || !n.Any(at + "rpn.head."))
            return null;
        string body = n.Has(at + "backbone.body.conv1.weight") ? "ResNet" : "MobileNetV3";
        return new TitleFacts("detector", $"torchvision Faster R-CNN, {body} with FPN", Some(
            $"{n.Size(at + "roi_heads.box_predictor.cls_score.weight")} classes",
            n.Has(at + "rpn.head.conv.weight") ? "names of 2019" : null,
            n.Any("optimizer.") ? "with optimizer" : null), HasPictures: false);
    }

    private static TitleFacts? Optimizer(TitleNames n)
    {
        foreach (var (moment, kind) in new[] { (".exp_avg", "Adam"), (".square_avg", "RMSprop") })
        {
            string[] owners = [.. n.All.Where(name => name.EndsWith(moment, StringComparison.Ordinal))
                .Select(name => name.Split(".state.")[0]).Distinct()];
            if (owners.Length == 0)
                continue;
            int count = n.All.Count(name => name.EndsWith(moment, StringComparison.Ordinal));
            return new TitleFacts(null, $"{kind} state of {Text.Some(owners)}", Some(
                $"{CheckpointTitle.Count(count)} parameters"), HasPictures: false);
        }

        return null;
    }

    private static TitleFacts? FeatureNetwork(TitleNames n)
    {
        TitleFacts Facts(string what, params string?[] facts) => new(null, what, Some(facts), HasPictures: false);
        if (n.Has("Conv2d_1a_3x3.conv.weight"))
            return Facts("Inception-v3 features", Dim(n.Size("Conv2d_1a_3x3.conv.weight")));
        if (n.Any("lin0.model."))
            return Facts("LPIPS weights", $"{n.Distinct(@"^lin(\d)\.")} layers");
        if (n.Size("features.0.weight", 2) == 11)
            return Facts("AlexNet", Dim(n.Size("features.0.weight")));
        if (n.Size("features.0.weight", 2) == 3 && n.Any("features.28."))
            return Facts("VGG16", Dim(n.Size("features.0.weight")));
        return n.Any("conv1_1.")
            ? Facts("VGG16 as UNIT's perceptual loss reads it", Dim(n.Size("conv1_1.weight")))
            : null;
    }

    /// <summary>The width of a block's convolution, with or without spectral norm.</summary>
    private static long Width(TitleNames n, string conv) =>
        Math.Max(n.Size(conv + ".weight"), n.Size(conv + ".module.weight_bar"));

    private static string? Dim(long width) => width > 0 ? $"dim {width}" : null;

    private static string? Style(TitleNames n)
    {
        // The last layer of the style encoder is a bare convolution.
        long size = Enumerable.Range(0, 20).Select(i => n.Size($"a.enc_style.model.{i}.weight")).Max();
        return size > 0 ? $"style {size}" : null;
    }

    /// <summary>PyTorch 0.3 stored statistics of instance norms.</summary>
    private static string? Era(TitleNames n) =>
        n.All.Any(name => name.StartsWith("a.enc", StringComparison.Ordinal)
            && name.EndsWith(".norm.running_mean", StringComparison.Ordinal))
        ? "with the unused norm statistics of PyTorch 0.3" : null;

    private static IReadOnlyList<string> Some(params string?[] facts) => [.. facts.OfType<string>()];
}
