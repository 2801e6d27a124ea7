// Paired measurements: the sides take turns in one process, so that a drifting machine affects all alike.
//
//   dotnet run -c Release --project tests/Benchmarks -- train [--paper munit|unit] [--preset seminar64] [--rounds N]
//       [--compare modes|precision|accumulate]
//   dotnet run -c Release --project tests/Benchmarks -- precision [--paper munit,unit] [--iterations N] [--seeds N]
//   dotnet run -c Release --project tests/Benchmarks -- memory [--steps N] [--every N]
//   dotnet run -c Release --project tests/Benchmarks -- world
//
// Memory and time of every preset on this machine: unpaired presets --measure
//   dotnet run -c Release --project tests/Benchmarks -- detection [--threads N] [--rounds N] [--boxes N] [--channels N]
//   dotnet run -c Release --project tests/Benchmarks -- few-shot [--paper funit|coco-funit]
//       [--preset seminar64|published] [--rounds N] [--pictures N] [--batch N] [--threads N]
//   dotnet run -c Release --project tests/Benchmarks -- metrics [--rounds N] [--threads N] [--rows N] [--width N]
//       [--points N] [--pairs N] [--side N] [--python FILE]
//   dotnet run -c Release --project tests/Benchmarks -- checkpoints [--megabytes N] [--rounds N] [--python FILE]
//   dotnet run -c Release --project tests/Benchmarks -- fuzz [--cases N] [--first N]
//   dotnet run -c Release --project tests/Benchmarks -- kernel [--rounds N] [--cells N] [--kernel Unpaired.Cli.dll]
using Unpaired.Benchmarks;

string what = args.FirstOrDefault() ?? "help";
var options = new Options(args.Skip(1));
switch (what)
{
    case "train":
        TrainingBenchmark.Run(options);
        return 0;
    case "precision":
        PrecisionBenchmark.Run(options);
        return 0;
    case "memory":
        MemoryBenchmark.Run(options);
        return 0;
    case "world":
        WorldBenchmark.Run(options);
        return 0;
    case "detection":
        DetectionBenchmark.Run(options);
        return 0;
    case "few-shot":
        FewShotBenchmark.Run(options);
        return 0;
    case "metrics":
        MetricsBenchmark.Run(options);
        return 0;
    case "checkpoints":
        CheckpointBenchmark.Run(options);
        return 0;
    case CheckpointBenchmark.Child:
        CheckpointBenchmark.Load(args[1], args[2], args[3]);
        return 0;
    case "fuzz":
        return FuzzBenchmark.Run(options);
    case "kernel":
        KernelBenchmark.Run(options);
        return 0;
    default:
        Console.Error.WriteLine("Expected train, precision, memory, world, detection, few-shot, metrics, checkpoints, fuzz "
            + "or kernel; see the top of Program.cs.");
        return 2;
}
