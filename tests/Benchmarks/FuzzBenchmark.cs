using System.Diagnostics;
using Unpaired.Tests.Checkpoints.Fuzzing;

namespace Unpaired.Benchmarks;

/// <summary>Damages checkpoints of every format, many times, and prints what came of it.</summary>
internal static class FuzzBenchmark
{
    /// <summary>The exit code: 0 without faults.</summary>
    public static int Run(Options options)
    {
        int cases = options.Number("cases", 200_000), first = options.Number("first", 0);
        string goldens = options.Text("goldens", Path.Combine("tests", "goldens", "checkpoints"));
        using var run = new FuzzRun();
        var all = new List<FuzzCounts>();
        foreach (var format in FuzzFormat.All(goldens))
        {
            var clock = Stopwatch.StartNew();
            all.Add(run.Run(format, first, cases));
            Console.Error.WriteLine($"{format.Name}: {clock.Elapsed.TotalSeconds:0} s");
            foreach (string fault in all[^1].Faults.Take(20))
                Console.Error.WriteLine("  " + fault);
        }

        Console.Write(FuzzRun.Table(all));
        return all.Sum(c => c.Faults.Count) == 0 ? 0 : 1;
    }
}
