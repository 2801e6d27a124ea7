using Unpaired.Munit;
using Unpaired.Training;

namespace Unpaired.Cli.Recipes;

/// <summary>MUNIT: many translations of a picture.</summary>
internal sealed class MunitRecipe : TwoDomainRecipe
{
    public override string System => "munit";

    public override IReadOnlyList<string> Presets => ["seminar32", "seminar64", "edges2shoes"];

    public override bool Recognizes(IReadOnlySet<string> keys) => keys.Contains("gen") && keys.Contains("dis");

    protected override TwoDomainConfig Config(string name) => name switch
    {
        "seminar32" => MunitConfig.Seminar32,
        "seminar64" => MunitConfig.Seminar64,
        "edges2shoes" => MunitConfig.Edges2Shoes,
        _ => MunitConfig.FromYaml(name),
    };

    protected override TwoDomainTrainer Trainer(TwoDomainConfig config, TrainingRequest request) =>
        new MunitTrainer(
            (MunitConfig)config, request.Mode, seed: request.Seed, precision: request.Precision);
}
