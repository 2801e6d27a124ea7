using System.Diagnostics;
using Unpaired.CocoFunit;
using Unpaired.Data;
using Unpaired.Funit;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Benchmarks;

/// <summary>Iterations and translations per second of FUNIT and COCO-FUNIT, Faithful beside Fast.</summary>
internal static class FewShotBenchmark
{
    // Two published COCO-FUNIT trainers side by side take about 11 GB even with one picture.
    private const int PublishedBatch = 1;

    private static readonly (string Name, TrainingMode Mode)[] Modes =
        [("Faithful", TrainingMode.Faithful), ("Fast", TrainingMode.Fast)];

    /// <summary>What is measured.</summary>
    private sealed record Setting(
        int Width, int Height, int Classes, int ConfiguredBatch, int Batch, Func<TrainingMode, Side> Make);

    /// <summary>A trainer, and its averaged generator with a class code that is already computed.</summary>
    private sealed record Side(
        Action<LabelledBatch> Step, Func<IEnumerable<Picture>, IEnumerable<Picture>> Translate, Action Dispose);

    public static void Run(Options options)
    {
        string paper = options.Text("paper", "funit"), preset = options.Text("preset", "seminar64");
        int batch = options.Number("batch", preset == "published" ? PublishedBatch : 0);
        var setting = paper switch
        {
            "funit" => Funit(preset, batch),
            "coco-funit" => CocoFunit(preset, batch),
            _ => throw new ArgumentException($"--paper: expected funit or coco-funit; found '{paper}'."),
        };
        int rounds = options.Number("rounds", preset == "published" ? 5 : 25);
        if (rounds < 1) throw new ArgumentException($"--rounds: expected at least 1; found {rounds}.");
        if (options.Number("threads", 0) is > 0 and int threads) set_num_threads(threads);
        string reduced = setting.Batch == setting.ConfiguredBatch
            ? ""
            : $" (instead of {setting.ConfiguredBatch}: for memory)";
        Console.WriteLine(
            $"{paper}, {preset}: {setting.Width} x {setting.Height} px, batch {setting.Batch}{reduced}, "
            + $"{get_num_threads()} thread(s), {rounds} rounds after one to warm up");
        Measure(setting, rounds, options.Number("pictures", preset == "published" ? 2 : 20));
        Console.WriteLine($"  peak {ProcessMemory.PeakMegabytes:F0} MB, both trainers side by side");
    }

    private static Setting Funit(string preset, int batch)
    {
        var config = Preset(preset, FunitConfig.Seminar64, FunitConfig.Animals);
        if (batch < 1) batch = config.BatchSize;
        return new Setting(
            config.CropWidth, config.CropHeight, config.Discriminator.Classes, config.BatchSize, batch, Make);

        Side Make(TrainingMode mode)
        {
            var trainer = new FunitTrainer(config, mode);
            var translator = FunitTranslator.Of(trainer);
            var code = translator.ClassCode([Drawn(config.CropWidth, config.CropHeight, 2)]).DetachFromDisposeScope();
            return new Side(
                some => trainer.Step(some.A, some.LabelsA, some.B, some.LabelsB),
                pictures => translator.TranslateMany(pictures, code),
                () => DisposeAll(code, translator, trainer));
        }
    }

    private static Setting CocoFunit(string preset, int batch)
    {
        var config = Preset(preset, CocoFunitConfig.Seminar64, CocoFunitConfig.AnimalFaces);
        var (width, height) = (config.Pictures.CropWidth, config.Pictures.CropHeight);
        if (batch < 1) batch = config.Pictures.BatchSize;
        return new Setting(width, height, config.Discriminator.ClassCount, config.Pictures.BatchSize, batch, Make);

        Side Make(TrainingMode mode)
        {
            var trainer = new CocoFunitTrainer(config, mode);
            var translator = new CocoFunitTranslator(config, trainer.Translating);
            var style = translator.EncodeStyle(Drawn(width, height, 2)).DetachFromDisposeScope();
            return new Side(
                some => trainer.Step(some.A, some.LabelsA, some.B, some.LabelsB),
                pictures => translator.TranslateMany(pictures, style),
                () => DisposeAll(style, translator, trainer));
        }
    }

    private static T Preset<T>(string name, T seminar, T published) => name switch
    {
        "seminar64" => seminar,
        "published" => published,
        _ => throw new ArgumentException($"--preset: expected seminar64 or published; found '{name}'."),
    };

    private static void Measure(Setting setting, int rounds, int count)
    {
        using var batch = Batch(setting);
        var pictures = Enumerable.Range(3, count).Select(seed => Drawn(setting.Width, setting.Height, seed)).ToList();
        var sides = Modes.Select(mode => setting.Make(mode.Mode)).ToList();
        InTurns("iterations", 1, rounds, [.. sides.Select(side => (Action)(() => side.Step(batch)))]);
        InTurns(
            "translations", count, rounds,
            [.. sides.Select(side => (Action)(() => { foreach (var _ in side.Translate(pictures)) { } }))]);
        sides.ForEach(side => side.Dispose());
    }

    /// <summary>Each side does its work once a round.</summary>
    private static void InTurns(string what, int perRound, int rounds, Action[] sides)
    {
        var seconds = sides.Select(_ => new List<double>()).ToArray();
        var processor = sides.Select(_ => new List<double>()).ToArray();
        using var process = Process.GetCurrentProcess();
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < sides.Length; i++)
            {
                process.Refresh();
                var before = process.TotalProcessorTime;
                var watch = Stopwatch.StartNew();
                sides[i]();
                double elapsed = watch.Elapsed.TotalSeconds;
                process.Refresh();
                if (round < 0) continue;
                seconds[i].Add(elapsed);
                processor[i].Add((process.TotalProcessorTime - before).TotalSeconds);
            }
        }
        for (int i = 0; i < sides.Length; i++)
        {
            Console.WriteLine(
                $"  {Modes[i].Name,-8}  {perRound / Median(seconds[i]):F3} {what}/s in the median "
                + $"({perRound / seconds[i].Max():F3} to {perRound / seconds[i].Min():F3}); "
                + $"processor {Median(processor[i]) / perRound:F3} s each");
        }
        Console.WriteLine(
            $"  Faithful / Fast, round by round: {Ratios(seconds)}; of processor time {Ratios(processor)}");
    }

    private static string Ratios(List<double>[] values)
    {
        var ratios = values[0].Zip(values[1], (faithful, fast) => faithful / fast).ToList();
        return $"median {Median(ratios):F2} ({ratios.Min():F2} to {ratios.Max():F2})";
    }

    private static LabelledBatch Batch(Setting setting)
    {
        manual_seed(1);
        Tensor Pictures() => rand(setting.Batch, 3, setting.Height, setting.Width) * 2 - 1;
        Tensor Labels() => randint(0, setting.Classes, setting.Batch, dtype: int64);
        return new LabelledBatch(Pictures(), Pictures(), Labels(), Labels());
    }

    private static Picture Drawn(int width, int height, int seed)
    {
        byte[] rgb = new byte[width * height * 3];
        new Random(seed).NextBytes(rgb);
        return new Picture(width, height, rgb);
    }

    private static void DisposeAll(params IDisposable[] all)
    {
        foreach (var one in all) one.Dispose();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
