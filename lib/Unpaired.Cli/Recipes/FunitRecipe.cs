using Unpaired.Data;
using Unpaired.Funit;
using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Cli.Recipes;

/// <summary>FUNIT: translation into classes that a few pictures show.</summary>
internal sealed class FunitRecipe : TrainingRecipe
{
    private const int Questions = 64, Shots = 5;
    // Drawn when asked for: practically never the same one twice.
    private const int PicturesPerSpecies = 1 << 24;

    public override string System => "funit";

    public override IReadOnlyList<string> Presets => ["seminar64", "animals"];

    public override IReadOnlyList<string> Worlds => ["species"];

    public override bool Recognizes(IReadOnlySet<string> keys) => keys.Contains("fm_w") && keys.Contains("lr_gen");

    public override PreparedTraining Prepare(TrainingRequest request)
    {
        if (request.Domains is not null)
            throw new ArgumentException("--domains: FUNIT has classes, not domains; leave it out.");
        var config = request.Config switch
        {
            "seminar64" => FunitConfig.Seminar64,
            "animals" => FunitConfig.Animals,
            _ => FunitConfig.FromYaml(request.Config),
        };
        var (data, classes, evaluate) = Source(request, config);
        // The score maps are those of the training classes: as many as the data have.
        config = config with { Discriminator = config.Discriminator with { Classes = classes } };
        var trainer = new FunitTrainer(config.Validated(), request.Mode, seed: request.Seed);
        if (request.Original is { } original) trainer.ResumeOriginal(original);
        return new PreparedTraining(trainer, data, evaluate, config.MaxIterations, config.LogInterval);
    }

    private (ITrainingData Data, int Classes, Func<ITranslationTrainer, Evaluation?>? Evaluate) Source(
        TrainingRequest request, FunitConfig config) => (request.World, request.Folder) switch
        {
            ("species", null) => Species(config, request.Seed),
            (not null, null) => throw NoSuchWorld(request.World),
            (null, not null) => Files(ClassPictureFiles.FromFolder(request.Folder), config, request),
            (null, null) when config.DataPaths.ContainsKey("data_list_train") => Files(
                ClassPictureFiles.FromList(
                    config.DataPaths.GetValueOrDefault("data_folder_train", "."),
                    config.DataPaths["data_list_train"]), config, request),
            _ => throw new ArgumentException(
                $"Expected one of --world {string.Join("|", Worlds)}, --data FOLDER (a subfolder per class) and "
                + "data_folder_train with data_list_train in the configuration."),
        };

    /// <summary>Seen species to train with; unseen ones to ask about.</summary>
    private static (ITrainingData, int, Func<ITranslationTrainer, Evaluation?>?) Species(FunitConfig config, long seed)
    {
        if (config.CropHeight != config.CropWidth)
            throw new ArgumentException(
                "The species world draws square pictures: expected crop_image_height and crop_image_width to be equal; "
                + $"got {config.CropHeight} and {config.CropWidth}.");
        var world = new SpeciesWorld(config.CropWidth);
        var seen = new SpeciesDataset(world, SpeciesWorld.Seen, PicturesPerSpecies, seed);
        var shown = new SpeciesDataset(world, SpeciesWorld.Unseen, 1, seed);
        var data = new DrawnClassData(
            seen, config.BatchSize, seed,
            $"species world, {seen.ClassCount} seen species, {world.Size} px, seed {seed}", shown);
        var evaluation = new Lazy<FewShotEvaluation>(() => new FewShotEvaluation(
            [.. new SpeciesTestSet(world, SpeciesWorld.Seen, SpeciesWorld.Unseen, Questions, Shots, seed + 1)
                .Pairs().Select(question => new FewShotQuestion(question.Input, question.Examples, question.Truth))],
            "unseen species"));
        return (data, seen.ClassCount, trainer => evaluation.Value.Run(trainer));
    }

    private static (ITrainingData, int, Func<ITranslationTrainer, Evaluation?>?) Files(
        ClassPictureFiles pictures, FunitConfig config, TrainingRequest request)
    {
        var display = request.Folder is null && config.DataPaths.TryGetValue("data_list_test", out string? list)
            ? ClassPictureFiles.FromList(config.DataPaths.GetValueOrDefault("data_folder_test", "."), list)
            : pictures;
        var options = new LoaderOptions
        {
            BatchSize = config.BatchSize,
            Seed = request.Seed,
            Workers = Math.Clamp(config.LoaderWorkers, 1, Environment.ProcessorCount),
        };
        var transform = MunitTransform.Train(config.NewSize, config.CropHeight, config.CropWidth);
        var data = new ClassPictureData(
            pictures, display, transform, options, $"{pictures.Count} pictures of {pictures.ClassCount} classes");
        return (data, pictures.ClassCount, null);
    }
}
