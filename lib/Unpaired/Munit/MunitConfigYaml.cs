using System.Globalization;
using System.Text;
using Unpaired.Layers;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Unpaired.Munit;

public sealed partial record MunitConfig
{
    private static readonly Key<MunitConfig>[] Keys =
    [
        Whole("image_save_iter", c => c.ImageSaveInterval, (c, v) => c with { ImageSaveInterval = v }),
        Whole("image_display_iter", c => c.ImageDisplayInterval, (c, v) => c with { ImageDisplayInterval = v }),
        Whole("display_size", c => c.DisplaySize, (c, v) => c with { DisplaySize = v }),
        Whole("snapshot_save_iter", c => c.SnapshotInterval, (c, v) => c with { SnapshotInterval = v }),
        Whole("log_iter", c => c.LogInterval, (c, v) => c with { LogInterval = v }),
        Whole("max_iter", c => c.MaxIterations, (c, v) => c with { MaxIterations = v }),
        Whole("batch_size", c => c.BatchSize, (c, v) => c with { BatchSize = v }),
        Real("weight_decay", c => c.WeightDecay, (c, v) => c with { WeightDecay = v }),
        Real("beta1", c => c.Beta1, (c, v) => c with { Beta1 = v }),
        Real("beta2", c => c.Beta2, (c, v) => c with { Beta2 = v }),
        Key<MunitConfig>.Option("init", c => c.Initialization, (c, v) => c with { Initialization = v }),
        Real("lr", c => c.LearningRate, (c, v) => c with { LearningRate = v }),
        new("lr_policy", c => c.LearningRatePolicy, (c, word) => c with { LearningRatePolicy = word }),
        Whole("step_size", c => c.StepSize, (c, v) => c with { StepSize = v }),
        Real("gamma", c => c.Gamma, (c, v) => c with { Gamma = v }),
        Real("gan_w", c => c.GanWeight, (c, v) => c with { GanWeight = v }),
        Real("recon_x_w", c => c.ImageReconstructionWeight, (c, v) => c with { ImageReconstructionWeight = v }),
        Real("recon_s_w", c => c.StyleReconstructionWeight, (c, v) => c with { StyleReconstructionWeight = v }),
        Real("recon_c_w", c => c.ContentReconstructionWeight, (c, v) => c with { ContentReconstructionWeight = v }),
        Real("recon_x_cyc_w", c => c.CycleWeight, (c, v) => c with { CycleWeight = v }),
        Real("vgg_w", c => c.PerceptualWeight, (c, v) => c with { PerceptualWeight = v }),
        new("vgg_model_path", c => c.VggModelPath, (c, word) => c with { VggModelPath = word }),
        Whole("input_dim_a", c => c.InputChannelsA, (c, v) => c with { InputChannelsA = v }),
        Whole("input_dim_b", c => c.InputChannelsB, (c, v) => c with { InputChannelsB = v }),
        Whole("num_workers", c => c.LoaderWorkers, (c, v) => c with { LoaderWorkers = v }),
        Whole("new_size", c => c.NewSize, (c, v) => c with { NewSize = v }),
        Whole("new_size_a", c => c.NewSizeA, (c, v) => c with { NewSizeA = v }),
        Whole("new_size_b", c => c.NewSizeB, (c, v) => c with { NewSizeB = v }),
        Whole("crop_image_height", c => c.CropHeight, (c, v) => c with { CropHeight = v }),
        Whole("crop_image_width", c => c.CropWidth, (c, v) => c with { CropWidth = v }),
        .. new[]
        {
            "data_root", "data_folder_train_a", "data_list_train_a", "data_folder_test_a", "data_list_test_a",
            "data_folder_train_b", "data_list_train_b", "data_folder_test_b", "data_list_test_b",
        }.Select(DataPath),
    ];

    private static readonly Key<GeneratorConfig>[] GeneratorKeys =
    [
        Key<GeneratorConfig>.Whole("dim", c => c.Width, (c, v) => c with { Width = v }),
        Key<GeneratorConfig>.Whole("mlp_dim", c => c.MlpWidth, (c, v) => c with { MlpWidth = v }),
        Key<GeneratorConfig>.Whole("style_dim", c => c.StyleSize, (c, v) => c with { StyleSize = v }),
        Key<GeneratorConfig>.Option("activ", c => c.Activation, (c, v) => c with { Activation = v }),
        Key<GeneratorConfig>.Whole("n_downsample", c => c.Downsamplings, (c, v) => c with { Downsamplings = v }),
        Key<GeneratorConfig>.Whole("n_res", c => c.ResidualBlocks, (c, v) => c with { ResidualBlocks = v }),
        Key<GeneratorConfig>.Option("pad_type", c => c.Padding, (c, v) => c with { Padding = v }),
    ];

    private static readonly Key<DiscriminatorConfig>[] DiscriminatorKeys =
    [
        Key<DiscriminatorConfig>.Whole("dim", c => c.Width, (c, v) => c with { Width = v }),
        Key<DiscriminatorConfig>.Option("norm", c => c.Normalization, (c, v) => c with { Normalization = v }),
        Key<DiscriminatorConfig>.Option("activ", c => c.Activation, (c, v) => c with { Activation = v }),
        Key<DiscriminatorConfig>.Whole("n_layer", c => c.Layers, (c, v) => c with { Layers = v }),
        Key<DiscriminatorConfig>.Option("gan_type", c => c.GanKind, (c, v) => c with { GanKind = v }),
        Key<DiscriminatorConfig>.Whole("num_scales", c => c.Scales, (c, v) => c with { Scales = v }),
        Key<DiscriminatorConfig>.Option("pad_type", c => c.Padding, (c, v) => c with { Padding = v }),
    ];

    /// <summary>Reads a configuration file of the original, as it is.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="ArgumentException">As in <see cref="Parse"/>.</exception>
    public static MunitConfig FromYaml(string path) => File.Exists(path)
        ? Parse(File.ReadAllText(path), path)
        : throw new FileNotFoundException($"Configuration file '{path}' does not exist.", path);

    /// <summary>Reads the text of a configuration, YAML or JSON; what it does not mention keeps its default.</summary>
    /// <param name="yaml">The original's keys.</param>
    /// <param name="source">What to call it in messages, usually the file's path.</param>
    /// <returns>A validated configuration.</returns>
    /// <exception cref="ArgumentException">
    /// Not YAML, an unknown key, an unreadable value or an impossible combination; the message names source and key.
    /// </exception>
    public static MunitConfig Parse(string yaml, string source)
    {
        var config = Read(yaml, source);
        try
        {
            return config.Validated();
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"{source}: {error.Message}", error);
        }
    }

    /// <summary>Reads without validating: golden files name networks whose crops are never used.</summary>
    internal static MunitConfig Read(string yaml, string source, bool ignoreUnknown = false)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException error)
        {
            throw new ArgumentException($"{source}: not YAML: line {error.Start.Line}, column {error.Start.Column}: {error.Message}", error);
        }
        if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
            throw new ArgumentException($"{source}: expected one YAML document of 'key: value' lines.");

        // Parity: a file without lr_policy means a constant rate.
        var config = new MunitConfig { LearningRatePolicy = "constant", NewSize = null };
        var sections = new Dictionary<string, YamlNode>();
        config = Key<MunitConfig>.Read(config, Keys, root, source, "", ignoreUnknown, sections, ["gen", "dis"]);
        if (sections.TryGetValue("gen", out var gen))
            config = config with { Generator = Key<GeneratorConfig>.Read(config.Generator, GeneratorKeys, gen, source, "gen.", ignoreUnknown) };
        if (sections.TryGetValue("dis", out var dis))
            config = config with { Discriminator = Key<DiscriminatorConfig>.Read(config.Discriminator, DiscriminatorKeys, dis, source, "dis.", ignoreUnknown) };
        return config;
    }

    /// <summary>The configuration as a file that this library and the original read.</summary>
    public string ToYaml()
    {
        var text = new StringBuilder();
        Key<MunitConfig>.Write(text, this, Keys.Where(key => !key.Name.StartsWith("data_", StringComparison.Ordinal)), "");
        text.Append("gen:\n");
        Key<GeneratorConfig>.Write(text, Generator, GeneratorKeys, "  ");
        text.Append("dis:\n");
        Key<DiscriminatorConfig>.Write(text, Discriminator, DiscriminatorKeys, "  ");
        Key<MunitConfig>.Write(text, this, Keys.Where(key => key.Name.StartsWith("data_", StringComparison.Ordinal)), "");
        return text.ToString();
    }

    /// <summary>Equal settings, whatever the order of the data paths.</summary>
    public bool Equals(MunitConfig? other) => other is not null && ToYaml() == other.ToYaml();

    /// <inheritdoc/>
    public override int GetHashCode() => ToYaml().GetHashCode(StringComparison.Ordinal);

    private static Key<MunitConfig> Whole(string name, Func<MunitConfig, int?> get, Func<MunitConfig, int, MunitConfig> set) =>
        Key<MunitConfig>.Whole(name, get, set);

    private static Key<MunitConfig> Real(string name, Func<MunitConfig, double> get, Func<MunitConfig, double, MunitConfig> set) =>
        new(name, c => get(c).ToString("R", CultureInfo.InvariantCulture), (c, word) => set(c,
            double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                ? value
                : throw new ArgumentException($"expected a number; got '{word}'")));

    private static Key<MunitConfig> DataPath(string name) => new(
        name,
        c => c.DataPaths.GetValueOrDefault(name),
        (c, word) => c with { DataPaths = new Dictionary<string, string>(c.DataPaths) { [name] = word } });
}

/// <summary>One key of the original's configuration files: how to read it into a record and write it from one.</summary>
internal sealed record Key<T>(string Name, Func<T, string?> Get, Func<T, string, T> Set)
{
    internal static Key<T> Whole(string name, Func<T, int?> get, Func<T, int, T> set) => new(
        name,
        c => get(c)?.ToString(CultureInfo.InvariantCulture),
        (c, word) => set(c, int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new ArgumentException($"expected a whole number; got '{word}'")));

    internal static Key<T> Option<TOption>(string name, Func<T, TOption> get, Func<T, TOption, T> set)
        where TOption : struct, Enum =>
        new(name, c => OriginalNames.Of(get(c)), (c, word) => set(c, OriginalNames.Parse<TOption>(word)));

    /// <summary>Reads a mapping; sections are handed back, not read.</summary>
    internal static T Read(
        T start, Key<T>[] keys, YamlNode node, string source, string prefix, bool ignoreUnknown,
        Dictionary<string, YamlNode>? sections = null, string[]? sectionNames = null)
    {
        if (node is not YamlMappingNode mapping)
            throw new ArgumentException($"{source}: '{prefix.TrimEnd('.')}': expected 'key: value' lines below it.");
        foreach (var (nameNode, value) in mapping.Children)
        {
            string name = ((YamlScalarNode)nameNode).Value ?? "";
            if (sectionNames?.Contains(name) == true)
            {
                sections![name] = value;
                continue;
            }
            var key = keys.FirstOrDefault(k => k.Name == name);
            if (key is null && ignoreUnknown) continue;
            if (key is null) throw new ArgumentException(
                $"{source}: unknown key '{prefix}{name}'. Known keys: {string.Join(", ", keys.Select(k => k.Name).Concat(sectionNames ?? []))}.");
            if (value is not YamlScalarNode scalar)
                throw new ArgumentException($"{source}: '{prefix}{name}': expected one value; got several.");
            try
            {
                start = key.Set(start, scalar.Value ?? "");
            }
            catch (ArgumentException error)
            {
                throw new ArgumentException($"{source}: '{prefix}{name}': {error.Message}", error);
            }
        }
        return start;
    }

    /// <summary>Writes 'key: value' lines, leaving out what is not set.</summary>
    internal static void Write(StringBuilder text, T config, IEnumerable<Key<T>> keys, string indent)
    {
        foreach (var key in keys)
        {
            if (key.Get(config) is { } value) text.Append($"{indent}{key.Name}: {Quoted(value)}\n");
        }
    }

    /// <summary>In quotation marks where YAML would read the plain text differently.</summary>
    private static string Quoted(string value) =>
        value.Length > 0 && value.All(c => char.IsLetterOrDigit(c) || c is '.' or '/' or '_' or '-' or '+')
            ? value
            : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
