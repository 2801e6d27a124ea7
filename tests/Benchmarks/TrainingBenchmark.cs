using System.Diagnostics;
using Unpaired.Munit;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Benchmarks;

/// <summary>Seconds and peak memory of a MUNIT training iteration, Faithful against Fast.</summary>
internal static class TrainingBenchmark
{
    private static readonly TrainingMode[] Modes = [TrainingMode.Faithful, TrainingMode.Fast];

    public static void Run(Options options)
    {
        string preset = options.Text("preset", "seminar64");
        var (config, size, batch, rounds) = preset switch
        {
            "edges2shoes" => (MunitConfig.Edges2Shoes, 256, 1, 5),
            _ => (MunitConfig.Seminar64, 64, 8, 25),
        };
        rounds = options.Number("rounds", rounds);
        if (options.Number("threads", 0) is > 0 and int threads)
            set_num_threads(threads);
        if (options.Text("only", "") is { Length: > 0 } only)
        {
            MeasurePeak(Enum.Parse<TrainingMode>(only), config, size, batch);
            return;
        }
        Console.WriteLine($"MUNIT training step, {preset}: {size} px, width {config.Generator.Width}, batch {batch}, " +
            $"{get_num_threads()} thread(s), {rounds} rounds after two to warm up");
        Time(config, size, batch, rounds);
        foreach (var mode in Modes)
            RunInOwnProcess("train", "--preset", preset, "--threads", $"{get_num_threads()}", "--only", $"{mode}");
    }

    private static void Time(MunitConfig config, int size, int batch, int rounds)
    {
        using var scope = NewDisposeScope();
        var (xA, xB) = Pictures(size, batch);
        var trainers = Modes.Select(mode => new MunitTrainer(config, mode)).ToList();
        var seconds = Modes.Select(_ => new List<double>()).ToList();
        for (int round = -2; round < rounds; round++)
        {
            for (int side = 0; side < Modes.Length; side++)
            {
                var watch = Stopwatch.StartNew();
                trainers[side].Step(xA, xB);
                if (round >= 0)
                    seconds[side].Add(watch.Elapsed.TotalSeconds);
            }
        }
        for (int side = 0; side < Modes.Length; side++)
            Console.WriteLine($"  {Modes[side],-8}  median {Median(seconds[side]):F3} s/iteration, " +
                $"{1 / Median(seconds[side]):F2} iterations/s ({seconds[side].Min():F3} to {seconds[side].Max():F3} s)");
        var ratios = seconds[0].Zip(seconds[1], (faithful, fast) => faithful / fast).ToList();
        Console.WriteLine($"  Faithful / Fast, round by round: median {Median(ratios):F2} ({ratios.Min():F2} to {ratios.Max():F2})");
        trainers.ForEach(trainer => trainer.Dispose());
    }

    private static void MeasurePeak(TrainingMode mode, MunitConfig config, int size, int batch)
    {
        using var scope = NewDisposeScope();
        var (xA, xB) = Pictures(size, batch);
        using var trainer = new MunitTrainer(config, mode);
        for (int step = 0; step < 3; step++)
            trainer.Step(xA, xB);
        Console.WriteLine($"  {mode,-8}  peak {ProcessMemory.PeakMegabytes:F0} MB in a process of its own, three steps");
    }

    private static (Tensor A, Tensor B) Pictures(int size, int batch)
    {
        manual_seed(1);
        return (rand(batch, 3, size, size) * 2 - 1, rand(batch, 3, size, size) * 2 - 1);
    }

    private static void RunInOwnProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet");
        start.ArgumentList.Add(typeof(TrainingBenchmark).Assembly.Location);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.WaitForExit();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
