using System.Globalization;
using Unpaired.Display;
using Unpaired.Layers;
using Unpaired.Munit;
using Unpaired.Training;
using Unpaired.Unit;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Benchmarks;

/// <summary>The same short run on the objects world in float32 and in bfloat16: losses and counterfactual error side by
/// side.</summary>
internal static class PrecisionBenchmark
{
    private const int Pictures = 1 << 30, TestPairs = 64;

    private static readonly Precision[] Both = [Precision.Float32, Precision.BFloat16];

    public static void Run(Options options)
    {
        int iterations = options.Number("iterations", 300), seeds = options.Number("seeds", 1);
        if (options.Number("threads", 0) is > 0 and int threads) set_num_threads(threads);
        foreach (string paper in options.Text("paper", "munit,unit").Split(','))
        {
            for (int seed = 1; seed <= seeds; seed++)
            {
                var results = Both.Select(precision => Train(paper, precision, iterations, seed)).ToList();
                Console.WriteLine(Table(paper, iterations, seed, results).Text);
            }
        }
    }

    /// <summary>Means of the last fifth of the run, and the error against the truth at its end.</summary>
    private static List<(string Name, double Value)> Train(string paper, Precision precision, int iterations, int seed)
    {
        var world = new ObjectsWorld(32);
        using TwoDomainTrainer trainer = paper == "munit"
            ? new MunitTrainer(MunitConfig.Quick32, seed: seed, precision: precision)
            : new UnitTrainer(Unit, seed: seed, precision: precision);
        using var data = new SequentialTrainingData(
            new ObjectsDataset(world, Domain.A, Pictures, seed), new ObjectsDataset(world, Domain.B, Pictures, seed),
            trainer.Config.PicturesPerStep, "objects");
        var evaluation = new TruthEvaluation([.. new ObjectsTestSet(world, TestPairs, seed + 1).Pairs()
            .Select(pair => new TruthQuestion(pair.Outline, pair.StyleExample, pair.Truth))]);
        data.MoveTo(0);
        var last = new List<IReadOnlyList<LossValue>>();
        for (int i = 0; i < iterations; i++)
        {
            using var scope = NewDisposeScope();
            using var batch = data.Next(CancellationToken.None);
            var losses = trainer.Step(batch.A, batch.B);
            if (i >= iterations * 4 / 5) last.Add(losses);
        }
        double error = evaluation.Run(trainer).Value;
        return
        [
            .. last[0].Select((loss, k) => (loss.Name, last.Average(losses => losses[k].Value)))
                .Where(entry => entry.Item2 != 0),
            ("counterfactual error", error),
        ];
    }

    /// <summary>UNIT as small and as fast to learn as MUNIT's quick32.</summary>
    private static UnitConfig Unit => UnitConfig.Seminar32 with
    {
        BatchSize = MunitConfig.Quick32.BatchSize,
        LearningRate = MunitConfig.Quick32.LearningRate,
        Generator = UnitConfig.Seminar32.Generator with { Width = MunitConfig.Quick32.Generator.Width },
    };

    private static DataTable Table(
        string paper, int iterations, int seed, List<List<(string Name, double Value)>> results)
    {
        string caption = string.Create(
            CultureInfo.InvariantCulture,
            $"{paper}, quick32 on the objects world, {iterations} iterations, seed {seed}: means of the last fifth");
        var table = new DataTable(caption, "", "float32", "bfloat16", "ratio") { Formats = [null, "F4", "F4", "F3"] };
        foreach (var (single, half) in results[0].Zip(results[1]))
            table.Add(single.Name, single.Value, half.Value, half.Value / single.Value);
        return table;
    }
}
