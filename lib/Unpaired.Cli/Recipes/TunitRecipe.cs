using Unpaired.Tunit;
using Unpaired.Worlds;

namespace Unpaired.Cli.Recipes;

/// <summary>TUNIT: translation between domains that it finds by itself.</summary>
internal sealed class TunitRecipe : TrainingRecipe
{
    private const int TrainingPerSpecies = 1000, HeldOutPerSpecies = 50;

    public override string System => "tunit";

    public override IReadOnlyList<string> Presets =>
        ["seminar64", "seminar32", "animalfaces10", "afhq128", "afhq256", "summer2winter"];

    public override IReadOnlyList<string> Worlds => SpeciesQuestions.Worlds;

    public override bool Recognizes(IReadOnlySet<string> keys) => keys.Contains("output_k");

    public override PreparedTraining Prepare(TrainingRequest request)
    {
        var config = Config(request.Config);
        if (request.Domains is not null)
            throw new ArgumentException("--domains: TUNIT finds domains by itself; expected none.");
        if (request.Classes is not null)
            throw new ArgumentException("--classes: TUNIT trains on its ten species; leave it out.");
        var (training, heldOut, description) = Source(request, config);
        var data = new TunitData(training, config, request.Seed, description, heldOut);
        var trainer = new TunitTrainer(config, request.Mode, seed: request.Seed);
        if (request.Original is { } original) trainer.ResumeOriginal(original);
        var evaluation = heldOut.ClassNames.Count > 1 ? new TunitEvaluation(heldOut) : null;
        return new PreparedTraining(
            trainer, data, evaluation is null ? null : evaluation.Run,
            checked((int)trainer.Schedule.FirstOf(config.Epochs)), config.LogStep);
    }

    private static TunitConfig Config(string name) => name switch
    {
        "seminar64" => TunitConfig.Seminar64,
        "seminar32" => TunitConfig.Seminar32,
        "animalfaces10" => TunitConfig.AnimalFaces10,
        "afhq128" => TunitConfig.Afhq128,
        "afhq256" => TunitConfig.Afhq256,
        "summer2winter" => TunitConfig.Summer2Winter,
        _ => TunitConfig.FromYaml(name),
    };

    /// <summary>Pictures to train on, and pictures of the same classes that training never sees.</summary>
    private (LabelledPictures Training, LabelledPictures HeldOut, string Description) Source(
        TrainingRequest request, TunitConfig config)
    {
        switch (request.World, request.Folder)
        {
            case ({ } name, null) when Worlds.Contains(name):
                var world = new SpeciesWorld(config.ImageSize) { Studio = name != Worlds[0] };
                var drawn = new SpeciesDataset(
                    world, SpeciesWorld.Ten, TrainingPerSpecies + HeldOutPerSpecies, request.Seed);
                return (
                    LabelledPictures.Of(drawn, TrainingPerSpecies),
                    LabelledPictures.Of(drawn, HeldOutPerSpecies, first: TrainingPerSpecies),
                    $"{world.Name} world, {SpeciesWorld.Ten.Length} species, {world.Size} px, seed {request.Seed}");
            case (not null, null):
                throw NoSuchWorld(request.World);
            case (null, not null):
                var (training, heldOut) = LabelledPictures.FromFolder(request.Folder);
                string folder = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Folder)));
                return (training, heldOut, $"folder {folder}");
            default:
                throw new ArgumentException($"Expected one of --world {string.Join("|", Worlds)} and --data FOLDER.");
        }
    }
}
