using System.Globalization;
using Unpaired.Data;

namespace Unpaired.Training;

/// <summary>Checkpoints of a run: one folder each, complete or absent.</summary>
/// <remarks>
/// A checkpoint is written aside, flushed to the disk and renamed; <c>latest</c> and <c>best</c>, files with the name
/// of a folder, are written after that. The newest ones and the best one stay. A folder that turns out damaged is set
/// aside under another name and the one before it is used.
/// </remarks>
internal sealed class CheckpointStore
{
    private const string Latest = "latest", Best = "best";
    private const string Unfinished = ".unfinished", Damaged = ".damaged", Discarded = ".discarded";
    private readonly string folder;
    private readonly int keep;

    /// <param name="folder">Made if missing.</param>
    /// <param name="keep">Newest checkpoints to keep.</param>
    internal CheckpointStore(string folder, int keep)
    {
        (this.folder, this.keep) = (folder, keep);
        Directory.CreateDirectory(folder);
        foreach (string ending in new[] { Unfinished, Discarded })
        {
            foreach (string path in Directory.GetDirectories(folder, "*" + ending))
                Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Iterations of all checkpoints, whole or not, from the newest.</summary>
    private IEnumerable<long> Iterations => Directory.EnumerateDirectories(folder).Select(Path.GetFileName)
        .Where(name => name!.Length >= 8 && name.All(char.IsAsciiDigit))
        .Select(name => long.Parse(name!, CultureInfo.InvariantCulture)).OrderDescending();

    /// <summary>Whether a run has left something here.</summary>
    internal bool HoldsRun => File.Exists(Path.Combine(folder, Latest)) || Iterations.Any();

    /// <summary>The folder of an iteration.</summary>
    internal string PathOf(long iteration) => Path.Combine(folder, NameOf(iteration));

    /// <summary>The lowest evaluation among the checkpoints; null if none has one.</summary>
    internal double? BestEvaluation =>
        Iterations.Select(iteration => Checkpoint.Read(PathOf(iteration))?.Evaluation).Min();

    /// <summary>
    /// The newest checkpoint whose files are all as they were written; damaged newer ones are set aside.
    /// </summary>
    /// <param name="say">Told what was found damaged or missing.</param>
    /// <returns>Null if there is none.</returns>
    internal Checkpoint? Newest(Action<string> say)
    {
        string? problem = null;
        string pointer = Path.Combine(folder, Latest);
        if (File.Exists(pointer) && File.ReadAllText(pointer).Trim() is var name
            && !Directory.Exists(Path.Combine(folder, name)))
            problem = $"Checkpoint {name}, the newest of this run, is missing.";
        foreach (long iteration in Iterations.ToList())
        {
            var checkpoint = Checkpoint.Read(PathOf(iteration));
            string? damage = checkpoint is null ? $"{Checkpoint.FileName} is missing or damaged"
                : checkpoint.Iteration != iteration ? $"it is of iteration {checkpoint.Iteration}"
                : checkpoint.Problem(PathOf(iteration));
            if (damage is null)
            {
                if (problem is not null) say($"{problem} Falling back to checkpoint {NameOf(iteration)}.");
                return checkpoint;
            }
            problem = $"{problem} Checkpoint {NameOf(iteration)} is damaged: {damage}.".TrimStart();
            Move(PathOf(iteration), PathOf(iteration) + Damaged);
        }
        if (problem is not null) say($"{problem} No earlier checkpoint is left: the run starts from the beginning.");
        return null;
    }

    /// <summary>Makes a checkpoint.</summary>
    /// <param name="iteration">Iterations completed.</param>
    /// <param name="evaluation">Lower is better; null without.</param>
    /// <param name="write">Writes all files into the folder it is given.</param>
    /// <returns>Its folder.</returns>
    internal string Save(long iteration, double? evaluation, Action<string> write)
    {
        bool isBest = evaluation is { } value && !(BestEvaluation <= value);
        string final = PathOf(iteration), aside = final + Unfinished;
        Directory.CreateDirectory(aside);
        write(aside);
        Checkpoint.Write(aside, iteration, evaluation);
        FolderSync.Flush(aside);
        Move(aside, final);
        FolderSync.Flush(folder);
        AtomicFile.WriteText(Path.Combine(folder, Latest), NameOf(iteration) + "\n");
        if (isBest) AtomicFile.WriteText(Path.Combine(folder, Best), NameOf(iteration) + "\n");
        Prune();
        return final;
    }

    private static string NameOf(long iteration) => iteration.ToString("D8", CultureInfo.InvariantCulture);

    private void Prune()
    {
        var all = Iterations.ToList();
        long? best = all.Where(iteration => Checkpoint.Read(PathOf(iteration))?.Evaluation is not null)
            .OrderBy(iteration => Checkpoint.Read(PathOf(iteration))!.Evaluation).ThenBy(iteration => iteration)
            .Select(iteration => (long?)iteration).FirstOrDefault();
        foreach (long iteration in all.Skip(keep).Where(iteration => iteration != best))
        {
            string discarded = PathOf(iteration) + Discarded;
            Directory.Move(PathOf(iteration), discarded); // so that a half deleted one is not taken for a checkpoint
            Directory.Delete(discarded, recursive: true);
        }
    }

    /// <summary>Renames a folder; what has the name already is deleted.</summary>
    private static void Move(string from, string to)
    {
        string discarded = to + Discarded;
        if (Directory.Exists(to)) Directory.Move(to, discarded);
        Directory.Move(from, to);
        if (Directory.Exists(discarded)) Directory.Delete(discarded, recursive: true);
    }
}
