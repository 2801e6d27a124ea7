using System.Diagnostics;
using System.Globalization;
using Unpaired.Data;
using Unpaired.Display;
using Unpaired.Munit;
using Unpaired.Training;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Cli;

/// <summary>
/// One MUNIT training run and its folder: config.yaml, losses.csv, samples/, state/ in the original's file layout,
/// and weights.safetensors, which notebooks and <c>unpaired translate</c> read.
/// </summary>
internal sealed class TrainingRun(MunitConfig config, ITrainingData data, string folder)
{
    private const double ProgressSeconds = 2;

    public required int Iterations { get; init; }

    public required long Seed { get; init; }

    public required TrainingMode Mode { get; init; }

    public required int Every { get; init; }

    public double? Minutes { get; init; }

    /// <summary>Decay of the generators' moving average, which is what is evaluated and saved for use; 0 for none.</summary>
    public double Average { get; init; }

    /// <summary>Store weights.safetensors in float16.</summary>
    public bool Half { get; init; }

    private string StateFolder => Path.Combine(folder, "state");

    /// <summary>Trains; returns the exit code.</summary>
    public int Run(bool resume, CancellationToken cancellation)
    {
        using var source = data;
        Directory.CreateDirectory(StateFolder);
        Directory.CreateDirectory(Path.Combine(folder, "samples"));
        AtomicFile.Write(Path.Combine(folder, "config.yaml"), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(config.ToYaml())));
        using var trainer = new MunitTrainer(config, Mode, seed: Seed);
        if (resume)
            trainer.ResumeOriginal(StateFolder);
        using var average = new MovingAverage([trainer.GeneratorA, trainer.GeneratorB], Average);
        using var losses = new StreamWriter(Path.Combine(folder, "losses.csv"), append: resume);
        var watch = Stopwatch.StartNew();
        double shown = 0;
        long first = trainer.Iteration;
        while (trainer.Iteration < Iterations && !cancellation.IsCancellationRequested
            && !(watch.Elapsed.TotalMinutes >= Minutes))
        {
            var values = Step(trainer, source, cancellation);
            average.Update();
            WriteLosses(losses, trainer.Iteration, values, header: trainer.Iteration == first + 1 && !resume);
            if (watch.Elapsed.TotalSeconds - shown >= ProgressSeconds || trainer.Iteration == Iterations)
            {
                shown = watch.Elapsed.TotalSeconds;
                Console.WriteLine(Progress(trainer.Iteration, first, watch.Elapsed, values));
            }
            if (trainer.Iteration % Every == 0)
                Save(trainer, average, source, watch.Elapsed);
        }
        Save(trainer, average, source, watch.Elapsed);
        return 0;
    }

    private static IReadOnlyList<LossValue> Step(MunitTrainer trainer, ITrainingData source, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var (a, b) = source.Batch(trainer.Iteration, cancellation);
        return trainer.Step(a, b);
    }

    private static void WriteLosses(StreamWriter file, long iteration, IReadOnlyList<LossValue> values, bool header)
    {
        if (header)
            file.WriteLine("iteration," + string.Join(',', values.Select(v => v.Name)));
        file.WriteLine(FormattableString.Invariant($"{iteration},") + string.Join(',',
            values.Select(v => v.Value.ToString("G6", CultureInfo.InvariantCulture))));
    }

    private string Progress(long iteration, long first, TimeSpan elapsed, IReadOnlyList<LossValue> values)
    {
        double rate = (iteration - first) / elapsed.TotalSeconds;
        var left = TimeSpan.FromSeconds((Iterations - iteration) / rate);
        if (Minutes is { } minutes && TimeSpan.FromMinutes(minutes) - elapsed < left)
            left = TimeSpan.FromMinutes(minutes) - elapsed;
        string totals = string.Join("  ", values.Where(v => v.Name.Contains("total", StringComparison.Ordinal))
            .Select(v => FormattableString.Invariant($"{v.Name} {v.Value:F3}")));
        return FormattableString.Invariant(
            $"{iteration,7}/{Iterations}  {rate * config.BatchSize,6:F1} images/s  {left:hh\\:mm\\:ss} left  {totals}");
    }

    private void Save(MunitTrainer trainer, MovingAverage average, ITrainingData source, TimeSpan elapsed)
    {
        trainer.SaveOriginal(StateFolder);
        using var applied = average.Apply();
        trainer.SaveWeights(Path.Combine(folder, "weights.safetensors"), Half ? ScalarType.Float16 : ScalarType.Float32);
        if (source.Test is not { } test)
            return;
        double error = Evaluate(trainer, test);
        string line = FormattableString.Invariant($"{trainer.Iteration},{elapsed.TotalSeconds:F0},{error:F4}");
        File.AppendAllText(Path.Combine(folder, "evaluation.csv"), line + Environment.NewLine);
        Console.WriteLine(FormattableString.Invariant(
            $"{trainer.Iteration,7}  error against the true translation {error:F4} on {test.Count} pairs, after {elapsed:hh\\:mm\\:ss}"));
    }

    /// <summary>Mean absolute difference to the true translation, example-guided, on the [-1, 1] scale.</summary>
    private double Evaluate(MunitTrainer trainer, ObjectsTestSet test)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var pairs = test.Pairs().ToList();
        var outlines = Picture.ToBatch(pairs.Select(p => p.Outline));
        var examples = Picture.ToBatch(pairs.Select(p => p.StyleExample));
        var truth = Picture.ToBatch(pairs.Select(p => p.Truth));
        var output = trainer.GeneratorB.Decode(trainer.GeneratorA.EncodeContent(outlines), trainer.GeneratorB.EncodeStyle(examples));
        var shown = Enumerable.Range(0, Math.Min(8, pairs.Count)).ToList();
        var grid = new PictureGrid(
            [
                shown.Select(i => pairs[i].Outline), shown.Select(i => pairs[i].StyleExample),
                Picture.FromBatch(output[..shown.Count]), shown.Select(i => pairs[i].Truth),
            ], "Outlines, style examples, translations and the truth.")
        {
            RowLabels = ["input", "style", "output", "truth"],
        };
        AtomicFile.Write(Path.Combine(folder, "samples", $"{trainer.Iteration:D8}.png"), stream => stream.Write(grid.ToPng()));
        return (output.clamp(-1, 1) - truth).abs().mean().item<float>();
    }
}
