using Unpaired.Munit;
using Unpaired.Training;

namespace Unpaired.Cli.Recipes;

/// <summary>MUNIT: many translations of a picture.</summary>
internal sealed class MunitRecipe : TwoDomainRecipe
{
    public override string System => "munit";

    public override IReadOnlyList<string> Presets { get; } = [.. MunitConfig.Presets.Select(preset => preset.Name)];

    public override bool Recognizes(IReadOnlySet<string> keys) => keys.Contains("gen") && keys.Contains("dis");

    protected override TwoDomainConfig Config(string name) =>
        MunitConfig.Presets.FirstOrDefault(preset => preset.Name == name).Config ?? MunitConfig.FromYaml(name);

    protected override TwoDomainTrainer Trainer(TwoDomainConfig config, TrainingRequest request) =>
        new MunitTrainer(
            (MunitConfig)config, request.Mode, seed: request.Seed, precision: request.Precision);
}
