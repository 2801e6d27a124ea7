using System.Text;
using Unpaired.Layers;
using Unpaired.Training;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Unpaired.CocoFunit;

public sealed partial record CocoFunitConfig
{
    private static readonly ImaginaireOptimizerConfig ByEpochs =
        new() { CountsIterations = false, StepSize = 1_000_000, Gamma = 1 };

    // Parity: what a file does not mention has these values in imaginaire, not the published ones.
    private static readonly CocoFunitConfig Unmentioned = new()
    {
        MaxIterations = 1_000_000,
        Average = new ModelAverageConfig(),
        GeneratorOptimizer = ByEpochs,
        DiscriminatorOptimizer = ByEpochs,
        Generator = new CocoFunitGeneratorConfig { ContentDownsamplings = 2, StyleDownsamplings = 4 },
        Discriminator = new CocoFunitDiscriminatorConfig { Weights = WeightNormalization.None, ClassCount = 119 },
        Pictures = new CocoFunitPictureConfig { BatchSize = 1, ShorterSide = null, LargestScale = 0, Flip = false },
    };

    /// <summary>Keys, or whole sections, that change nothing here. Those in <see cref="CocoFunitKeys.All"/> are read
    /// all the same.</summary>
    private static readonly string[] Useless =
    [
        "logdir", "speed_benchmark", "max_epoch", "image_save_iter", "image_display_iter", "image_save_epoch",
        "snapshot_save_iter", "snapshot_save_epoch", "snapshot_save_start_iter", "snapshot_save_start_epoch",
        "metrics_iter", "metrics_epoch", "start_epoch", "start_iteration", "pretrained_weight", "inference_args",
        "test_data", "data", "cudnn", "results_dir", "hyperparameters", "local_rank", "source_filename", "date_uid",
        "trainer.amp", "trainer.amp_config", "trainer.amp_gp", "trainer.distributed_data_parallel",
        "trainer.distributed_data_parallel_params", "trainer.hparam_to_tensorboard",
        "trainer.hparam_to_tensorboard_callback", "trainer.image_to_tensorboard", "trainer.delta",
        "trainer.cudnn", "trainer.depth_vis_scale",
        "trainer.model_average_config.num_batch_norm_estimation_iterations",
        "trainer.model_average_config.g_smooth_img", "gen_opt.fused_opt", "dis_opt.fused_opt",
    ];

    /// <summary>Reads a configuration file of imaginaire, as it is.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="ArgumentException">As in <see cref="Parse"/>.</exception>
    public static CocoFunitConfig FromYaml(string path) => File.Exists(path)
        ? Parse(File.ReadAllText(path), path)
        : throw new FileNotFoundException($"Configuration file '{path}' does not exist.", path);

    /// <summary>Reads the text of a configuration, YAML or JSON; what it does not mention has imaginaire's
    /// default.</summary>
    /// <param name="yaml">imaginaire's keys.</param>
    /// <param name="source">What to call it in messages, usually the file's path.</param>
    /// <returns>A validated configuration; <see cref="Ignored"/> lists the keys that mean nothing here.</returns>
    /// <exception cref="ArgumentException">
    /// Not YAML, an unknown key, an unreadable value or an impossible combination; the message names source and key.
    /// </exception>
    public static CocoFunitConfig Parse(string yaml, string source)
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

    /// <summary>Reads without validating: golden files name networks whose training is never asked for.</summary>
    internal static CocoFunitConfig Read(string yaml, string source, bool ignoreUnknown = false)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException error)
        {
            throw new ArgumentException(
                $"{source}: not YAML: line {error.Start.Line}, column {error.Start.Column}: {error.Message}", error);
        }
        if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
            throw new ArgumentException($"{source}: expected one YAML document of 'key: value' lines.");
        var ignored = new List<string>();
        var config = Read(Unmentioned, root, "", source, ignoreUnknown, ignored);
        return config with { Ignored = ignored };
    }

    /// <summary>The configuration as a file that this library and imaginaire read.</summary>
    public string ToYaml()
    {
        var text = new StringBuilder();
        string[] open = [];
        foreach (var key in CocoFunitKeys.All)
        {
            if (key.Get(this) is not { } value) continue;
            string[] path = key.Name.Split('.');
            int same = 0;
            while (same < path.Length - 1 && same < open.Length && open[same] == path[same]) same++;
            for (int depth = same; depth < path.Length - 1; depth++) text.Append($"{Indent(depth)}{path[depth]}:\n");
            open = path[..^1];
            text.Append($"{Indent(open.Length)}{path[^1]}: {value}\n");
        }
        return text.ToString();
    }

    private static string Indent(int depth) => new(' ', 2 * depth);

    private static CocoFunitConfig Read(
        CocoFunitConfig config, YamlMappingNode mapping, string prefix, string source, bool ignoreUnknown,
        List<string> ignored)
    {
        foreach (var (nameNode, value) in mapping.Children)
        {
            string path = prefix + ((nameNode as YamlScalarNode)?.Value ?? "");
            var key = CocoFunitKeys.All.FirstOrDefault(known => known.Name == path);
            if (key is not null)
            {
                config = Set(config, key, value, source);
                continue;
            }
            bool holdsKeys = CocoFunitKeys.All.Any(
                known => known.Name.StartsWith(path + ".", StringComparison.Ordinal));
            if (holdsKeys && value is YamlMappingNode section)
                config = Read(config, section, path + ".", source, ignoreUnknown, ignored);
            else if (ignoreUnknown || IsUseless(path))
                ignored.Add(path);
            else if (holdsKeys)
                throw new ArgumentException($"{source}: '{path}': expected 'key: value' lines below it.");
            else
                throw new ArgumentException($"{source}: unknown key '{path}'. Known keys there: {KeysBeside(prefix)}.");
        }
        return config;
    }

    private static CocoFunitConfig Set(
        CocoFunitConfig config, ConfigKey<CocoFunitConfig> key, YamlNode value, string source)
    {
        if (value is not YamlScalarNode scalar)
            throw new ArgumentException($"{source}: '{key.Name}': expected one value; got several.");
        try
        {
            return key.Set(config, scalar.Value ?? "");
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"{source}: '{key.Name}': {error.Message}", error);
        }
    }

    private static bool IsUseless(string path) => Useless.Any(useless =>
        path == useless || path.StartsWith(useless + ".", StringComparison.Ordinal));

    private static string KeysBeside(string prefix) => string.Join(", ", CocoFunitKeys.All
        .Where(key => key.Name.StartsWith(prefix, StringComparison.Ordinal))
        .Select(key => key.Name[prefix.Length..].Split('.')[0]).Distinct());
}
