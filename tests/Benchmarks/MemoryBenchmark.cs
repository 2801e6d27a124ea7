using Unpaired.Munit;
using static TorchSharp.torch;

namespace Unpaired.Benchmarks;

/// <summary>Resident memory and live tensors over many training steps, at ten points after the first tenth.</summary>
internal static class MemoryBenchmark
{
    public static void Run(Options options)
    {
        using var scope = NewDisposeScope();
        int steps = options.Number("steps", 1000), warmUp = options.Number("warm-up", 200);
        using var trainer = new MunitTrainer(MunitConfig.Seminar32);
        manual_seed(1);
        var xA = rand(8, 3, 32, 32) * 2 - 1;
        var xB = rand(8, 3, 32, 32) * 2 - 1;
        var resident = new List<double>();
        for (int step = 1; step <= warmUp + steps; step++)
        {
            trainer.Step(xA, xB);
            if (step < warmUp || (step - warmUp) % (steps / 10) != 0)
                continue;
            GC.Collect(); // what is left is what a leak would be
            GC.WaitForPendingFinalizers();
            resident.Add(ProcessMemory.ResidentMegabytes);
            Console.WriteLine($"  step {step,5}: {resident[^1],7:F1} MB resident, {Tensor.TotalCount} tensors");
        }
        Console.WriteLine($"  over {steps} steps after {warmUp} to warm up: {100 * (resident[^1] / resident[0] - 1):+0.0;-0.0} % at the end, " +
            $"{100 * (resident.Max() / resident[0] - 1):+0.0;-0.0} % at most");
    }
}
