using System.Diagnostics;
using Unpaired.Layers;
using Unpaired.Munit;
using Unpaired.Training;
using Unpaired.Unit;
using static TorchSharp.torch;

namespace Unpaired.Benchmarks;

/// <summary>Seconds and peak memory of a training iteration, computed in several ways side by side.</summary>
internal static class TrainingBenchmark
{
    private const int Accumulated = 4;

    /// <summary>One way of computing a step.</summary>
    private sealed record Side(
        string Name, TrainingMode Mode = TrainingMode.Fast, Precision Precision = Precision.Float32,
        int Accumulate = 1);

    public static void Run(Options options)
    {
        string paper = options.Text("paper", "munit"), preset = options.Text("preset", "seminar64");
        string what = options.Text("compare", "modes");
        Side[] sides = what switch
        {
            "modes" => [new("Faithful", TrainingMode.Faithful), new("Fast")],
            "precision" => [new("Float32"), new("BFloat16", Precision: Precision.BFloat16)],
            "accumulate" => [new("at once"), new($"in {Accumulated} parts", Accumulate: Accumulated)],
            _ => throw new ArgumentException($"--compare: expected modes, precision or accumulate; found '{what}'."),
        };
        var config = Config(paper, preset);
        int batch = what == "accumulate" ? Math.Max(config.BatchSize, Accumulated) : config.BatchSize;
        int rounds = options.Number("rounds", config.CropHeight > 64 ? 5 : 25);
        if (options.Number("threads", 0) is > 0 and int threads) set_num_threads(threads);
        if (options.Text("only", "") is { Length: > 0 } only)
        {
            MeasurePeak(sides.Single(side => side.Name == only), config, batch);
            return;
        }
        Console.WriteLine(
            $"{paper} training step, {preset}: {config.CropWidth} px, width {config.PictureWidth()}, batch {batch}, "
            + $"{get_num_threads()} thread(s), {rounds} rounds after two to warm up");
        Time(sides, config, batch, rounds);
        foreach (var side in sides)
            RunInOwnProcess(
                "train", "--paper", paper, "--preset", preset, "--compare", what, "--threads", $"{get_num_threads()}",
                "--only", side.Name);
    }

    private static TwoDomainConfig Config(string paper, string preset) => paper switch
    {
        "munit" => MunitConfig.Presets.Single(entry => entry.Name == preset).Config,
        "unit" => UnitConfig.Presets.Single(entry => entry.Name == preset).Config,
        _ => throw new ArgumentException($"--paper: expected munit or unit; found '{paper}'."),
    };

    private static int PictureWidth(this TwoDomainConfig config) =>
        config is MunitConfig munit ? munit.Generator.Width : ((UnitConfig)config).Generator.Width;

    private static TwoDomainTrainer Trainer(Side side, TwoDomainConfig config, int batch)
    {
        config = config with { Accumulate = side.Accumulate, BatchSize = batch / side.Accumulate };
        return config is MunitConfig munit
            ? new MunitTrainer(munit, side.Mode, precision: side.Precision)
            : new UnitTrainer((UnitConfig)config, side.Mode, precision: side.Precision);
    }

    private static void Time(Side[] sides, TwoDomainConfig config, int batch, int rounds)
    {
        using var scope = NewDisposeScope();
        var (xA, xB) = Pictures(config, batch);
        var trainers = sides.Select(side => Trainer(side, config, batch)).ToList();
        var seconds = sides.Select(_ => new List<double>()).ToList();
        var processor = sides.Select(_ => new List<double>()).ToList();
        using var process = Process.GetCurrentProcess();
        for (int round = -2; round < rounds; round++)
        {
            for (int i = 0; i < sides.Length; i++)
            {
                process.Refresh();
                var before = process.TotalProcessorTime;
                var watch = Stopwatch.StartNew();
                trainers[i].Step(xA, xB);
                double elapsed = watch.Elapsed.TotalSeconds;
                process.Refresh();
                if (round < 0) continue;
                seconds[i].Add(elapsed);
                processor[i].Add((process.TotalProcessorTime - before).TotalSeconds);
            }
        }
        for (int i = 0; i < sides.Length; i++)
        {
            double median = Median(seconds[i]);
            Console.WriteLine(
                $"  {sides[i].Name,-10}  median {median:F3} s/iteration, {1 / median:F2} iterations/s "
                + $"({seconds[i].Min():F3} to {seconds[i].Max():F3} s); processor {Median(processor[i]):F3} s");
        }
        // Of the processor's time: what else the machine does counts less.
        var ratios = processor[0].Zip(processor[1], (first, second) => first / second).ToList();
        Console.WriteLine(
            $"  {sides[0].Name} / {sides[1].Name}, round by round: median {Median(ratios):F2} "
            + $"({ratios.Min():F2} to {ratios.Max():F2})");
        trainers.ForEach(trainer => trainer.Dispose());
    }

    private static void MeasurePeak(Side side, TwoDomainConfig config, int batch)
    {
        using var scope = NewDisposeScope();
        double before = ProcessMemory.PeakMegabytes;
        var (xA, xB) = Pictures(config, batch);
        using var trainer = Trainer(side, config, batch);
        for (int step = 0; step < 3; step++) trainer.Step(xA, xB);
        Console.WriteLine(
            $"  {side.Name,-10}  peak {ProcessMemory.PeakMegabytes:F0} MB in a process of its own, three steps "
            + $"({before:F0} MB before the first)");
    }

    private static (Tensor A, Tensor B) Pictures(TwoDomainConfig config, int batch)
    {
        manual_seed(1);
        Tensor Drawn() => rand(batch, 3, config.CropHeight, config.CropWidth) * 2 - 1;
        return (Drawn(), Drawn());
    }

    private static void RunInOwnProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet");
        start.ArgumentList.Add(typeof(TrainingBenchmark).Assembly.Location);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.WaitForExit();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
