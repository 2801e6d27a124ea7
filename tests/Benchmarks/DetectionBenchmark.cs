using System.Diagnostics;
using Unpaired.Detection;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Benchmarks;

/// <summary>RoIAlign and suppression against plain loops; steps and pictures a second of the small detector.</summary>
internal static class DetectionBenchmark
{
    public static void Run(Options options)
    {
        if (options.Number("threads", 0) is > 0 and int threads) set_num_threads(threads);
        int rounds = options.Number("rounds", 5);
        Console.WriteLine($"{get_num_threads()} thread(s), median of {rounds} rounds after one to warm up");
        Align(rounds, channels: options.Number("channels", 64), boxes: options.Number("boxes", 128));
        Suppress(rounds, options.Number("proposals", 2000));
        if (options.Text("detector", "yes") == "yes") Detector(rounds);
    }

    private static void Align(int rounds, int channels, int boxes)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var features = rand(2, channels, 50, 68).requires_grad_(true);
        var corners = rand(boxes, 2) * 600;
        var rois = cat([randint(0, 2, [boxes, 1]).to(float32), corners, corners + 16 + rand(boxes, 2) * 200], 1);
        var options = new RoiAlignOptions(7, 7, 1.0 / 16, 2, Aligned: false);
        var (fast, loop) = (new List<double>(), new List<double>());
        double difference = 0;
        for (int round = -1; round < rounds; round++)
        {
            using var inner = NewDisposeScope();
            features.grad = null;
            var watch = Stopwatch.StartNew();
            var pooled = RoiAlign.Pool(features, rois, options);
            pooled.sum().backward();
            double first = watch.Elapsed.TotalMilliseconds;
            watch.Restart();
            var (plain, gradient) = DetectionLoops.RoiAlign(features.detach(), rois, options);
            double second = watch.Elapsed.TotalMilliseconds;
            difference = (features.grad! - tensor(gradient, features.shape)).abs().max().item<float>()
                + (pooled - tensor(plain, pooled.shape)).abs().max().item<float>();
            if (round < 0) continue;
            fast.Add(first);
            loop.Add(second);
        }
        Report($"RoIAlign, {boxes} boxes, {channels} channels, with gradient", fast, loop, difference);
    }

    private static void Suppress(int rounds, int proposals)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var corners = rand(proposals, 2) * 600;
        var boxes = cat([corners, corners + 8 + rand(proposals, 2) * 120], 1);
        var scores = rand(proposals);
        var (fast, loop) = (new List<double>(), new List<double>());
        int different = 0;
        for (int round = -1; round < rounds; round++)
        {
            using var inner = NewDisposeScope();
            var watch = Stopwatch.StartNew();
            var kept = NonMaximumSuppression.Keep(boxes, scores, 0.7);
            double first = watch.Elapsed.TotalMilliseconds;
            float[] sides = boxes.data<float>().ToArray(), values = scores.data<float>().ToArray();
            watch.Restart();
            var plain = DetectionLoops.Suppress(sides, values, 0.7);
            double second = watch.Elapsed.TotalMilliseconds;
            different = plain.SequenceEqual(kept.data<long>().ToArray()) ? 0 : 1;
            if (round < 0) continue;
            fast.Add(first);
            loop.Add(second);
        }
        Report($"suppression of {proposals} boxes", fast, loop, different);
    }

    private static void Detector(int rounds)
    {
        using var scope = NewDisposeScope();
        var config = DetectorConfig.Streets;
        var world = new StreetsWorld(config.PictureWidth, config.PictureHeight);
        var source = StreetsDetections.Training(
            world, [StreetDomain.Day, StreetDomain.Night], 64, 1, config.SmallestBox);
        using var data = new DetectionTrainingData(source, null, config.BatchSize, 1);
        using var trainer = new DetectorTrainer(config);
        using var detector = new ObjectDetector(trainer.Network);
        var (reading, steps, answers) = (new List<double>(), new List<double>(), new List<double>());
        for (int round = -1; round < rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            using var batch = (DetectionBatch)data.Next(CancellationToken.None);
            double first = watch.Elapsed.TotalMilliseconds;
            watch.Restart();
            trainer.Step(batch);
            double second = watch.Elapsed.TotalMilliseconds;
            watch.Restart();
            detector.Detect(batch.Shown);
            if (round < 0) continue;
            reading.Add(first);
            steps.Add(second);
            answers.Add(watch.Elapsed.TotalMilliseconds);
        }
        Console.WriteLine(
            $"  streets preset, batch {config.BatchSize}: waiting for pictures {Median(reading):F0} ms, "
            + $"step {Median(steps):F0} ms, detecting {Median(answers):F0} ms");
    }

    private static void Report(string what, List<double> fast, List<double> loop, double difference)
    {
        var ratios = fast.Zip(loop, (first, second) => second / first).ToList();
        Console.WriteLine(
            $"  {what}: {Median(fast):F2} ms, plain loop {Median(loop):F2} ms, ratio {Median(ratios):F1} "
            + $"({ratios.Min():F1} to {ratios.Max():F1}), difference {difference:G2}");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
