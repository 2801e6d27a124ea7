using System.Globalization;
using System.Text;
using Unpaired.Training;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Unpaired.Detection;

/// <summary>Configuration files: one key a line; lists with commas, lists of lists with semicolons.</summary>
public sealed partial record DetectorConfig
{
    private static readonly IReadOnlyList<ConfigKey<DetectorConfig>> Keys =
    [
        Choice("kind", c => c.Backbone, (c, v) => c with { Backbone = v }, [
            ("resnet", BackboneKind.ResNet), ("mobilenet", BackboneKind.MobileNet)]),
        Wholes("layers", c => c.StageBlocks, (c, v) => c with { StageBlocks = v }),
        ConfigKey<DetectorConfig>.Whole("base", c => c.BodyWidth, (c, v) => c with { BodyWidth = v }),
        ConfigKey<DetectorConfig>.Real("width_mult", c => c.WidthMultiplier, (c, v) => c with { WidthMultiplier = v }),
        Choice("norm", c => c.Norm, (c, v) => c with { Norm = v }, [
            ("frozen", BackboneNorm.Frozen), ("batch", BackboneNorm.Batch), ("batchnorm", BackboneNorm.Batch),
            ("batch_norm", BackboneNorm.Batch), ("bn", BackboneNorm.Batch), ("batchnorm2d", BackboneNorm.Batch),
            ("frozenbatchnorm2d", BackboneNorm.Frozen)]),
        ConfigKey<DetectorConfig>.Real("eps", c => c.NormEpsilon, (c, v) => c with { NormEpsilon = v }),
        ConfigKey<DetectorConfig>.Whole(
            "trainable_layers", c => c.TrainableStages, (c, v) => c with { TrainableStages = v }),
        ConfigKey<DetectorConfig>.Whole("fpn", c => c.PyramidWidth, (c, v) => c with { PyramidWidth = v }),
        ConfigKey<DetectorConfig>.Whole("rep", c => c.RepresentationSize, (c, v) => c with { RepresentationSize = v }),
        ConfigKey<DetectorConfig>.Whole("num_classes", c => c.ClassCount, (c, v) => c with { ClassCount = v }),
        new("class_names", c => c.ClassNames.Count == 0 ? null : string.Join(", ", c.ClassNames),
            (c, word) => c with { ClassNames = Parts(word, ',') }),
        ConfigKey<DetectorConfig>.Real(
            "canonical_scale", c => c.CanonicalScale, (c, v) => c with { CanonicalScale = v }),
        Lists("anchor_sizes", c => c.AnchorSizes, (c, v) => c with { AnchorSizes = v }),
        Lists("aspect_ratios", c => c.AspectRatios, (c, v) => c with { AspectRatios = v }),
        Wholes("min_size", c => c.ShortSides, (c, v) => c with { ShortSides = v }),
        ConfigKey<DetectorConfig>.Whole("max_size", c => c.LongestSide, (c, v) => c with { LongestSide = v }),
        Reals("image_mean", c => c.Mean, (c, v) => c with { Mean = v }),
        Reals("image_std", c => c.Deviation, (c, v) => c with { Deviation = v }),
        .. ProposalKeys(),
        .. BoxKeys(),
        .. TrainingKeys(),
    ];

    /// <summary>Reads a configuration file.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="ArgumentException">As in <see cref="Parse"/>.</exception>
    public static DetectorConfig FromYaml(string path) => File.Exists(path)
        ? Parse(File.ReadAllText(path), path)
        : throw new FileNotFoundException($"Configuration file '{path}' does not exist.", path);

    /// <summary>Reads the text of a configuration; what it does not mention keeps its default.</summary>
    /// <param name="yaml">Keys as torchvision calls its arguments.</param>
    /// <param name="source">What to call it in messages, usually the file's path.</param>
    /// <returns>A validated configuration.</returns>
    /// <exception cref="ArgumentException">
    /// Not YAML, an unknown key, an unreadable value or an impossible number; the message names source and key.
    /// </exception>
    public static DetectorConfig Parse(string yaml, string source)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException error)
        {
            throw new ArgumentException($"{source}: not YAML: {error.Message}", error);
        }
        if (stream.Documents is not [{ RootNode: YamlMappingNode root }])
            throw new ArgumentException($"{source}: expected one YAML document of 'key: value' lines.");
        var config = ConfigKey<DetectorConfig>.Read(new DetectorConfig(), Keys, root, source, "", ignoreUnknown: false);
        try
        {
            return config.Validated();
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"{source}: {error.Message}", error);
        }
    }

    /// <summary>The whole configuration as text that <see cref="Parse"/> reads.</summary>
    public string ToYaml()
    {
        var text = new StringBuilder();
        ConfigKey<DetectorConfig>.Write(text, this, Keys, "");
        return text.ToString();
    }

    /// <summary>All keys, for files that hold a detector among other things.</summary>
    internal static IReadOnlyList<ConfigKey<DetectorConfig>> AllKeys => Keys;

    /// <summary>Whether there is such a key.</summary>
    internal static bool Knows(string name) => Keys.Any(key => key.Name == name);

    /// <summary>The same with one key set.</summary>
    /// <exception cref="ArgumentException">An unknown key or an unreadable value.</exception>
    internal DetectorConfig With(string name, string value) =>
        (Keys.FirstOrDefault(key => key.Name == name) ?? throw new ArgumentException(
            $"unknown key '{name}'. Known keys: {string.Join(", ", Keys.Select(key => key.Name))}.")).Set(this, value);

    private static ConfigKey<DetectorConfig> Choice<T>(
        string name, Func<DetectorConfig, T> get, Func<DetectorConfig, T, DetectorConfig> set,
        (string Word, T Value)[] words)
        where T : struct, Enum => new(
        name, c => words.First(entry => entry.Value.Equals(get(c))).Word,
        (c, word) => words.Any(entry => entry.Word.Equals(word, StringComparison.OrdinalIgnoreCase))
            ? set(c, words.First(entry => entry.Word.Equals(word, StringComparison.OrdinalIgnoreCase)).Value)
            : throw new ArgumentException(
                $"expected {string.Join(" or ", words.Select(entry => entry.Word))}; got '{word}'"));

    private static ConfigKey<DetectorConfig> Wholes(
        string name, Func<DetectorConfig, IReadOnlyList<int>> get,
        Func<DetectorConfig, IReadOnlyList<int>, DetectorConfig> set) => new(
        name, c => string.Join(", ", get(c)), (c, text) => set(c, [.. Parts(text, ',').Select(Whole)]));

    private static ConfigKey<DetectorConfig> Reals(
        string name, Func<DetectorConfig, IReadOnlyList<double>> get,
        Func<DetectorConfig, IReadOnlyList<double>, DetectorConfig> set) => new(
        name, c => Text(get(c)), (c, text) => set(c, [.. Parts(text, ',').Select(Real)]));

    private static ConfigKey<DetectorConfig> Lists(
        string name, Func<DetectorConfig, IReadOnlyList<IReadOnlyList<double>>> get,
        Func<DetectorConfig, IReadOnlyList<IReadOnlyList<double>>, DetectorConfig> set) => new(
        name, c => string.Join("; ", get(c).Select(Text)),
        (c, text) => set(c, [.. Parts(text, ';').Select(part => Parts(part, ',').Select(Real).ToArray())]));

    private static string Text(IReadOnlyList<double> numbers) =>
        string.Join(", ", numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));

    private static string[] Parts(string text, char separator) =>
        text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static int Whole(string word) =>
        int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new ArgumentException($"expected a whole number; got '{word}'");

    private static double Real(string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw new ArgumentException($"expected a number; got '{word}'");
}
