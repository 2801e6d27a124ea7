using Unpaired.Data;
using Unpaired.Display;

namespace Unpaired.Training;

/// <summary>The files of a run; the README of this folder says what each is for.</summary>
internal sealed class RunFolder : IDisposable
{
    private const string ConfigName = "config.yaml";

    /// <summary>Settings that do not change what an iteration computes.</summary>
    private static readonly string[] FreeSettings =
    [
        "max_iter", "image_save_iter", "image_display_iter", "snapshot_save_iter", "log_iter", "num_workers",
        "data_root", "vgg_model_path",
    ];

    private readonly string folder;
    private readonly FileStream claim;
    private readonly LossTable losses, evaluations;
    private readonly EventLog events;

    private RunFolder(string folder, int keepCheckpoints)
    {
        this.folder = folder;
        Directory.CreateDirectory(Path.Combine(folder, "samples"));
        claim = Claim(folder);
        Checkpoints = new CheckpointStore(Path.Combine(folder, "checkpoints"), keepCheckpoints);
        losses = new LossTable(Path.Combine(folder, "losses.csv"));
        evaluations = new LossTable(Path.Combine(folder, "evaluation.csv"));
        events = new EventLog(Path.Combine(folder, "events"));
    }

    /// <summary>The checkpoints.</summary>
    internal CheckpointStore Checkpoints { get; }

    /// <summary>Opens the folder for a new run or for one that goes on.</summary>
    /// <param name="options">With a folder.</param>
    /// <param name="trainer">For the configuration.</param>
    /// <param name="now">What is to be trained now.</param>
    /// <exception cref="InvalidOperationException">The folder holds a run and this is no resume, or a resume of
    /// another run.</exception>
    /// <exception cref="IOException">Another process trains there.</exception>
    internal static RunFolder Open(TrainingOptions options, ITranslationTrainer trainer, Provenance now)
    {
        var folder = new RunFolder(options.Folder!, options.KeepCheckpoints);
        try
        {
            if (options.Resume) folder.RequireSameRun(trainer, now);
            else folder.RequireNoRun();
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Prepares all files for the iteration after <paramref name="iteration"/>: what later ones wrote is dropped.
    /// </summary>
    internal void Begin(long iteration, string configText, Provenance now, Action<string> say)
    {
        long last = losses.CutAfter(iteration);
        if (last != iteration)
            say($"losses.csv ends at iteration {last}, the checkpoint at {iteration}: lines between them are lost.");
        evaluations.CutAfter(iteration);
        events.CutAfter(iteration);
        var before = iteration > 0 ? Provenance.Read(folder) : null;
        if (before?.Sessions is [.., var session])
        {
            string own = TrainingSession.Now(iteration).Machine;
            if (session.Machine != own)
                say($"The last session ran with {session.Machine}; this one runs with {own}. "
                    + "Results may differ in the last digits.");
        }
        AtomicFile.WriteText(Path.Combine(folder, ConfigName), configText);
        (before ?? now).WriteSession(folder, iteration);
    }

    /// <summary>Notes the losses of an iteration.</summary>
    internal void Add(TrainingProgress progress, bool forTensorBoard)
    {
        var values = progress.Losses.Select(loss => (loss.Name, loss.Value)).ToList();
        losses.Add(progress.Iteration, values);
        if (forTensorBoard)
            events.Add(progress.Iteration, values.Select(loss => ($"loss_{loss.Name}", loss.Value)));
    }

    /// <summary>Notes an evaluation.</summary>
    internal void Add(TrainingProgress progress, Evaluation evaluation)
    {
        double seconds = Math.Round(progress.Elapsed.TotalSeconds);
        evaluations.Add(progress.Iteration, [("seconds", seconds), ("error", evaluation.Value)]);
        events.Add(progress.Iteration, [("evaluation", evaluation.Value)]);
    }

    /// <summary>Keeps a sheet of samples.</summary>
    internal void Add(long iteration, PictureGrid samples) => AtomicFile.Write(
        Path.Combine(folder, "samples", $"{iteration:D8}.png"), stream => stream.Write(samples.ToPng()));

    /// <summary>Makes a checkpoint; the tables are on the disk before it.</summary>
    internal void SaveCheckpoint(ITranslationTrainer trainer, MovingAverage? average, double? evaluation)
    {
        losses.Flush();
        evaluations.Flush();
        Checkpoints.Save(trainer.Iteration, evaluation, path =>
        {
            trainer.SaveState(path);
            average?.Save(Path.Combine(path, AverageName));
        });
    }

    /// <summary>Goes on from a checkpoint.</summary>
    internal void Load(Checkpoint checkpoint, ITranslationTrainer trainer, MovingAverage? average)
    {
        string path = Checkpoints.PathOf(checkpoint.Iteration);
        trainer.LoadState(path);
        average?.Load(Path.Combine(path, AverageName));
    }

    /// <summary>Writes the networks for use.</summary>
    internal void SaveWeights(ITranslationTrainer trainer, TorchSharp.torch.ScalarType storedAs, bool isBest)
    {
        trainer.SaveWeights(Path.Combine(folder, "weights.safetensors"), storedAs);
        if (isBest) trainer.SaveWeights(Path.Combine(folder, "best.safetensors"), storedAs);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        losses.Dispose();
        evaluations.Dispose();
        claim.Dispose();
    }

    private static string AverageName => "average.safetensors";

    private static FileStream Claim(string folder)
    {
        string path = Path.Combine(folder, "lock");
        try
        {
            return new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException error)
        {
            throw new IOException($"'{folder}': another process trains in this folder ({error.Message}).", error);
        }
    }

    private void RequireNoRun()
    {
        if (Checkpoints.HoldsRun)
            throw new InvalidOperationException(
                $"'{folder}' holds the checkpoints of a run already. "
                + "Resume it (--resume), or choose another folder, or delete this one.");
    }

    private void RequireSameRun(ITranslationTrainer trainer, Provenance now)
    {
        if (!Checkpoints.HoldsRun || Provenance.Read(folder) is not { } then) return;
        string advice = "A run can only go on exactly as it was; to start another one from its weights and optimizers, "
            + $"use a new folder and --resume-original '{Path.Combine(folder, "checkpoints", "NUMBER")}'.";
        if (then.Difference(now) is { } difference)
            throw new InvalidOperationException($"'{folder}' holds another run: {difference}. {advice}");
        string[] before = File.ReadAllLines(Path.Combine(folder, ConfigName)), after = trainer.ConfigText.Split('\n');
        // A key that is left out has its default: a line that vanished is a change too.
        string[] changed = [.. Missing(after, before, "new"), .. Missing(before, after, "before")];
        if (changed.Length > 0)
            throw new InvalidOperationException(
                $"'{Path.Combine(folder, ConfigName)}' is another configuration; "
                + $"{string.Join("; ", changed)}. {advice}");
        static IEnumerable<string> Missing(string[] lines, string[] others, string when) => lines
            .Where(line => line.Length > 0 && !others.Contains(line)
                && !FreeSettings.Any(free => line.StartsWith(free + ":", StringComparison.Ordinal)))
            .Select(line => $"{when}: {line.Trim()}");
    }
}
