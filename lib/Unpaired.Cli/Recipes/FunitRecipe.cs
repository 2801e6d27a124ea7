using Unpaired.Data;
using Unpaired.Funit;
using Unpaired.Training;

namespace Unpaired.Cli.Recipes;

/// <summary>FUNIT: translation into classes that a few pictures show.</summary>
internal sealed class FunitRecipe : TrainingRecipe
{
    public override string System => "funit";

    public override IReadOnlyList<string> Presets => ["seminar64", "seminar32", "animals"];

    public override IReadOnlyList<string> Worlds => SpeciesQuestions.Worlds;

    public override bool CanLeaveUnflipped => true;

    public override bool Recognizes(IReadOnlySet<string> keys) => keys.Contains("fm_w") && keys.Contains("lr_gen");

    public override PreparedTraining Prepare(TrainingRequest request)
    {
        if (request.Domains is not null)
            throw new ArgumentException("--domains: FUNIT has classes, not domains; leave it out.");
        var config = request.Config switch
        {
            "seminar64" => FunitConfig.Seminar64,
            "seminar32" => FunitConfig.Seminar32,
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
            ({ } world, null) when Worlds.Contains(world) => SpeciesQuestions.Of(
                request, (config.CropHeight, config.CropWidth), "crop_image_height and crop_image_width",
                config.BatchSize),
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
        var original = MunitTransform.Train(config.NewSize, config.CropHeight, config.CropWidth);
        var transform = original with { RandomFlip = request.Flip };
        var data = new ClassPictureData(
            pictures, display, transform, options,
            $"{pictures.Count} pictures of {pictures.ClassCount} classes{(request.Flip ? "" : ", never mirrored")}");
        return (data, pictures.ClassCount, null);
    }
}
