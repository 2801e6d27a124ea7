using Unpaired.Training;

namespace Unpaired.Tests.Training;

/// <summary>Checkpoints are complete or absent, and a damaged one is recognised.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly RunFolderForTest folders = new();
    private readonly List<string> notes = [];

    public void Dispose() => folders.Dispose();

    [Fact]
    public void Save_Many_KeepsTheNewestAndTheBest()
    {
        var store = new CheckpointStore(folders["c"], keep: 2);
        double[] errors = [0.9, 0.2, 0.5, 0.4, 0.3];
        for (int i = 0; i < errors.Length; i++) Save(store, i + 1, errors[i]);

        Assert.Equal(["00000002", "00000004", "00000005"], Names());
        Assert.Equal("00000005", File.ReadAllText(Path.Combine(folders["c"], "latest")).Trim());
        Assert.Equal("00000002", File.ReadAllText(Path.Combine(folders["c"], "best")).Trim());
        Assert.Equal(0.2, store.BestEvaluation);
        Assert.Equal(5, store.Newest(notes.Add)!.Iteration);
        Assert.Empty(notes);
    }

    [Fact]
    public void Save_WriterFails_LeavesTheOldOnes()
    {
        var store = new CheckpointStore(folders["c"], keep: 2);
        Save(store, 1);

        Assert.Throws<IOException>(() => store.Save(2, null, path =>
        {
            File.WriteAllText(Path.Combine(path, "half"), "x");
            throw new IOException("disk full");
        }));

        var again = new CheckpointStore(folders["c"], keep: 2); // clears what was left unfinished
        Assert.Equal(["00000001"], Names());
        Assert.Equal(1, again.Newest(notes.Add)!.Iteration);
    }

    [Theory]
    [InlineData("truncated", "weights has 3 bytes instead of 8")]
    [InlineData("changed", "weights has another content than was written")]
    [InlineData("without a file", "weights is missing")]
    [InlineData("without description", "checkpoint.json is missing or damaged")]
    [InlineData("with half a description", "checkpoint.json is missing or damaged")]
    public void Newest_Damaged_FallsBackAndSaysSo(string damage, string expected)
    {
        var store = new CheckpointStore(folders["c"], keep: 3);
        Save(store, 1);
        Save(store, 2);
        string weights = Path.Combine(store.PathOf(2), "weights"), description = Path.Combine(store.PathOf(2), "checkpoint.json");
        switch (damage)
        {
            case "truncated": File.WriteAllText(weights, "abc"); break;
            case "changed": File.WriteAllText(weights, "ABCDEFGH"); break;
            case "without a file": File.Delete(weights); break;
            case "without description": File.Delete(description); break;
            default: File.WriteAllText(description, File.ReadAllText(description)[..40]); break;
        }

        Assert.Equal(1, store.Newest(notes.Add)!.Iteration);

        string note = Assert.Single(notes);
        Assert.Contains(expected, note, StringComparison.Ordinal);
        Assert.Contains("Falling back to checkpoint 00000001", note, StringComparison.Ordinal);
        Assert.Equal(1, store.Newest(notes.Add)!.Iteration);
        Save(store, 2); // the number is free again
        Assert.Equal(2, store.Newest(notes.Add)!.Iteration);
    }

    [Fact]
    public void Newest_Deleted_FallsBackAndSaysSo()
    {
        var store = new CheckpointStore(folders["c"], keep: 3);
        Save(store, 1);
        Save(store, 2);
        Directory.Delete(store.PathOf(2), recursive: true);

        Assert.Equal(1, store.Newest(notes.Add)!.Iteration);
        Assert.Contains("00000002, the newest of this run, is missing", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Newest_AllDamaged_SaysThatTheRunBegins()
    {
        var store = new CheckpointStore(folders["c"], keep: 3);
        Save(store, 1);
        File.Delete(Path.Combine(store.PathOf(1), "weights"));

        Assert.Null(store.Newest(notes.Add));
        Assert.Contains("starts from the beginning", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_DamagedNewest_EndsWithTheSameBits()
    {
        Tiny.Train(folders["one"], 10);
        Tiny.Train(folders["two"], 10);
        File.WriteAllText(Path.Combine(folders["two"], "checkpoints", "00000010", "optimizer.pt"), "");
        var recorder = new Recorder();

        Tiny.Train(folders["two"], 10, resume: true, observers: recorder);

        Assert.Contains(recorder.Notes, note => note.Contains("Falling back to checkpoint 00000008", StringComparison.Ordinal));
        Assert.Equal([9, 10], recorder.Steps.Select(step => (int)step.Iteration));
        Assert.Equal(Tiny.Checkpoint(folders["one"], 10), Tiny.Checkpoint(folders["two"], 10));
        Assert.Equal(File.ReadAllText(Path.Combine(folders["one"], "losses.csv")), File.ReadAllText(Path.Combine(folders["two"], "losses.csv")));
    }

    private static void Save(CheckpointStore store, int iteration, double? error = null) =>
        store.Save(iteration, error, path => File.WriteAllText(Path.Combine(path, "weights"), "abcdefgh"));

    private IEnumerable<string> Names() => Directory.GetDirectories(folders["c"]).Select(path => Path.GetFileName(path)!).Order();
}
