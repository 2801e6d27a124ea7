using Unpaired.Munit;
using static TorchSharp.torch;

namespace Unpaired.Benchmarks;

/// <summary>Resident memory and live tensors over many training steps.</summary>
internal static class MemoryBenchmark
{
    public static void Run(Options options)
    {
        int steps = options.Number("steps", 1000), warmUp = steps / 10;
        using var trainer = new MunitTrainer(MunitConfig.Seminar32);
        manual_seed(1);
        using var xA = rand(8, 3, 32, 32) * 2 - 1;
        using var xB = rand(8, 3, 32, 32) * 2 - 1;
        double reference = 0, highest = 0;
        long tensors = 0;
        for (int step = 1; step <= steps; step++)
        {
            trainer.Step(xA, xB);
            if (step == warmUp)
            {
                reference = ProcessMemory.ResidentMegabytes;
                tensors = Tensor.TotalCount;
            }
            if (step > warmUp)
                highest = Math.Max(highest, ProcessMemory.ResidentMegabytes);
            if (step % (steps / 10) == 0)
                Console.WriteLine($"  step {step,5}: {ProcessMemory.ResidentMegabytes,7:F1} MB resident, {Tensor.TotalCount} tensors");
        }
        Console.WriteLine($"  growth after step {warmUp}: highest {100 * (highest / reference - 1):F2} %, " +
            $"last {100 * (ProcessMemory.ResidentMegabytes / reference - 1):F2} %, tensors {Tensor.TotalCount - tensors:+0;-0;0}");
    }
}
