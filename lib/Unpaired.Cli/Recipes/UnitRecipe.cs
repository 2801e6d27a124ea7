using Unpaired.Training;
using Unpaired.Unit;

namespace Unpaired.Cli.Recipes;

/// <summary>UNIT: one translation of a picture.</summary>
internal sealed class UnitRecipe : TwoDomainRecipe
{
    public override string System => "unit";

    public override IReadOnlyList<string> Presets { get; } = [.. UnitConfig.Presets.Select(preset => preset.Name)];

    public override bool Recognizes(IReadOnlySet<string> keys) => keys.Contains("recon_kl_w");

    protected override TwoDomainConfig Config(string name) =>
        UnitConfig.Presets.FirstOrDefault(preset => preset.Name == name).Config ?? UnitConfig.FromYaml(name);

    protected override TwoDomainTrainer Trainer(TwoDomainConfig config, TrainingRequest request) =>
        new UnitTrainer(
            (UnitConfig)config, request.Mode, seed: request.Seed, precision: request.Precision);
}
