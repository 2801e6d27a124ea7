using System.CommandLine;
using Unpaired.Cli.Recipes;
using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Cli.Commands;

/// <summary><c>unpaired train</c>: trains a paper's networks on a world or on folders of pictures.</summary>
internal static class TrainCommand
{
    private static readonly Argument<string> Config = new("config")
    {
        Description = "A configuration file (the original's YAML), or a preset: "
            + string.Join("; ", TrainingRecipes.All.Select(
                recipe => $"{string.Join(", ", recipe.Presets)} ({recipe.System})")) + ".",
    };

    private static readonly Option<string?> Trainer = new("--trainer")
    {
        Description = $"The paper: {string.Join(", ", TrainingRecipes.All.Select(recipe => recipe.System))} "
            + "(default: as the configuration's keys tell, munit for presets).",
    };

    private static readonly Option<string?> World = new("--world")
    {
        Description = "Train on a drawn world: "
            + $"{string.Join(", ", TrainingRecipes.All.SelectMany(recipe => recipe.Worlds).Distinct())}.",
    };

    private static readonly Option<string?> Domains = new("--domains")
    {
        Description = "Two domains of the streets world: day, night, rain (default: day,night).",
    };

    private static readonly Option<int?> Classes = new("--classes")
    {
        Description = "So many of the training classes of a species world, spread evenly over the body plans "
            + "(default: all).",
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Train on a folder: trainA, trainB, testA, testB (unit, munit), a subfolder per class (others), "
            + "COCO or VOC (detector).",
    };

    private static readonly Option<bool> NoFlip = new("--no-flip")
    {
        Description = "Never mirror pictures of files (funit): for letters and whatever else has a left and a right.",
    };

    private static readonly Option<string> Out = new("--out") { Description = "The run's folder.", Required = true };

    private static readonly Option<int?> Iterations = new("--iterations")
    {
        Description = "Iterations in all (default: the configuration's max_iter).",
    };

    private static readonly Option<double?> Minutes = new("--minutes")
    {
        Description = "Stop after this many minutes, wherever it is.",
    };

    private static readonly Option<long?> Seed = new("--seed")
    {
        Description = "All draws follow from it (default: 1, or as resumed).",
    };

    private static readonly Option<TrainingMode?> Mode = new("--mode")
    {
        Description = "Fast, or Faithful to the original's order of operations (default: Fast, or as resumed).",
    };

    private static readonly Option<Precision?> InPrecision = new("--precision")
    {
        Description = "float32, or bfloat16 for convolutions and linear layers (default: float32, or as resumed).",
    };

    private static readonly Option<int?> Accumulate = new("--accumulate")
    {
        Description = "Batches whose gradients are averaged for one step (default: as configured, 1, or as resumed).",
    };

    private static readonly Option<int> Every = new("--every")
    {
        Description = "Iterations between checkpoints, samples and evaluations.",
        DefaultValueFactory = _ => 500,
    };

    private static readonly Option<int> Keep = new("--keep")
    {
        Description = "Newest checkpoints to keep; the best one is kept besides.",
        DefaultValueFactory = _ => 3,
    };

    private static readonly Option<double?> Average = new("--average")
    {
        Description = "Decay of the generators' moving average to evaluate and save (default: 0, none, or as resumed).",
    };

    private static readonly Option<bool> Half = new("--half") { Description = "Store weights.safetensors in float16." };

    private static readonly Option<bool> Resume = new("--resume")
    {
        Description = "Go on exactly where the run in the folder stopped or was killed.",
    };

    private static readonly Option<string?> ResumeOriginal = new("--resume-original")
    {
        Description = "Start from gen_*.pt, dis_*.pt, optimizer.pt of the original code or another run's checkpoint.",
    };

    private static readonly Option<string?> Detector = new("--detector")
    {
        Description = "A trained detector to look with (dunit): a file of weights; then none is trained first.",
    };

    public static Command Create()
    {
        var command = new Command(
            "train", "Trains a paper's networks; Ctrl-C stops after the current iteration and saves.")
        {
            Config, Trainer, World, Domains, Classes, Data, NoFlip, Out, Iterations, Minutes, Seed, Mode, InPrecision,
            Accumulate, Every, Keep, Average, Half, Resume, ResumeOriginal,
            Detector,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Train(parsed, cancellation)));
        return command;
    }

    private static int Train(ParseResult parsed, CancellationToken cancellation)
    {
        string folder = parsed.GetValue(Out)!;
        bool resume = parsed.GetValue(Resume);
        var before = resume ? Provenance.Read(folder) : null;
        long seed = parsed.GetValue(Seed) ?? before?.Seed ?? 1;
        var mode = parsed.GetValue(Mode)
            ?? (before is null ? TrainingMode.Fast : Enum.Parse<TrainingMode>(before.Mode));
        var (config, world, data) = (parsed.GetValue(Config)!, parsed.GetValue(World), parsed.GetValue(Data));
        if (world is not null && data is not null)
            throw new ArgumentException("Expected one of --world and --data; found both.");
        if (parsed.GetValue(Classes) is { } classes && !(world ?? "").StartsWith("species", StringComparison.Ordinal))
            throw new ArgumentException(
                $"--classes: only the worlds of species have them to choose from; found --classes {classes} with "
                + $"--world {world ?? "none"}.");
        var precision = parsed.GetValue(InPrecision)
            ?? (before is null ? Precision.Float32 : Enum.Parse<Precision>(before.Precision));
        var recipe = TrainingRecipes.Find(parsed.GetValue(Trainer), config);
        bool flip = !parsed.GetValue(NoFlip);
        if (!flip && (world is not null || !recipe.CanLeaveUnflipped))
            throw new ArgumentException(
                $"--no-flip: for pictures of files and --trainer funit; found {recipe.System}, --world {world ?? "none"}.");
        string? detector = parsed.GetValue(Detector);
        if (detector is not null && !recipe.TakesDetector)
            throw new ArgumentException($"--detector: only dunit looks with one; found {recipe.System}.");
        using var prepared = recipe.Prepare(new TrainingRequest(
            config, world, parsed.GetValue(Domains), data, mode, seed, parsed.GetValue(ResumeOriginal),
            precision, parsed.GetValue(Accumulate) ?? (before?.Accumulate is > 1 and var then ? then : null),
            parsed.GetValue(Classes), flip, detector));
        RequireOffered(prepared.Trainer, precision, parsed.GetValue(Accumulate));
        var options = new TrainingOptions
        {
            Folder = folder,
            Iterations = parsed.GetValue(Iterations) ?? prepared.Iterations,
            TimeLimit = parsed.GetValue(Minutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
            Seed = seed,
            Every = parsed.GetValue(Every),
            LogInterval = prepared.LogInterval,
            KeepCheckpoints = parsed.GetValue(Keep),
            AverageDecay = parsed.GetValue(Average) ?? before?.AverageDecay ?? 0,
            WeightsType = parsed.GetValue(Half) ? ScalarType.Float16 : ScalarType.Float32,
            Resume = resume,
            Evaluate = prepared.Evaluate,
        };
        var observer = new TerminalObserver(Console.Out, Console.Error);
        new TrainingRun(prepared.Trainer, prepared.Data, options, observer).Run(cancellation);
        return 0;
    }

    private static void RequireOffered(ITranslationTrainer trainer, Precision precision, int? accumulate)
    {
        if (trainer.Precision != precision)
            throw new ArgumentException($"--precision: {trainer.System} computes in {trainer.Precision} only.");
        if (accumulate is { } wanted && trainer.Accumulate != wanted)
            throw new ArgumentException($"--accumulate: {trainer.System} has no gradient accumulation.");
    }
}
