using System.Diagnostics;
using System.Globalization;
using Unpaired.Data;
using Unpaired.Layers;
using Unpaired.Munit;

namespace Unpaired.Cli.Tests;

/// <summary>Real training processes, killed at random points; what is resumed ends with the same bits.</summary>
public sealed class KillTests : IDisposable
{
    private const int Every = 4, Kills = 10;

    private static readonly MunitConfig Tiny = MunitConfig.Seminar32 with
    {
        BatchSize = 1,
        DisplaySize = 1,
        StepSize = 9,
        NewSize = 16,
        CropHeight = 16,
        CropWidth = 16,
        Generator = new GeneratorConfig { Width = 4, MlpWidth = 8, ResidualBlocks = 1 },
        Discriminator = new DiscriminatorConfig { Width = 4, Layers = 2, Scales = 1 },
    };

    private readonly ScratchFolder folder = new();
    private readonly List<string> notes = [];

    public void Dispose() => folder.Dispose();

    /// <summary>
    /// Ten sessions of one run, each killed at a random line of losses.csv and a random moment after it; in between the newest checkpoint is deleted
    /// and truncated. An eleventh session ends the run. The reference is trained in one go.
    /// </summary>
    [Fact]
    public void Train_KilledTenTimesAndDamagedTwice_EndsWithTheSameBits()
    {
        File.WriteAllText(folder.File("tiny.yaml"), Tiny.ToYaml());
        Export();
        var random = new Random(20);
        for (int kill = 1; kill <= Kills; kill++)
        {
            Damage(kill);
            KillAfter(lines: Newest() + random.Next(Every - 1, 2 * Every + 2), milliseconds: random.Next(0, 40));
        }
        int iterations = Newest() + Every + 1;

        Train("killed", iterations, "--resume").Finish();
        Train("whole", iterations).Finish();

        Assert.Equal(Checkpoint("whole", iterations), Checkpoint("killed", iterations));
        foreach (string file in new[] { "losses.csv", "weights.safetensors", "config.yaml" })
            Assert.Equal(File.ReadAllBytes(folder.File($"whole/{file}")), File.ReadAllBytes(folder.File($"killed/{file}")));
        var rows = File.ReadLines(folder.File("killed/losses.csv")).Skip(1).Select(line => int.Parse(line.Split(',')[0], CultureInfo.InvariantCulture));
        Assert.Equal(Enumerable.Range(1, iterations), rows);
        Assert.Contains(notes, note => note.Contains("is missing. Falling back to checkpoint", StringComparison.Ordinal));
        Assert.Contains(notes, note => note.Contains("is damaged: gen_", StringComparison.Ordinal));
    }

    [Fact]
    public void Train_StartedFromTheOriginalsFiles_GoesOnThere()
    {
        File.WriteAllText(folder.File("tiny.yaml"), Tiny.ToYaml());
        Export();
        using (var trainer = new MunitTrainer(Tiny, seed: 3))
            trainer.SaveOriginal(folder.File("original"));

        Train("run", 2, "--resume-original", folder.File("original")).Finish();

        using var run = new MunitTrainer(Tiny);
        Assert.Equal(2, run.ResumeOriginal(folder.File("run/checkpoints/00000002")));
    }

    /// <summary>Deletes the newest checkpoint before the fifth session and truncates a file of it before the eighth.</summary>
    private void Damage(int kill)
    {
        if (kill is not (5 or 8)) return;
        string newest = folder.File($"killed/checkpoints/{Newest():D8}");
        if (kill == 5) Directory.Delete(newest, recursive: true);
        else
            using (var file = File.OpenWrite(Directory.GetFiles(newest, "gen_*.pt").Single()))
                file.SetLength(file.Length / 2);
    }

    private void KillAfter(int lines, int milliseconds)
    {
        string path = folder.File("killed/losses.csv");
        using var session = Train("killed", 100_000, "--resume"); // never ends by itself
        // The table is cut back to the checkpoint first, so lines of this session only are counted.
        while (!session.HasGoneOn || Lines(path) <= lines)
        {
            Assert.False(session.HasExited, session.Error);
            Thread.Sleep(1);
        }
        Thread.Sleep(milliseconds);
        session.Kill();
        notes.Add(session.Error);
    }

    private int Newest() => !Directory.Exists(folder.File("killed/checkpoints")) ? 0
        : Directory.GetDirectories(folder.File("killed/checkpoints")).Select(path => Path.GetFileName(path)!)
            .Where(name => name.All(char.IsAsciiDigit)).Select(name => int.Parse(name, CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();

    private static int Lines(string path)
    {
        if (!File.Exists(path)) return 0;
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Count(character => character == '\n');
    }

    private string Checkpoint(string run, int iteration) => File.ReadAllText(folder.File($"{run}/checkpoints/{iteration:D8}/checkpoint.json"));

    private Session Train(string run, int iterations, params string[] more) => new(folder.Path,
    [
        "train", folder.File("tiny.yaml"), "--data", folder.File("data"), "--out", folder.File(run), "--iterations", $"{iterations}",
        "--every", $"{Every}", "--average", "0.9", .. more,
    ]);

    private void Export()
    {
        var random = new Random(1);
        foreach (string name in new[] { "trainA", "trainB", "testA", "testB" })
        {
            for (int i = 0; i < 5; i++)
            {
                byte[] pixels = new byte[20 * 18 * 3];
                random.NextBytes(pixels);
                PictureFile.Save(new Picture(20, 18, pixels), Path.Combine(folder.File("data"), name, $"{i}.png"));
            }
        }
    }

    /// <summary>A training process.</summary>
    private sealed class Session : IDisposable
    {
        private readonly Process process;
        private readonly System.Text.StringBuilder output = new(), error = new();

        public Session(string workingDirectory, string[] arguments)
        {
            process = new Process { StartInfo = CliProcess.Start(workingDirectory, threads: 1, arguments) };
            process.OutputDataReceived += (_, line) => Add(output, line.Data);
            process.ErrorDataReceived += (_, line) => Add(error, line.Data);
            process.Start();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        public bool HasExited => process.HasExited;

        /// <summary>The first line of progress is out: checkpoints are read and tables cut back.</summary>
        public bool HasGoneOn => Text(output).Length > 0;

        public string Error => Text(error);

        public void Kill()
        {
            process.Kill(); // SIGKILL
            process.WaitForExit();
            Assert.Equal(OperatingSystem.IsWindows() ? -1 : 128 + 9, process.ExitCode);
        }

        public void Finish()
        {
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, Error);
        }

        public void Dispose()
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }

        private static void Add(System.Text.StringBuilder text, string? line)
        {
            lock (text) text.AppendLine(line);
        }

        private static string Text(System.Text.StringBuilder text)
        {
            lock (text) return text.ToString();
        }
    }
}
