// Paired measurements: the sides take turns in one process, so that a drifting machine affects all alike.
//
//   dotnet run -c Release --project tests/Benchmarks -- train [--preset seminar64|edges2shoes] [--rounds N]
//   dotnet run -c Release --project tests/Benchmarks -- memory [--steps N]
//   dotnet run -c Release --project tests/Benchmarks -- world
using Unpaired.Benchmarks;

string what = args.FirstOrDefault() ?? "help";
var options = new Options(args.Skip(1));
switch (what)
{
    case "train":
        TrainingBenchmark.Run(options);
        return 0;
    case "memory":
        MemoryBenchmark.Run(options);
        return 0;
    case "world":
        WorldBenchmark.Run(options);
        return 0;
    default:
        Console.Error.WriteLine("Expected train, memory or world; see the top of Program.cs.");
        return 2;
}
