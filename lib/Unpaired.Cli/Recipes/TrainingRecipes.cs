using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Unpaired.Cli.Recipes;

/// <summary>The papers that can be trained.</summary>
internal static class TrainingRecipes
{
    /// <summary>In the order in which a configuration file is tried; MUNIT, whose keys UNIT has too, last.</summary>
    public static IReadOnlyList<TrainingRecipe> All { get; } =
    [
        new FunitRecipe(), new CocoFunitRecipe(), new TunitRecipe(), new DunitRecipe(), new DetectorRecipe(),
        new UnitRecipe(), new MunitRecipe(),
    ];

    /// <summary>Finds the paper of a configuration.</summary>
    /// <param name="system">The paper's name, or null to look into the file.</param>
    /// <param name="config">A file or a preset.</param>
    /// <exception cref="ArgumentException">No such paper, or none that a file is of.</exception>
    public static TrainingRecipe Find(string? system, string config)
    {
        if (system is not null)
        {
            return All.FirstOrDefault(recipe => recipe.System.Equals(system, StringComparison.OrdinalIgnoreCase))
                ?? throw new ArgumentException(
                    $"--trainer: expected one of {string.Join(", ", All.Select(recipe => recipe.System))}; "
                    + $"found '{system}'.");
        }
        if (!File.Exists(config))
        {
            // The last paper's presets are the plain names that the README uses.
            return All.Reverse().FirstOrDefault(recipe => recipe.Presets.Contains(config)) ?? throw NoSuchConfig(config);
        }
        var keys = Keys(config);
        return All.FirstOrDefault(recipe => recipe.Recognizes(keys)) ?? throw new ArgumentException(
            $"{config}: the keys are of no paper that can be trained here; name it with --trainer "
            + $"{string.Join("|", All.Select(recipe => recipe.System))}.");
    }

    private static ArgumentException NoSuchConfig(string config) => new(
        $"'{config}' is neither a file nor a preset; presets: "
        + string.Join("; ", All.Select(recipe => $"{string.Join(", ", recipe.Presets)} ({recipe.System})")) + ".");

    private static HashSet<string> Keys(string file)
    {
        var stream = new YamlStream();
        try
        {
            using var reader = new StreamReader(file);
            stream.Load(reader);
        }
        catch (YamlException error)
        {
            throw new ArgumentException($"{file}: not YAML: {error.Message}", error);
        }
        return stream.Documents is [{ RootNode: YamlMappingNode root }, ..]
            ? [.. root.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "")]
            : throw new ArgumentException($"{file}: expected keys and values at the top; found something else.");
    }
}
