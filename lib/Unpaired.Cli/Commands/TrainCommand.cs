using System.CommandLine;
using Unpaired.Munit;
using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Cli.Commands;

/// <summary><c>unpaired train</c>: trains MUNIT on a world or on folders of pictures.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var config = new Argument<string>("config")
        {
            Description = "A MUNIT configuration file (the original's YAML), or a preset: seminar32, seminar64, edges2shoes.",
        };
        var world = new Option<string?>("--world") { Description = "Train on a drawn world: objects." };
        var data = new Option<string?>("--data") { Description = "Train on a folder with trainA, trainB, testA, testB." };
        var output = new Option<string>("--out") { Description = "The run's folder.", Required = true };
        var iterations = new Option<int?>("--iterations") { Description = "Iterations in all (default: the configuration's max_iter)." };
        var minutes = new Option<double?>("--minutes") { Description = "Stop after this many minutes, wherever it is." };
        var seed = new Option<long>("--seed") { Description = "All draws follow from it.", DefaultValueFactory = _ => 1 };
        var mode = new Option<TrainingMode>("--mode") { Description = "Fast, or Faithful to the original's order of operations.", DefaultValueFactory = _ => TrainingMode.Fast };
        var every = new Option<int>("--every") { Description = "Iterations between samples, evaluations and saves.", DefaultValueFactory = _ => 500 };
        var average = new Option<double>("--average") { Description = "Decay of a moving average of the generators to evaluate and save; 0 for none.", DefaultValueFactory = _ => 0 };
        var half = new Option<bool>("--half") { Description = "Store weights.safetensors in float16." };
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest state in the run's folder." };
        var command = new Command("train", "Trains MUNIT; Ctrl-C stops after the current iteration and saves.")
        {
            config, world, data, output, iterations, minutes, seed, mode, every, average, half, resume,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var settings = ReadConfig(parsed.GetValue(config)!);
            var run = new TrainingRun(settings, Source(parsed.GetValue(world), parsed.GetValue(data), settings, parsed.GetValue(seed)),
                parsed.GetValue(output)!)
            {
                Iterations = parsed.GetValue(iterations) ?? settings.MaxIterations,
                Minutes = parsed.GetValue(minutes),
                Seed = parsed.GetValue(seed),
                Mode = parsed.GetValue(mode),
                Every = parsed.GetValue(every),
                Average = parsed.GetValue(average),
                Half = parsed.GetValue(half),
            };
            return Task.FromResult(run.Run(parsed.GetValue(resume), cancellation));
        });
        return command;
    }

    private static MunitConfig ReadConfig(string name) => name switch
    {
        "seminar32" => MunitConfig.Seminar32,
        "seminar64" => MunitConfig.Seminar64,
        "edges2shoes" => MunitConfig.Edges2Shoes,
        _ => MunitConfig.FromYaml(name),
    };

    private static ITrainingData Source(string? world, string? data, MunitConfig config, long seed) => (world, data) switch
    {
        ("objects", null) => new ObjectsTrainingData(new ObjectsWorld(config.NewSize ?? config.CropHeight), config.BatchSize, seed),
        (not null, null) => throw new ArgumentException($"--world: expected objects, found '{world}'."),
        (null, not null) => new FolderTrainingData(data, config, seed),
        (null, null) when config.DataPaths.TryGetValue("data_root", out string? root) => new FolderTrainingData(root, config, seed),
        _ => throw new ArgumentException("Expected one of --world objects and --data FOLDER."),
    };
}
