using Unpaired.Display;

namespace Unpaired.Training;

/// <summary>
/// Watches a run: a terminal, a notebook, a test. Called on the run's own thread, one call at a time.
/// </summary>
/// <remarks>
/// An <see cref="OperationCanceledException"/> from here stops the run after the iteration, as Ctrl-C does.
/// </remarks>
public interface ITrainingObserver
{
    /// <summary>Before the first iteration.</summary>
    void Started(TrainingStart start)
    {
    }

    /// <summary>After each iteration.</summary>
    void Stepped(TrainingProgress progress)
    {
    }

    /// <summary>After an evaluation.</summary>
    /// <param name="progress">Of the last iteration of this session.</param>
    /// <param name="evaluation">What it gave.</param>
    /// <param name="isBest">Whether no earlier one of this run was better.</param>
    void Evaluated(TrainingProgress progress, Evaluation evaluation, bool isBest)
    {
    }

    /// <summary>Something that a user should know: a damaged checkpoint, where the run goes on.</summary>
    void Note(string text)
    {
    }

    /// <summary>After the last iteration, when everything is saved. Not called if the run fails.</summary>
    void Ended(TrainingResult result)
    {
    }
}

/// <summary>How a run begins.</summary>
/// <param name="FirstIteration">Iterations that were done before.</param>
/// <param name="Iterations">Iterations in all.</param>
/// <param name="BatchSize">Pictures of each domain per iteration.</param>
/// <param name="DrawSamples">A sheet of samples of the present state.</param>
public sealed record TrainingStart(long FirstIteration, long Iterations, int BatchSize, Func<PictureGrid> DrawSamples);

/// <summary>Where a run stands.</summary>
/// <param name="Iteration">Iterations completed.</param>
/// <param name="Iterations">Iterations in all.</param>
/// <param name="Losses">Of the last iteration; empty before the first.</param>
/// <param name="ImagesPerSecond">Pictures of both domains, over the last half minute; 0 before it is known.</param>
/// <param name="Elapsed">Since this session began.</param>
/// <param name="Left">Until the last iteration or the time limit; null before it is known.</param>
public sealed record TrainingProgress(
    long Iteration, long Iterations, IReadOnlyList<LossValue> Losses, double ImagesPerSecond, TimeSpan Elapsed,
    TimeSpan? Left);

/// <summary>What an evaluation gave.</summary>
/// <param name="Name">What was measured, in words.</param>
/// <param name="Value">Lower is better.</param>
/// <param name="Samples">A sheet to keep; null for the trainer's own preview.</param>
public sealed record Evaluation(string Name, double Value, PictureGrid? Samples = null);

/// <summary>Why a run ended.</summary>
public enum TrainingEnd
{
    /// <summary>All iterations are done.</summary>
    Completed,

    /// <summary>Ctrl-C, an interrupted cell, a cancelled token.</summary>
    Cancelled,

    /// <summary>The time limit was reached.</summary>
    TimeUp,
}

/// <summary>How a run ended.</summary>
/// <param name="End">Why.</param>
/// <param name="Iteration">Iterations completed.</param>
/// <param name="Elapsed">The time of this session.</param>
/// <param name="LastEvaluation">The last one of this session; null without.</param>
public sealed record TrainingResult(TrainingEnd End, long Iteration, TimeSpan Elapsed, Evaluation? LastEvaluation);
