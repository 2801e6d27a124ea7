using System.Diagnostics;
using System.Globalization;
using Unpaired.Checkpoints;
using Unpaired.Metrics;
using Unpaired.Metrics.Numpy;
using Unpaired.Metrics.Perceptual;
using static TorchSharp.torch;

namespace Unpaired.Benchmarks;

/// <summary>Seconds of metrics beside the same in plain NumPy and PyTorch, sides taking turns, results compared.</summary>
internal static class MetricsBenchmark
{
    private const int Neighbours = 5;

    public static void Run(Options options)
    {
        int threads = options.Number("threads", get_num_threads()), rounds = options.Number("rounds", 5);
        set_num_threads(threads);
        var folder = Directory.CreateTempSubdirectory("unpaired-metrics-");
        try
        {
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            var tasks = Tasks(options, folder.FullName);
            using var reference = ReferenceProcess.Start(
                options.Text("python", "/usr/bin/python3"), folder.FullName, threads, Neighbours);
            Console.WriteLine($"libtorch {TorchSharp.torch.__version__}, {threads} thread(s), {rounds} rounds after one to warm "
                + $"up; beside it: {reference?.Versions ?? "nothing (Debian: python3-numpy, python3-torch)"}");
            foreach (var task in tasks) Measure(task, reference, rounds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<Measured> Tasks(Options options, string folder)
    {
        using var random = new Generator(1);
        int rows = options.Number("rows", 10_000), width = options.Number("width", 2048);
        int points = options.Number("points", 5000), pairs = options.Number("pairs", 16), side = options.Number("side", 256);
        Tensor Features(int count)
        {
            // As pooled ReLU features are: not below 0, of different sizes, related to each other.
            var mix = randn([64, width], ScalarType.Float64, generator: random);
            return nn.functional.relu(randn([count, 64], ScalarType.Float64, generator: random).mm(mix) * 0.1
                + randn([count, width], ScalarType.Float64, generator: random) * 0.3);
        }

        var all = Features(rows);
        var (real, made) = (Features(points), Features(points));
        Save(folder, "rows", all);
        Save(folder, "real", real);
        Save(folder, "made", made);
        var (lpips, x, y) = Pictures(folder, random, pairs, side);
        return
        [
            new($"mean and covariance of {rows} x {width}", () =>
            {
                using var statistics = FeatureStatistics.Of(all);
                return Summary(statistics);
            }, ["statistics", "statistics_torch"]),
            new($"the same, streamed in parts of 500", () =>
            {
                using var gathered = new FeatureAccumulator();
                foreach (var part in all.split(500)) gathered.Add(part);
                using var statistics = gathered.ToStatistics();
                return Summary(statistics);
            }, ["statistics", "statistics_torch"]),
            new($"precision, recall, density, coverage of {points} and {points} x {width}", () =>
            {
                var coverage = FeatureCoverage.Of(real, made, Neighbours);
                return [coverage.Precision, coverage.Recall, coverage.Density, coverage.Coverage];
            }, ["coverage", "coverage_torch"]),
            new($"LPIPS (AlexNet) of {pairs} pairs, {side} px", () =>
            {
                using var distance = lpips.Distance(x, y).to(float64);
                return [distance.mean().item<double>(), distance.max().item<double>()];
            }, ["lpips_torch"], pairs),
        ];
    }

    private static double[] Summary(FeatureStatistics statistics) =>
    [
        statistics.Mean.sum().item<double>(), statistics.Covariance.diagonal().sum().item<double>(),
        statistics.Covariance.abs().sum().item<double>(),
    ];

    /// <summary>LPIPS of the published size with random weights, and pictures.</summary>
    private static (Lpips Lpips, Tensor X, Tensor Y) Pictures(string folder, Generator random, int pairs, int side)
    {
        (long Outputs, long Inputs, long Kernel, int Index)[] layers =
            [(64, 3, 11, 0), (192, 64, 5, 3), (384, 192, 3, 6), (256, 384, 3, 8), (256, 256, 3, 10)];
        Dictionary<string, Tensor> trunk = [], heads = [];
        for (int i = 0; i < layers.Length; i++)
        {
            var (outputs, inputs, kernel, index) = layers[i];
            double scale = Math.Sqrt(2.0 / (inputs * kernel * kernel));
            var weight = (randn([outputs, inputs, kernel, kernel], generator: random) * scale).to(float32);
            var bias = zeros(outputs);
            var head = rand([1, outputs, 1, 1], generator: random);
            trunk[$"features.{index}.weight"] = weight;
            trunk[$"features.{index}.bias"] = bias;
            heads[$"lin{i}.model.1.weight"] = head;
            foreach (var (name, tensor) in new[] { ("weight", weight), ("bias", bias), ("head", head) })
                Save(folder, string.Create(CultureInfo.InvariantCulture, $"{name}{i}"), tensor);
        }
        string trunkPath = Path.Combine(folder, "trunk.pth"), headPath = Path.Combine(folder, "head.pth");
        TorchFile.Save(trunkPath, trunk);
        TorchFile.Save(headPath, heads);
        var (x, y) = (rand([pairs, 3, side, side], generator: random) * 2 - 1,
            rand([pairs, 3, side, side], generator: random) * 2 - 1);
        Save(folder, "x", x);
        Save(folder, "y", y);
        return (Lpips.Load(trunkPath, headPath, LpipsNetwork.AlexNet), x, y);
    }

    private static void Save(string folder, string name, Tensor x)
    {
        using var values = x.to(float64).contiguous();
        File.WriteAllBytes(Path.Combine(folder, $"{name}.npy"),
            NumpyFile.Write(new NumpyArray(x.shape, values.data<double>().ToArray())));
    }

    private static void Measure(Measured task, ReferenceProcess? reference, int rounds)
    {
        List<double> own = [];
        string[] sides = reference is null ? [] : task.References;
        var others = sides.ToDictionary(side => side, _ => new List<double>());
        for (int round = 0; round <= rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            double[] numbers = task.Run();
            double seconds = watch.Elapsed.TotalSeconds;
            if (round > 0) own.Add(seconds);
            foreach (string side in sides)
            {
                var (taken, theirs) = reference!.Run(side);
                if (round > 0) others[side].Add(taken);
                double worst = numbers.Zip(theirs, (a, b) => Math.Abs(a - b) / Math.Max(1e-9, Math.Abs(b))).Max();
                if (worst > 1e-4)
                    throw new InvalidOperationException($"{task.Name}, {side}: results differ by {worst:E1}.");
            }
        }
        string perSecond = task.Items > 0
            ? string.Create(CultureInfo.InvariantCulture, $" ({task.Items / Median(own):F1} per second)") : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {task.Name}: {Median(own):F3} s{perSecond}"));
        foreach (var (side, seconds) in others)
        {
            var ratios = seconds.Zip(own, (theirs, ours) => theirs / ours).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"    {(side.EndsWith("torch", StringComparison.Ordinal) ? "PyTorch" : "NumPy"),-8} {Median(seconds):F3} s, "
                + $"{Median(ratios):F2} times ours ({ratios.Min():F2} to {ratios.Max():F2})"));
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Something to compute, and the words by which the reference knows it.</summary>
    private sealed record Measured(string Name, Func<double[]> Run, string[] References, int Items = 0);
}
