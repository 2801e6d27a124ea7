using System.Diagnostics;
using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Benchmarks;

/// <summary>Pictures a second that the objects world draws on one core.</summary>
internal static class WorldBenchmark
{
    public static void Run(Options options)
    {
        int count = options.Number("count", 2000);
        foreach (int size in new[] { 32, 64, 128, 256 })
        {
            var world = new ObjectsWorld(size);
            foreach (var domain in new[] { Domain.A, Domain.B })
            {
                var pictures = new ObjectsDataset(world, domain, count, seed: 1);
                _ = pictures[0];
                var watch = Stopwatch.StartNew();
                for (int i = 0; i < count; i++)
                    _ = pictures[i];
                Console.WriteLine($"  {size,3} px, domain {domain}: {count / watch.Elapsed.TotalSeconds,6:F0} pictures/s");
            }
        }
    }
}
