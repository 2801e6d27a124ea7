using System.CommandLine;
using Unpaired.Munit;
using Unpaired.Training;
using Unpaired.Unit;
using static TorchSharp.torch;

namespace Unpaired.Cli.Commands;

/// <summary><c>unpaired train</c>: trains MUNIT or UNIT on a world or on folders of pictures.</summary>
internal static class TrainCommand
{
    private static readonly Argument<string> Config = new("config")
    {
        Description = "A configuration file (the original's YAML), or a preset: seminar32, seminar64, edges2shoes.",
    };

    private static readonly Option<PaperName?> Trainer = new("--trainer")
    {
        Description = "MUNIT or UNIT (default: UNIT for files with its key recon_kl_w, else MUNIT).",
    };

    private static readonly Option<string?> World = new("--world") { Description = "Train on a drawn world: objects." };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Train on a folder with trainA, trainB, testA, testB.",
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

    public static Command Create()
    {
        var command = new Command("train", "Trains MUNIT; Ctrl-C stops after the current iteration and saves.")
        {
            Config, Trainer, World, Data, Out, Iterations, Minutes, Seed, Mode, Every, Keep, Average, Half,
            Resume, ResumeOriginal,
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
        var config = ReadConfig(parsed.GetValue(Config)!, parsed.GetValue(Trainer));
        var source = Source(parsed.GetValue(World), parsed.GetValue(Data), config, seed);
        using var data = source.Data;
        using TwoDomainTrainer trainer = config is UnitConfig unit
            ? new UnitTrainer(unit, mode, seed: seed)
            : new MunitTrainer((MunitConfig)config, mode, seed: seed);
        if (parsed.GetValue(ResumeOriginal) is { } original) trainer.ResumeOriginal(original);
        var options = new TrainingOptions
        {
            Folder = folder,
            Iterations = parsed.GetValue(Iterations) ?? config.MaxIterations,
            TimeLimit = parsed.GetValue(Minutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
            Seed = seed,
            Every = parsed.GetValue(Every),
            LogInterval = config.LogInterval,
            KeepCheckpoints = parsed.GetValue(Keep),
            AverageDecay = parsed.GetValue(Average) ?? before?.AverageDecay ?? 0,
            WeightsType = parsed.GetValue(Half) ? ScalarType.Float16 : ScalarType.Float32,
            Resume = resume,
            Evaluate = source.Evaluate,
        };
        new TrainingRun(trainer, data, options, new TerminalObserver(Console.Out, Console.Error)).Run(cancellation);
        return 0;
    }

    private static TwoDomainConfig ReadConfig(string name, PaperName? paper) => (name, paper) switch
    {
        ("seminar32", PaperName.Unit) => UnitConfig.Seminar32,
        ("seminar64", PaperName.Unit) => UnitConfig.Seminar64,
        ("edges2shoes", PaperName.Unit) => UnitConfig.Edges2Shoes,
        ("seminar32", _) => MunitConfig.Seminar32,
        ("seminar64", _) => MunitConfig.Seminar64,
        ("edges2shoes", _) => MunitConfig.Edges2Shoes,
        (_, PaperName.Unit) => UnitConfig.FromYaml(name),
        (_, null) when IsOfUnit(name) => UnitConfig.FromYaml(name),
        _ => MunitConfig.FromYaml(name),
    };

    private static bool IsOfUnit(string file) => File.Exists(file)
        && File.ReadLines(file).Any(line => line.StartsWith("recon_kl_w:", StringComparison.Ordinal));

    private static TrainingSource Source(string? world, string? data, TwoDomainConfig config, long seed) =>
        (world, data) switch
        {
            ("objects", null) => TrainingSource.Objects(config, seed),
            (not null, null) => throw new ArgumentException($"--world: expected objects, found '{world}'."),
            (null, not null) => TrainingSource.Folder(data, config, seed),
            (null, null) when config.DataPaths.TryGetValue("data_root", out string? root) =>
                TrainingSource.Folder(root, config, seed),
            _ => throw new ArgumentException("Expected one of --world objects and --data FOLDER."),
        };
}

/// <summary>What can be trained.</summary>
internal enum PaperName
{
    /// <summary>Many translations of a picture.</summary>
    Munit,

    /// <summary>One translation of a picture.</summary>
    Unit,
}
