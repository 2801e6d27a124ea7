using System.Runtime.ExceptionServices;
using Unpaired.Data;
using Unpaired.Display;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>
/// The one training loop: steps, moving average, logs, samples, evaluations, checkpoints, exact resume.
/// </summary>
/// <remarks>
/// On the CPU with a fixed number of threads a run that was killed at any moment and resumed ends with bit-identical
/// weights to one that was not.
/// </remarks>
/// <example><code>
/// using var trainer = new MunitTrainer(MunitConfig.Seminar32);
/// var options = new TrainingOptions { Iterations = 600, Folder = "runs/first" };
/// var run = new TrainingRun(trainer, data, options, new NotebookObserver("Train MUNIT"));
/// var result = run.Run();
/// </code></example>
/// <param name="trainer">Fresh, or resumed from the original's files; stays the caller's.</param>
/// <param name="data">Made with the same seed; stays the caller's.</param>
/// <param name="options">How long, where to and when.</param>
/// <param name="observers">Who watches.</param>
/// <exception cref="ArgumentException">An option out of range.</exception>
public sealed class TrainingRun(
    ITranslationTrainer trainer, ITrainingData data, TrainingOptions options,
    params IReadOnlyList<ITrainingObserver> observers)
{
    private readonly TrainingOptions options = options.Validated();
    private readonly TrainingPace pace = new(TimeProvider.System);
    private RunFolder? files;
    private MovingAverage? average;
    private IReadOnlyList<LossValue> losses = [];
    private Evaluation? evaluation;
    private long saved = -1;
    private bool wantsToStop;

    /// <summary>Trains until all iterations are done, time is up, or someone wants to stop; then saves.</summary>
    /// <remarks>
    /// Works on a thread of its own: if a notebook's kernel breaks the calling thread off, the iteration is still
    /// finished and saved.
    /// </remarks>
    /// <param name="cancellation">Stops after the current iteration.</param>
    /// <exception cref="NonFiniteLossException">A loss is not finite; the last checkpoint is good and
    /// named.</exception>
    /// <exception cref="InsufficientMemoryException">A step does not fit into memory; the message says what
    /// does.</exception>
    /// <exception cref="InvalidOperationException">The folder holds another run.</exception>
    public TrainingResult Run(CancellationToken cancellation = default)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        TrainingResult? result = null;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = Train(stop.Token);
            }
            catch (Exception error) // carried to the calling thread
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        })
        { Name = "training" };
        thread.Start();
        while (true)
        {
            try
            {
                thread.Join();
                break;
            }
            catch (ThreadInterruptedException) // a kernel's interrupt: it comes again every now and then
            {
                stop.Cancel();
            }
            finally
            {
                if (thread.IsAlive) stop.Cancel(); // an abort
            }
        }
        stop.Dispose(); // not before: after an abort the thread still looks at it
        failure?.Throw();
        return result!;
    }

    private TrainingResult Train(CancellationToken stop)
    {
        var now = Provenance.Of(trainer, data, options);
        using var opened = files = options.Folder is null ? null : RunFolder.Open(options, trainer, now);
        using var averaged = average =
            options.AverageDecay > 0 ? new MovingAverage(trainer.AveragedNetworks, options.AverageDecay) : null;
        GoOn(now);
        var start = new TrainingStart(trainer.Iteration, options.Iterations, trainer.BatchSize, DrawSamples);
        Tell(observer => observer.Started(start));
        pace.Start(trainer.Iteration);
        long first = trainer.Iteration;
        while (WhyEnd(stop) is null)
        {
            if (!TryStep(stop)) break;
            if (trainer.Iteration % options.Every == 0) Save();
        }
        if (saved != trainer.Iteration) Save();
        else if (first == trainer.Iteration) SaveForUse(isBest: false); // it may have been killed before that
        var end = WhyEnd(stop) ?? TrainingEnd.Cancelled;
        var result = new TrainingResult(end, trainer.Iteration, pace.Elapsed, evaluation);
        Tell(observer => observer.Ended(result));
        return result;
    }

    private TrainingEnd? WhyEnd(CancellationToken stop) =>
        trainer.Iteration >= options.Iterations ? TrainingEnd.Completed
        : wantsToStop || stop.IsCancellationRequested ? TrainingEnd.Cancelled
        : pace.Elapsed >= options.TimeLimit ? TrainingEnd.TimeUp
        : null;

    /// <summary>Takes up a checkpoint, or begins; then makes the data agree.</summary>
    private void GoOn(Provenance now)
    {
        if (files is not null)
        {
            if (options.Resume && files.Checkpoints.Newest(Note) is { } checkpoint)
            {
                files.Load(checkpoint, trainer, average);
                saved = trainer.Iteration;
                Note($"Goes on after iteration {trainer.Iteration}.");
            }
            files.Begin(saved > 0 ? saved : 0, trainer.ConfigText, now, Note);
        }
        data.MoveTo(trainer.Iteration);
    }

    /// <summary>One iteration; false if the wait for its pictures was broken off.</summary>
    private bool TryStep(CancellationToken stop)
    {
        using var scope = NewDisposeScope();
        try
        {
            using var batch = data.Next(stop);
            losses = trainer.Step(batch);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
        catch (NonFiniteLossException error)
        {
            throw new NonFiniteLossException(error.Iteration, error.Losses, LastGood());
        }
        catch (Exception error) when (OutOfMemory.Is(error))
        {
            throw new InsufficientMemoryException(OutOfMemory.Advice(trainer, error), error);
        }
        average?.Update();
        pace.Step(trainer.Iteration);
        var progress = Progress();
        files?.Add(progress, trainer.Iteration % options.LogInterval == 0);
        Tell(observer => observer.Stepped(progress));
        return true;
    }

    private string LastGood() => files is null ? "Nothing was saved."
        : saved > 0 ? $"The last good checkpoint is of iteration {saved}: {files.Checkpoints.PathOf(saved)}."
        : "There is no checkpoint yet.";

    private void Save()
    {
        double? value = null;
        bool isBest = false;
        using (no_grad())
        using (NewDisposeScope())
        using (average?.Apply())
        {
            evaluation = options.Evaluate?.Invoke(trainer);
            if (evaluation is { } measured)
            {
                value = measured.Value;
                isBest = files is null || !(files.Checkpoints.BestEvaluation <= value);
                files?.Add(Progress(), measured);
            }
            files?.Add(trainer.Iteration, evaluation?.Samples ?? Sheet());
        }
        files?.SaveCheckpoint(trainer, average, value);
        saved = trainer.Iteration;
        SaveForUse(isBest);
        SpareMemory.GiveBack();
        if (evaluation is { } last) Tell(observer => observer.Evaluated(Progress(), last, isBest));
    }

    private void SaveForUse(bool isBest)
    {
        using var applied = average?.Apply();
        files?.SaveWeights(trainer, options.WeightsType, isBest);
    }

    private PictureGrid DrawSamples()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var applied = average?.Apply();
        return Sheet();
    }

    private PictureGrid Sheet()
    {
        using var batch = data.Display(options.SampleCount);
        var rows = trainer.Preview(batch);
        return new PictureGrid(rows.Select(row => Picture.FromBatch(row.Pictures)),
            $"Samples after {trainer.Iteration} iterations; rows: {string.Join(", ", rows.Select(row => row.Label))}.")
        {
            RowLabels = [.. rows.Select(row => row.Label)],
        };
    }

    private TrainingProgress Progress() => new(
        trainer.Iteration, options.Iterations, losses, pace.PerSecond * trainer.PicturesPerIteration, pace.Elapsed,
        pace.Left(options.Iterations, options.TimeLimit));

    private void Note(string text) => Tell(observer => observer.Note(text));

    private void Tell(Action<ITrainingObserver> say)
    {
        foreach (var observer in observers)
        {
            try
            {
                say(observer);
            }
            catch (OperationCanceledException)
            {
                wantsToStop = true;
            }
        }
    }
}
