using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Benchmarks;

/// <summary>Seconds and peak memory of loading a large checkpoint, beside torch.load and numpy.memmap: every load in a
/// process of its own, sides taking turns, the file in the system's cache.</summary>
internal static class CheckpointBenchmark
{
    /// <summary>What a process is called that loads once and reports.</summary>
    internal const string Child = "checkpoint-child";

    private const int MegabytesOfATensor = 4;
    private const string Reference = "checkpoint_reference.py", Small = "small-";

    private static readonly (string Name, string Kind, string File, bool IsOurs)[] sides =
    [
        ("zip, Unpaired", "zip", "large.pt", true),
        ("zip, torch.load", "zip", "large.pt", false),
        ("safetensors, Unpaired", "safetensors", "large.safetensors", true),
        ("safetensors, numpy, copied", "safetensors", "large.safetensors", false),
        ("safetensors, numpy.memmap, views", "safetensors-map", "large.safetensors", false),
        ("safetensors, the package", "safetensors-package", "large.safetensors", false),
    ];

    public static void Run(Options options)
    {
        int megabytes = options.Number("megabytes", 500), rounds = options.Number("rounds", 5);
        string python = options.Text("python", "/usr/bin/python3");
        var folder = Directory.CreateTempSubdirectory("unpaired-checkpoints-");
        try
        {
            Write(folder.FullName, Small, 2 * MegabytesOfATensor);
            double expected = Write(folder.FullName, "", megabytes);
            Console.WriteLine(
                $"{megabytes} MB in tensors of {MegabytesOfATensor} MB, {rounds} rounds after one to warm up, one thread");
            var measured = sides.Select(_ => new List<Measurement>()).ToList();
            string versions = "";
            for (int round = 0; round <= rounds; round++)
            {
                foreach (var ((_, kind, file, ours), results) in sides.Zip(measured))
                {
                    string[] arguments =
                        [kind, Path.Combine(folder.FullName, file), Path.Combine(folder.FullName, Small + file)];
                    var result = ours ? Start(Ourselves, [.. OwnArguments, Child, .. arguments])
                        : Start(python, [Path.Combine(Path.GetDirectoryName(Here())!, Reference), .. arguments]);
                    if (result is null) continue; // no such Python, or package
                    if (Math.Abs(result.Sum - expected) > 1e-3 * Math.Abs(expected))
                        throw new InvalidOperationException($"{file}, {kind}: expected {expected}; got {result.Sum}.");
                    if (!ours) versions = result.Versions;
                    if (round > 0) results.Add(result);
                }
            }

            Console.WriteLine($"libtorch {TorchSharp.torch.__version__}; beside it: "
                + (versions.Length > 0 ? versions : "nothing (Debian: python3-torch)"));
            Report(measured);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Loads one file, in a process of its own.</summary>
    public static void Load(string kind, string path, string small)
    {
        set_num_threads(1);
        Open(kind, small).File.Dispose(); // code is compiled when it runs first
        double before = ProcessMemory.PeakMegabytes;
        var clock = Stopwatch.StartNew();
        var busy = Environment.CpuUsage.TotalTime;
        var (file, tensors) = Open(kind, path);
        double loaded = clock.Elapsed.TotalSeconds;
        busy = Environment.CpuUsage.TotalTime - busy;
        double sum = 0;
        foreach (var tensor in tensors.Values)
        {
            using var total = tensor.sum();
            sum += total.item<float>();
        }

        double done = clock.Elapsed.TotalSeconds;
        file.Dispose();
        double[] numbers =
            [loaded, done - loaded, ProcessMemory.PeakMegabytes, before, sum, busy.TotalSeconds];
        Console.WriteLine(string.Join(' ', numbers.Select(n => n.ToString("R", CultureInfo.InvariantCulture))) + " -");
    }

    private static (IDisposable File, IReadOnlyDictionary<string, Tensor> Tensors) Open(string kind, string path)
    {
        if (kind == "zip")
        {
            var root = TorchFile.Load(path);
            return (root, root.AsStateDict());
        }

        var file = Safetensors.Load(path);
        return (file, file.Tensors);
    }

    private static string Ourselves => Environment.ProcessPath!;

    /// <summary>Started by dotnet FILE.dll, or by a program of its own.</summary>
    private static string[] OwnArguments => Path.GetFileNameWithoutExtension(Ourselves) == "dotnet"
        ? [typeof(CheckpointBenchmark).Assembly.Location]
        : [];

    /// <summary>Both files with the same numbers.</summary>
    /// <returns>Their sum.</returns>
    private static double Write(string folder, string prefix, int megabytes)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        int count = megabytes / MegabytesOfATensor;
        var state = new OrderedDictionary<string, Tensor>();
        for (int i = 0; i < count; i++)
            state.Add($"layers.{i}.weight", rand([1000, 1000 * MegabytesOfATensor / 4], generator: random));
        TorchFile.Save(Path.Combine(folder, prefix + "large.pt"), state);
        Safetensors.Save(Path.Combine(folder, prefix + "large.safetensors"), state);
        return state.Values.Sum(tensor => tensor.sum().item<float>());
    }

    private static Measurement? Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        try
        {
            using var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { }; // read, so that it never blocks
            process.BeginErrorReadLine();
            string? line = process.StandardOutput.ReadLine();
            process.WaitForExit();
            return line is null ? null : Measurement.Parse(line);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no such program
        }
    }

    private static void Report(List<List<Measurement>> measured)
    {
        Console.WriteLine($"{"",-34} {"load",8} {"CPU",8} {"and sum",8} {"peak",8} {"of it",8}   time (CPU), as a share");
        for (int i = 0; i < sides.Length; i++)
        {
            if (measured[i].Count == 0) continue;
            var own = measured[i];
            string ratio = "";
            int reference = i + 1;
            if (sides[i].IsOurs && measured[reference].Count == own.Count)
            {
                // One ratio a round: a machine that is busy for a while slows both sides.
                double Ratio(Func<Measurement, double> of) =>
                    Median(own.Zip(measured[reference], (a, b) => of(a) / of(b)));
                ratio = FormattableString.Invariant(
                    $"{Ratio(m => m.Load):F2} ({Ratio(m => m.Busy):F2}) of {sides[reference].Name}");
            }

            double Middle(Func<Measurement, double> of) => Median(own.Select(of));
            Console.WriteLine(
                FormattableString.Invariant($"{sides[i].Name,-34} {Middle(m => m.Load),6:F2} s {Middle(m => m.Busy),6:F2} s ")
                + FormattableString.Invariant($"{Middle(m => m.Load + m.Summing),6:F2} s {Middle(m => m.Peak),5:F0} MB ")
                + FormattableString.Invariant($"{Middle(m => m.Peak - m.Before),5:F0} MB   {ratio}"));
        }

        Console.WriteLine("'of it': the peak less what the process took before loading; pages of a mapped file count, "
            + "though the system can take them back at any time.");
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Here([CallerFilePath] string path = "") => path;

    private sealed record Measurement(
        double Load, double Summing, double Peak, double Before, double Sum, double Busy, string Versions)
    {
        public static Measurement Parse(string line)
        {
            string[] words = line.Split(' ');
            double Number(int i) => double.Parse(words[i], CultureInfo.InvariantCulture);
            return new Measurement(
                Number(0), Number(1), Number(2), Number(3), Number(4), Number(5), words[6].Replace('_', ' '));
        }
    }
}
