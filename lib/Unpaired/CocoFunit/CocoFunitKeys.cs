using System.Globalization;
using Unpaired.Layers;
using Key = Unpaired.Training.ConfigKey<Unpaired.CocoFunit.CocoFunitConfig>;

namespace Unpaired.CocoFunit;

/// <summary>imaginaire's keys, by their whole way from the top of the file.</summary>
internal static class CocoFunitKeys
{
    private static readonly (string Word, GanMode Value)[] GanModes =
    [
        ("hinge", GanMode.Hinge), ("least_square", GanMode.LeastSquare), ("non_saturated", GanMode.NonSaturated),
        ("softplus", GanMode.Softplus), ("wasserstein", GanMode.Wasserstein),
    ];

    private static readonly (string Word, LayeredStart Value)[] Starts =
    [
        ("none", LayeredStart.Default), ("", LayeredStart.Default), ("normal", LayeredStart.Normal),
        ("xavier", LayeredStart.Xavier), ("xavier_uniform", LayeredStart.XavierUniform),
        ("kaiming", LayeredStart.Kaiming), ("kaiming_linear", LayeredStart.KaimingLinear),
        ("orthogonal", LayeredStart.Orthogonal),
    ];

    private static readonly (string Word, WeightNormalization Value)[] WeightNorms =
    [
        ("none", WeightNormalization.None), ("", WeightNormalization.None), ("spectral", WeightNormalization.Spectral),
        ("weight", WeightNormalization.Gain),
    ];

    private static readonly (string Word, PaddingKind Value)[] Paddings =
        [("reflect", PaddingKind.Reflect), ("replicate", PaddingKind.Replicate), ("zeros", PaddingKind.Zero)];

    private static readonly (string Word, RatePolicy Value)[] Policies =
        [("step", RatePolicy.Step), ("constant", RatePolicy.Constant), ("linear", RatePolicy.Linear)];

    private static readonly (string Word, bool Value)[] Generators =
        [("imaginaire.generators.coco_funit", true), ("imaginaire.generators.funit", false)];

    /// <summary>In the order in which they are written; those of one section stand together.</summary>
    internal static IReadOnlyList<Key> All { get; } =
    [
        Key.Whole("max_iter", c => c.MaxIterations, (c, v) => c with { MaxIterations = v }),
        Key.Whole("logging_iter", c => c.LogInterval, (c, v) => c with { LogInterval = v }),
        .. Trainer(),
        .. Optimizer("gen_opt", c => c.GeneratorOptimizer, (c, v) => c with { GeneratorOptimizer = v }),
        .. Optimizer("dis_opt", c => c.DiscriminatorOptimizer, (c, v) => c with { DiscriminatorOptimizer = v }),
        .. Generator(),
        .. Discriminator(),
        .. Pictures(),
    ];

    private static IEnumerable<Key> Trainer()
    {
        static Key Average<T>(
            string name, Func<string, Func<CocoFunitConfig, T>, Func<CocoFunitConfig, T, CocoFunitConfig>, Key> make,
            Func<ModelAverageConfig, T> get, Func<ModelAverageConfig, T, ModelAverageConfig> set) =>
            make("trainer.model_average_config." + name, c => get(c.Average),
                (c, v) => c with { Average = set(c.Average, v) });
        return
        [
            Fixed("trainer.type", "imaginaire.trainers.funit"),
            Average("enabled", Flag, a => a.Enabled, (a, v) => a with { Enabled = v }),
            Average("beta", Key.Real, a => a.Decay, (a, v) => a with { Decay = v }),
            Average("start_iteration", Whole, a => a.StartIteration, (a, v) => a with { StartIteration = v }),
            Average("remove_sn", Flag, a => a.RemoveSpectral, (a, v) => a with { RemoveSpectral = v }),
            Word("trainer.gan_mode", GanModes, c => c.GanMode, (c, v) => c with { GanMode = v }),
            // Parity: read so that a file which asks for them is refused; they are not written.
            Only("trainer.gan_relativistic", "False", "false"),
            Only("trainer.aug_policy", "", "none", "None", "null"),
            Key.Real("trainer.loss_weight.gan", c => c.GanWeight, (c, v) => c with { GanWeight = v }),
            Key.Real(
                "trainer.loss_weight.feature_matching", c => c.FeatureMatchingWeight,
                (c, v) => c with { FeatureMatchingWeight = v }),
            Key.Real(
                "trainer.loss_weight.image_recon", c => c.ReconstructionWeight,
                (c, v) => c with { ReconstructionWeight = v }),
            Word("trainer.init.type", Starts, c => c.Start, (c, v) => c with { Start = v }),
            Key.Real("trainer.init.gain", c => c.StartGain, (c, v) => c with { StartGain = v }),
        ];
    }

    private static IEnumerable<Key> Optimizer(
        string section, Func<CocoFunitConfig, ImaginaireOptimizerConfig> get,
        Func<CocoFunitConfig, ImaginaireOptimizerConfig, CocoFunitConfig> set)
    {
        Key Part<T>(
            string name, Func<string, Func<CocoFunitConfig, T>, Func<CocoFunitConfig, T, CocoFunitConfig>, Key> make,
            Func<ImaginaireOptimizerConfig, T> read,
            Func<ImaginaireOptimizerConfig, T, ImaginaireOptimizerConfig> write) =>
            make($"{section}.{name}", c => read(get(c)), (c, v) => set(c, write(get(c), v)));
        return
        [
            Fixed($"{section}.type", "adam"),
            Part("lr", Key.Real, o => o.LearningRate, (o, v) => o with { LearningRate = v }),
            Part("adam_beta1", Key.Real, o => o.Beta1, (o, v) => o with { Beta1 = v }),
            Part("adam_beta2", Key.Real, o => o.Beta2, (o, v) => o with { Beta2 = v }),
            Only($"{section}.eps", "1e-8", "1e-08", "1.0e-8", "1.0e-08"),
            Part("clip_grad_norm", Limit, o => o.GradientLimit, (o, v) => o with { GradientLimit = v }),
            Part("lr_policy.iteration_mode", Flag, o => o.CountsIterations, (o, v) => o with { CountsIterations = v }),
            Part("lr_policy.type", (name, from, to) => Word(name, Policies, from, to), o => o.Policy,
                (o, v) => o with { Policy = v }),
            Part("lr_policy.step_size", Whole, o => o.StepSize, (o, v) => o with { StepSize = v }),
            Part("lr_policy.gamma", Key.Real, o => o.Gamma, (o, v) => o with { Gamma = v }),
            Part("lr_policy.decay_start", Whole, o => o.DecayStart, (o, v) => o with { DecayStart = v }),
            Part("lr_policy.decay_end", Whole, o => o.DecayEnd, (o, v) => o with { DecayEnd = v }),
            Part("lr_policy.decay_target", Key.Real, o => o.DecayTarget, (o, v) => o with { DecayTarget = v }),
        ];
    }

    private static IEnumerable<Key> Generator()
    {
        static Key Part<T>(
            string name, Func<string, Func<CocoFunitConfig, T>, Func<CocoFunitConfig, T, CocoFunitConfig>, Key> make,
            Func<CocoFunitGeneratorConfig, T> get, Func<CocoFunitGeneratorConfig, T, CocoFunitGeneratorConfig> set) =>
            make("gen." + name, c => get(c.Generator), (c, v) => c with { Generator = set(c.Generator, v) });
        return
        [
            Part("type", (name, from, to) => Word(name, Generators, from, to), g => g.ContentConditioned,
                (g, v) => g with { ContentConditioned = v }),
            Part("num_filters", Whole, g => g.Width, (g, v) => g with { Width = v }),
            Part("num_filters_mlp", Whole, g => g.MlpWidth, (g, v) => g with { MlpWidth = v }),
            Part("style_dims", Whole, g => g.StyleSize, (g, v) => g with { StyleSize = v }),
            Part("usb_dims", Whole, g => g.StyleBiasSize, (g, v) => g with { StyleBiasSize = v }),
            Part("num_res_blocks", Whole, g => g.ResidualBlocks, (g, v) => g with { ResidualBlocks = v }),
            Part("num_mlp_blocks", Whole, g => g.MlpBlocks, (g, v) => g with { MlpBlocks = v }),
            Part("num_downsamples_content", Whole, g => g.ContentDownsamplings,
                (g, v) => g with { ContentDownsamplings = v }),
            Part("num_downsamples_style", Whole, g => g.StyleDownsamplings,
                (g, v) => g with { StyleDownsamplings = v }),
            Part("weight_norm_type", (name, from, to) => Word(name, WeightNorms, from, to), g => g.Weights,
                (g, v) => g with { Weights = v }),
        ];
    }

    private static IEnumerable<Key> Discriminator()
    {
        static Key Part<T>(
            string name, Func<string, Func<CocoFunitConfig, T>, Func<CocoFunitConfig, T, CocoFunitConfig>, Key> make,
            Func<CocoFunitDiscriminatorConfig, T> get,
            Func<CocoFunitDiscriminatorConfig, T, CocoFunitDiscriminatorConfig> set) =>
            make(
                "dis." + name, c => get(c.Discriminator),
                (c, v) => c with { Discriminator = set(c.Discriminator, v) });
        return
        [
            Fixed("dis.type", "imaginaire.discriminators.funit"),
            Part("num_filters", Whole, d => d.Width, (d, v) => d with { Width = v }),
            Part("max_num_filters", Whole, d => d.MaximumWidth, (d, v) => d with { MaximumWidth = v }),
            Part("num_layers", Whole, d => d.Layers, (d, v) => d with { Layers = v }),
            Part("padding_mode", (name, from, to) => Word(name, Paddings, from, to), d => d.Padding,
                (d, v) => d with { Padding = v }),
            Part("weight_norm_type", (name, from, to) => Word(name, WeightNorms, from, to), d => d.Weights,
                (d, v) => d with { Weights = v }),
            Part("num_classes", Whole, d => d.ClassCount, (d, v) => d with { ClassCount = v }),
        ];
    }

    private static IEnumerable<Key> Pictures()
    {
        const string augmentations = "data.train.augmentations.";
        static CocoFunitConfig With(CocoFunitConfig c, Func<CocoFunitPictureConfig, CocoFunitPictureConfig> change) =>
            c with { Pictures = change(c.Pictures) };
        return
        [
            Whole("data.train.batch_size", c => c.Pictures.BatchSize, (c, v) => With(c, p => p with { BatchSize = v })),
            Key.Whole(augmentations + "resize_smallest_side", c => c.Pictures.ShorterSide,
                (c, v) => With(c, p => p with { ShorterSide = v })),
            new Key(augmentations + "resize_h_w",
                c => c.Pictures.ResizeHeightWidth is { } size ? Pair(size) : null,
                (c, word) => With(c, p => p with { ResizeHeightWidth = Pair(word) })),
            Limit(augmentations + "random_scale_limit", c => c.Pictures.LargestScale,
                (c, v) => With(c, p => p with { LargestScale = v })),
            Flag(augmentations + "horizontal_flip", c => c.Pictures.Flip, (c, v) => With(c, p => p with { Flip = v })),
            new Key(augmentations + "random_crop_h_w",
                c => Pair((c.Pictures.CropHeight, c.Pictures.CropWidth)),
                (c, word) => With(c, p => p with { CropHeight = Pair(word).Height, CropWidth = Pair(word).Width })),
        ];
    }

    private static Key Whole(
        string name, Func<CocoFunitConfig, int> get, Func<CocoFunitConfig, int, CocoFunitConfig> set) =>
        Key.Whole(name, c => get(c), set);

    /// <summary>A number that is not written where it is 0.</summary>
    private static Key Limit(
        string name, Func<CocoFunitConfig, double> get, Func<CocoFunitConfig, double, CocoFunitConfig> set)
    {
        var key = Key.Real(name, get, set);
        return key with { Get = c => get(c) == 0 ? null : key.Get(c) };
    }

    private static Key Flag(
        string name, Func<CocoFunitConfig, bool> get, Func<CocoFunitConfig, bool, CocoFunitConfig> set) => new(
        name,
        c => get(c) ? "True" : "False",
        (c, word) => set(c, bool.TryParse(word, out bool value)
            ? value
            : throw new ArgumentException($"expected True or False; got '{word}'")));

    private static Key Word<T>(
        string name, (string Word, T Value)[] words, Func<CocoFunitConfig, T> get,
        Func<CocoFunitConfig, T, CocoFunitConfig> set) => new(
        name,
        c => words.First(entry => entry.Value!.Equals(get(c))).Word,
        (c, word) => set(c, words.FirstOrDefault(entry => entry.Word == word) is { Word: not null } found
            ? found.Value
            : throw new ArgumentException(
                $"expected one of {string.Join(", ", words.Select(entry => entry.Word).Where(known => known != ""))}; "
                + $"got '{word}'")));

    /// <summary>A key with one possible value.</summary>
    private static Key Fixed(string name, string value) => new(
        name, _ => value,
        (c, word) => word == value ? c : throw new ArgumentException($"expected {value}; got '{word}'"));

    /// <summary>A key that may be there as long as it asks for nothing.</summary>
    private static Key Only(string name, params string[] allowed) => new(
        name, _ => null,
        (c, word) => allowed.Contains(word)
            ? c
            : throw new ArgumentException($"this library has only '{allowed[0]}'; got '{word}'"));

    private static string Pair((int Height, int Width) size) =>
        string.Create(CultureInfo.InvariantCulture, $"{size.Height}, {size.Width}");

    private static (int Height, int Width) Pair(string word)
    {
        string[] parts = word.Split(',', StringSplitOptions.TrimEntries);
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int height)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            ? (height, width)
            : throw new ArgumentException($"expected height, width; got '{word}'");
    }
}
