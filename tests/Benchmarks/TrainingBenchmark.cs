using System.Diagnostics;
using TorchSharp;
using Unpaired.Munit;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Benchmarks;

/// <summary>Seconds per MUNIT training iteration, Faithful against Fast.</summary>
internal static class TrainingBenchmark
{
    public static void Run(Options options)
    {
        string preset = options.Text("preset", "seminar64");
        var (config, size, batch, rounds) = preset switch
        {
            "edges2shoes" => (MunitConfig.Edges2Shoes, 256, 1, 3),
            _ => (MunitConfig.Benchmark64, 64, 8, 15),
        };
        rounds = options.Number("rounds", rounds);
        if (options.Number("threads", 0) is > 0 and int threads)
            set_num_threads(threads);
        Console.WriteLine($"MUNIT training step, {preset}: {size} px, dim {config.Generator.Dim}, batch {batch}, " +
            $"{get_num_threads()} thread(s), {rounds} rounds of one step each after two warm-up steps");
        manual_seed(1);
        using var xA = rand(batch, 3, size, size) * 2 - 1;
        using var xB = rand(batch, 3, size, size) * 2 - 1;
        var modes = new[] { TrainingMode.Faithful, TrainingMode.Fast };
        var trainers = modes.Select(mode => new MunitTrainer(config, mode)).ToList();
        var seconds = modes.Select(_ => new List<double>()).ToList();
        var peaks = new double[modes.Length];
        for (int round = -2; round < rounds; round++)
        {
            for (int side = 0; side < modes.Length; side++)
            {
                ProcessMemory.ResetPeak();
                var watch = Stopwatch.StartNew();
                trainers[side].Step(xA, xB);
                if (round >= 0)
                    seconds[side].Add(watch.Elapsed.TotalSeconds);
                peaks[side] = Math.Max(peaks[side], ProcessMemory.PeakMegabytes);
            }
        }
        for (int side = 0; side < modes.Length; side++)
            Console.WriteLine($"  {modes[side],-8}  median {Median(seconds[side]):F3} s/iteration " +
                $"({1 / Median(seconds[side]):F2} it/s; {seconds[side].Min():F3} to {seconds[side].Max():F3}), " +
                $"peak {peaks[side]:F0} MB with both trainers loaded");
        var ratios = seconds[0].Zip(seconds[1], (faithful, fast) => faithful / fast).ToList();
        Console.WriteLine($"  Faithful / Fast, round by round: median {Median(ratios):F2} ({ratios.Min():F2} to {ratios.Max():F2})");
        trainers.ForEach(t => t.Dispose());
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
