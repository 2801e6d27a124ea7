using System.Text;
using System.Text.Json;
using Unpaired.Munit;
using Unpaired.Training;

namespace Unpaired.Tests.Training;

/// <summary>What a run's folder holds, and which runs it takes.</summary>
public sealed class RunFolderTests : IDisposable
{
    private readonly RunFolderForTest folders = new();

    public void Dispose() => folders.Dispose();

    [Fact]
    public void Folder_AfterARun_HoldsEverything()
    {
        var recorder = new Recorder();
        double[] errors = [0.5, 0.7, 0.6];
        int asked = 0;

        var result = Tiny.Train(folders["run"], 10, observers: recorder,
            change: options => options with { Evaluate = _ => new Evaluation("error", errors[asked++]) });

        Assert.Equal((TrainingEnd.Completed, 10L), (result.End, result.Iteration));
        Assert.Equal(0.6, result.LastEvaluation!.Value);
        Assert.Equal([(0.5, true), (0.7, false), (0.6, false)], recorder.Evaluations);
        Assert.Equal(Tiny.Config, MunitConfig.FromYaml(Path.Combine(folders["run"], "config.yaml")));
        string[] table = File.ReadAllLines(Path.Combine(folders["run"], "evaluation.csv"));
        Assert.Equal("iteration,seconds,error", table[0]);
        Assert.Equal(["4,0.5", "8,0.7", "10,0.6"], table.Skip(1).Select(line => line.Split(',')[0] + "," + line.Split(',')[2][..3]));
        Assert.Equal(["00000004.png", "00000008.png", "00000010.png"], Names("samples"));
        Assert.Equal(["00000004", "00000008", "00000010", "best", "latest"], Names("checkpoints"));
        Assert.False(File.ReadAllBytes(Path.Combine(folders["run"], "best.safetensors"))
            .SequenceEqual(File.ReadAllBytes(Path.Combine(folders["run"], "weights.safetensors"))));
        using var translator = MunitTranslator.Load(Path.Combine(folders["run"], "weights.safetensors"));
        Assert.Equal(Tiny.Config.Generator, translator.Config.Generator);
    }

    [Fact]
    public void Losses_EachIteration_StandInOneLine()
    {
        var recorder = new Recorder();
        Tiny.Train(folders["run"], 5, observers: recorder);

        string[] lines = File.ReadAllLines(Path.Combine(folders["run"], "losses.csv"));
        Assert.Equal("iteration," + string.Join(',', recorder.Steps[0].Losses.Select(loss => loss.Name)), lines[0]);
        for (int i = 1; i <= 5; i++)
        {
            var numbers = lines[i].Split(',').Select(word => float.Parse(word, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal([i, .. recorder.Steps[i - 1].Losses.Select(loss => (float)loss.Value)], numbers);
        }
    }

    [Theory]
    [InlineData("iteration,x\n1,0.5\n2,0.5\n3,0.5\n4,0.5\n", 2, "iteration,x\n1,0.5\n2,0.5\n", 2)]
    [InlineData("iteration,x\n1,0.5\n2,0.5\n12", 5, "iteration,x\n1,0.5\n2,0.5\n", 2)]
    [InlineData("iteration,x\n1,0.5\n2,0.5\n3,0.", 3, "iteration,x\n1,0.5\n2,0.5\n", 2)]
    [InlineData("iteration,x\n1,0.5\n2,0.5\n", 0, "", 0)]
    [InlineData("iterat", 4, "", 0)]
    [InlineData("", 4, "", 0)]
    public void LossTable_CutBack_KeepsWholeLinesUpToTheIteration(string before, long iteration, string after, long last)
    {
        Directory.CreateDirectory(folders["t"]);
        string path = Path.Combine(folders["t"], "losses.csv");
        File.WriteAllText(path, before);

        using (var table = new LossTable(path))
        {
            Assert.Equal(last, table.CutAfter(iteration));
            Assert.Equal(after, File.ReadAllText(path));
            table.Add(last + 1, [("x", 0.25)]);
        }

        Assert.Equal((after.Length == 0 ? "iteration,x\n" : after) + $"{last + 1},0.25\n", File.ReadAllText(path));
    }

    [Fact]
    public void Provenance_StartAndResume_AreBothListed()
    {
        Tiny.Train(folders["run"], 4);
        Tiny.Train(folders["run"], 6, resume: true);

        var provenance = Provenance.Read(folders["run"])!;
        Assert.Equal([0, 4], provenance.Sessions.Select(session => (int)session.FromIteration));
        Assert.Equal(("munit", 1, "Fast", 0.9), (provenance.System, provenance.Seed, provenance.Mode, provenance.AverageDecay));
        Assert.Equal(DataFingerprint.Of(Tiny.Pictures.TrainA, Tiny.Pictures.TrainB), provenance.DataFingerprint);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folders["run"], "provenance.json")));
        Assert.Matches(@"^\d+\.\d+\.\d+$", json.RootElement.GetProperty("library").GetString());
    }

    [Fact]
    public void Fingerprint_OneOtherPicture_IsAnother()
    {
        string all = DataFingerprint.Of(Tiny.Pictures.TrainA, Tiny.Pictures.TrainB);

        Assert.Equal(64, all.Length);
        Assert.NotEqual(all, DataFingerprint.Of(Tiny.Pictures.TrainB, Tiny.Pictures.TrainA));
        Assert.NotEqual(all, DataFingerprint.Of(Tiny.Pictures.TrainA, Tiny.Pictures.TestB));
    }

    [Fact]
    public void Fingerprint_MovedFolder_StaysTheSame()
    {
        foreach (string name in new[] { "here", "there" })
        {
            Directory.CreateDirectory(folders[name]);
            File.WriteAllText(Path.Combine(folders[name], "1.png"), "abc");
        }

        Assert.Equal(Of("here"), Of("there"));
        File.WriteAllText(Path.Combine(folders["there"], "1.png"), "abcd");
        Assert.NotEqual(Of("here"), Of("there"));
        string Of(string name) => DataFingerprint.Of(new Unpaired.Data.ImageFolder(folders[name]));
    }

    [Fact]
    public void Folder_OfARun_IsNotOverwritten()
    {
        Tiny.Train(folders["run"], 4);

        var error = Assert.Throws<InvalidOperationException>(() => Tiny.Train(folders["run"], 4));
        Assert.Contains("--resume", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_OtherSettings_AreNamed()
    {
        Tiny.Train(folders["run"], 4);

        string Refusal(Func<TrainingOptions, TrainingOptions> change, MunitConfig? config = null, TrainingMode mode = TrainingMode.Fast) =>
            Assert.Throws<InvalidOperationException>(() => Tiny.Train(folders["run"], 8, true, config, mode, change)).Message;
        Assert.Contains("seed: then 1, now 2", Refusal(options => options with { Seed = 2 }), StringComparison.Ordinal);
        Assert.Contains("decay of the average: then 0.9, now 0", Refusal(options => options with { AverageDecay = 0 }), StringComparison.Ordinal);
        Assert.Contains("mode: then Fast, now Faithful", Refusal(options => options, mode: TrainingMode.Faithful), StringComparison.Ordinal);
        Assert.Contains("gan_w: 2", Refusal(options => options, Tiny.Config with { GanWeight = 2 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_MoreIterations_AreAllowed()
    {
        Tiny.Train(folders["run"], 4);

        var result = Tiny.Train(folders["run"], 5, resume: true, config: Tiny.Config with { MaxIterations = 77, LogInterval = 3 });

        Assert.Equal(5, result.Iteration);
    }

    [Fact]
    public void Folder_TwoRunsAtOnce_SecondIsRefused()
    {
        var recorder = new Recorder
        {
            AfterStep = _ =>
            {
                var error = Assert.Throws<IOException>(() => Tiny.Train(folders["run"], 4, resume: true));
                Assert.Contains("another process trains in this folder", error.Message, StringComparison.Ordinal);
            },
        };

        Tiny.Train(folders["run"], 1, observers: recorder);
        Assert.Single(recorder.Steps);
    }

    [Fact]
    public void EventFiles_ReadBack_HoldTheLosses()
    {
        var recorder = new Recorder();
        Tiny.Train(folders["run"], 6, observers: recorder);

        string path = Assert.Single(Directory.GetFiles(Path.Combine(folders["run"], "events")));
        var events = EventFile.Read(path).ToList();
        Assert.Equal(new FileInfo(path).Length, events[^1].End);
        Assert.Equal("brain.Event:2", events[0].Event.FileVersion);
        var scalars = events.Skip(1).Select(entry => (entry.Event.Step, Value: Assert.Single(entry.Event.Summary.Value))).ToList();
        var expected = recorder.Steps.Where(step => step.Iteration % 2 == 0)
            .SelectMany(step => step.Losses.Select(loss => (step.Iteration, "loss_" + loss.Name, (float)loss.Value)));
        Assert.Equal(expected, scalars.Select(scalar => (scalar.Step, scalar.Value.Tag, scalar.Value.SimpleValue)));
        double seconds = events[^1].Event.WallTime;
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - seconds, 0, 3600);
    }

    [Fact]
    public void EventFiles_AfterAResume_HaveEachIterationOnce()
    {
        Tiny.Train(folders["run"], 6);
        Directory.Delete(Path.Combine(folders["run"], "checkpoints", "00000006"), recursive: true);
        string first = Assert.Single(Directory.GetFiles(Path.Combine(folders["run"], "events")));
        File.AppendAllText(first, "a record that was cut sho"); // as a kill leaves it

        Tiny.Train(folders["run"], 8, resume: true);

        var steps = Directory.GetFiles(Path.Combine(folders["run"], "events")).SelectMany(EventFile.Read)
            .Where(entry => entry.Event.Summary is not null && entry.Event.Summary.Value[0].Tag == "loss_gen_total").Select(entry => entry.Event.Step);
        Assert.Equal([2, 4, 6, 8], steps.Order());
    }

    [Theory]
    [InlineData("123456789", 0xe3069283)] // the check value of CRC-32C
    [InlineData("", 0x00000000)]
    public void EventFile_Checksum_IsMaskedCrc32C(string text, uint plain) =>
        Assert.Equal(((plain >> 15) | (plain << 17)) + 0xa282ead8u, EventFile.MaskedChecksum(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void EventFile_ChangedByte_EndsThere()
    {
        Tiny.Train(folders["run"], 2);
        string path = Assert.Single(Directory.GetFiles(Path.Combine(folders["run"], "events")));
        var whole = EventFile.Read(path).ToList();
        byte[] bytes = File.ReadAllBytes(path);
        bytes[whole[2].End - 6] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.Equal(2, EventFile.Read(path).Count());
    }

    private IEnumerable<string> Names(string name) =>
        Directory.GetFileSystemEntries(Path.Combine(folders["run"], name)).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);
}
