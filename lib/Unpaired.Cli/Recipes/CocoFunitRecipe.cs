using Unpaired.CocoFunit;
using Unpaired.Layers;
using Unpaired.Training;

namespace Unpaired.Cli.Recipes;

/// <summary>COCO-FUNIT, and FUNIT as imaginaire has it: translation into classes that a few pictures show.</summary>
internal sealed class CocoFunitRecipe : TrainingRecipe
{
    public override string System => "coco-funit";

    public override IReadOnlyList<string> Presets =>
    [
        "seminar64", "seminar64-imaginaire-funit", "seminar32", "seminar32-imaginaire-funit", "animal_faces",
        "animal_faces-imaginaire-funit", "mammals",
    ];

    public override IReadOnlyList<string> Worlds => SpeciesQuestions.Worlds;

    public override bool Recognizes(IReadOnlySet<string> keys) => keys.Contains("gen_opt") && keys.Contains("dis_opt");

    public override PreparedTraining Prepare(TrainingRequest request)
    {
        if (request.Domains is not null)
            throw new ArgumentException("--domains: COCO-FUNIT has classes, not domains; leave it out.");
        if (request.Precision != Precision.Float32)
            throw new ArgumentException("--precision: COCO-FUNIT is trained in float32 only; leave it out.");
        if (request.Accumulate is > 1)
            throw new ArgumentException("--accumulate: COCO-FUNIT takes whole batches only; leave it out.");
        var config = Config(request.Config);
        var (data, classes, evaluate) = Source(request, config);
        // The embedding of the discriminator has one row for each training class: as many as the data have.
        config = config with { Discriminator = config.Discriminator with { ClassCount = classes } };
        var trainer = new CocoFunitTrainer(config.Validated(), request.Mode, seed: request.Seed);
        if (request.Original is { } original) trainer.ResumeOriginal(original);
        return new PreparedTraining(trainer, data, evaluate, config.MaxIterations, config.LogInterval);
    }

    public override PresetCost Cost(string preset) => CocoFunitCost.Of(preset, Config(preset));

    private static CocoFunitConfig Config(string name) => name switch
    {
        "seminar64" => CocoFunitConfig.Seminar64,
        "seminar64-imaginaire-funit" => CocoFunitConfig.Seminar64Funit,
        "seminar32" => CocoFunitConfig.Seminar32,
        "seminar32-imaginaire-funit" => CocoFunitConfig.Seminar32Funit,
        "animal_faces" => CocoFunitConfig.AnimalFaces,
        "animal_faces-imaginaire-funit" => CocoFunitConfig.FunitAnimalFaces,
        "mammals" => CocoFunitConfig.Mammals,
        _ => CocoFunitConfig.FromYaml(name),
    };

    private (ITrainingData Data, int Classes, Func<ITranslationTrainer, Evaluation?>? Evaluate) Source(
        TrainingRequest request, CocoFunitConfig config)
    {
        switch (request.World, request.Folder)
        {
            case ({ } world, null) when Worlds.Contains(world):
                var pictures = config.Pictures;
                return SpeciesQuestions.Of(
                    request, (pictures.CropHeight, pictures.CropWidth), "random_crop_h_w", pictures.BatchSize);
            case (not null, null):
                throw NoSuchWorld(request.World);
            case (null, not null):
                var files = CocoFunitPictureData.FromFolder(request.Folder, config.Pictures, request.Seed);
                return (files, files.ClassCount, null);
            default:
                throw new ArgumentException(
                    $"Expected one of --world {string.Join("|", Worlds)} and --data FOLDER (images_content and "
                    + "images_style, or a subfolder per class).");
        }
    }
}
