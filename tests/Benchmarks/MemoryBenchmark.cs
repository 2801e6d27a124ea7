using Unpaired.Data;
using Unpaired.Munit;
using Unpaired.Training;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Benchmarks;

/// <summary>Resident memory, open files and living tensors of a whole run with saves, logs, samples and evaluations,
/// at a tiny size: at nine points after the first tenth.</summary>
internal static class MemoryBenchmark
{
    private const int Side = 16, Pictures = 1 << 30;

    public static void Run(Options options)
    {
        int steps = options.Number("steps", 5000), every = options.Number("every", steps / 10);
        var config = MunitConfig.Quick32 with { NewSize = Side, CropHeight = Side, CropWidth = Side };
        config = config with { Discriminator = config.Discriminator with { Layers = 2, Scales = 1 } };
        string folder = Directory.CreateTempSubdirectory("unpaired memory ").FullName;
        try
        {
            using var trainer = new MunitTrainer(config);
            var world = new ObjectsWorld(2 * Side); // its smallest pictures
            IPictureSource Set(Domain domain) =>
                new ResizedPictures(new ObjectsDataset(world, domain, Pictures, 1), Side, Side);
            Picture Small(Picture picture) => PictureResize.Resize(picture, Side, Side);
            using var data = new SequentialTrainingData(
                Set(Domain.A), Set(Domain.B), config.PicturesPerStep, "objects");
            var questions = new ObjectsTestSet(world, 16, 2).Pairs().Select(
                pair => new TruthQuestion(Small(pair.Outline), Small(pair.StyleExample), Small(pair.Truth)));
            var watcher = new Watcher(steps);
            Console.WriteLine($"MUNIT run of {steps} iterations at {Side} px, a save every {every}");
            new TrainingRun(trainer, data, new TrainingOptions
            {
                Folder = folder,
                Iterations = steps,
                Every = every,
                AverageDecay = 0.999,
                Evaluate = new TruthEvaluation([.. questions]).Run,
            }, watcher).Run();
            watcher.Report();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Looks just before each save but the first, where the heaps hold the most spare memory.</summary>
    private sealed class Watcher(int steps) : ITrainingObserver
    {
        private readonly List<(long Iteration, double Resident, int Files, long Tensors)> seen = [];

        public void Stepped(TrainingProgress progress)
        {
            long tenth = steps / 10;
            if (progress.Iteration < tenth || progress.Iteration % tenth != tenth - 1) return;
            GC.Collect(); // what is left is what a leak would be
            GC.WaitForPendingFinalizers();
            int files = Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;
            seen.Add((progress.Iteration, ProcessMemory.ResidentMegabytes, files, Tensor.TotalCount));
            var (iteration, resident, open, tensors) = seen[^1];
            Console.WriteLine(
                $"  iteration {iteration,5}: {resident,7:F1} MB resident, {open} open files, {tensors} tensors");
        }

        public void Report()
        {
            double first = seen[0].Resident, last = seen[^1].Resident, most = seen.Max(entry => entry.Resident);
            Console.WriteLine(
                $"  from iteration {seen[0].Iteration}: {100 * (last / first - 1):+0.0;-0.0} % at the end, "
                + $"{100 * (most / first - 1):+0.0;-0.0} % at most; open files {seen[0].Files}, then {seen[^1].Files}; "
                + $"tensors {seen[0].Tensors}, then {seen[^1].Tensors}");
        }
    }
}
