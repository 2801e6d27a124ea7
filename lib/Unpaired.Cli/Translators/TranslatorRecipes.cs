using Unpaired.Checkpoints;
using Unpaired.Cli.Recipes;

namespace Unpaired.Cli.Translators;

/// <summary>The papers whose networks can translate.</summary>
internal static class TranslatorRecipes
{
    /// <summary>One for each paper.</summary>
    public static IReadOnlyList<TranslatorRecipe> All { get; } =
    [
        new UnitTranslatorRecipe(), new MunitTranslatorRecipe(), new FunitTranslatorRecipe(),
        new CocoFunitTranslatorRecipe("coco-funit"), new CocoFunitTranslatorRecipe("imaginaire-funit"),
        new TunitTranslatorRecipe(), new DunitTranslatorRecipe(),
    ];

    /// <summary>Finds the paper that weights are of.</summary>
    /// <param name="weights">Our file, which names its paper, or a checkpoint of the original code.</param>
    /// <param name="config">The YAML file of the experiment, whose keys tell the paper; null where the weights hold
    /// it.</param>
    /// <exception cref="ArgumentException">Another paper, or none that can be told.</exception>
    public static TranslatorRecipe Find(string weights, string? config)
    {
        string? system = weights.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) ? Stored(weights) : null;
        if (system is null && config is null)
            throw new ArgumentException(
                $"'{weights}' does not say which paper it is of; give the YAML file of the experiment with --config.");
        system ??= TrainingRecipes.Find(null, Existing(config!)).System;
        return All.FirstOrDefault(recipe => recipe.System == system) ?? throw new ArgumentException(
            $"'{weights}': expected weights of {string.Join(" or ", All.Select(recipe => recipe.System))}; "
            + $"found '{system}'.");
    }

    private static string? Stored(string weights)
    {
        using var file = Safetensors.Load(weights);
        return file.Metadata.GetValueOrDefault("system");
    }

    private static string Existing(string config) => File.Exists(config)
        ? config
        : throw new FileNotFoundException($"--config: there is no file '{config}'.", config);
}
