using System.Text.Json;
using Unpaired.Data;
using Unpaired.Funit;
using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Cli.Tests;

/// <summary><c>unpaired evaluate</c> on everything that it takes.</summary>
public sealed class EvaluateTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static string Shipped(string name) =>
        Path.Combine(ScratchFolder.RepositoryRoot, "notebooks", "weights", name);

    [Fact]
    public void Run_OfTwoIterations_IsMeasuredOnItsOwnWorld()
    {
        var tiny = FunitConfig.Seminar32 with
        {
            BatchSize = 1,
            Generator = FunitConfig.Seminar32.Generator with { Width = 2, MlpWidth = 4, LatentSize = 4 },
            Discriminator = FunitConfig.Seminar32.Discriminator with { Width = 2, ResidualBlocks = 4 },
        };
        File.WriteAllText(folder.File("tiny.yaml"), tiny.ToYaml());
        Succeeds("train", folder.File("tiny.yaml"), "--trainer", "funit", "--world", "species-studio", "--iterations", "2",
            "--out", folder.File("run"));

        string output = Succeeds("evaluate", folder.File("run"), "--questions", "12", "--shots", "2",
            "--recognizer", Shipped("species-recognizer.safetensors"));

        Assert.Contains("species-studio world, 32 x 32 px, 12 questions", output, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(File.ReadAllText(folder.File("run/evaluation/evaluation.json")));
        string[] names = [.. report.RootElement.GetProperty("rows").EnumerateArray()
            .Select(row => row.GetProperty("name").GetString()!)];
        Assert.Contains("error against the truth", names);
        Assert.Contains("few-shot classification accuracy", names);
        Assert.Contains("conditional score of predictions (as CIS), world features", names);
        Assert.DoesNotContain("FID", names);
        Assert.True(File.Exists(folder.File("run/evaluation/evaluation.csv")));
        Assert.True(File.Exists(folder.File("run/evaluation/evaluation.html")));
    }

    [Fact]
    public void Weights_OnANamedWorld_AreMeasured()
    {
        string output = Succeeds("evaluate", Shipped("munit-streets-tiny.safetensors"), "--world", "streets",
            "--domains", "night,day", "--questions", "6", "--out", folder.File("out"));
        Assert.Contains("streets world, night to day, 64 x 64 px, 6 questions", output, StringComparison.Ordinal);
        Assert.Contains("diversity", output, StringComparison.Ordinal);
        Assert.DoesNotContain("few-shot", output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("out/evaluation.json")));
    }

    [Fact]
    public void Folders_AndTheirStatistics_GiveTheSameDistance()
    {
        Draw("real", seed: 1);
        Draw("made", seed: 2);
        string saved = Succeeds("evaluate", "real", "--save-statistics", folder.File("real.npz"), "--cache", "kept");
        Assert.Contains("8 pictures", saved, StringComparison.Ordinal);
        Succeeds("evaluate", "real", "made", "--out", "a", "--cache", "kept");
        Succeeds("evaluate", "real.npz", "made", "--out", "b");

        double Distance(string report)
        {
            using var json = JsonDocument.Parse(File.ReadAllText(folder.File($"{report}/evaluation.json")));
            return json.RootElement.GetProperty("rows").EnumerateArray().Single(row =>
                row.GetProperty("name").GetString() == "Fréchet distance, world features").GetProperty("value").GetDouble();
        }

        Assert.True(Distance("a") > 0);
        Assert.Equal(Distance("a"), Distance("b"), 1e-4 * Distance("a"));
    }

    [Fact]
    public void Arguments_ThatCannotBeUsed_AreNamed()
    {
        Draw("real", seed: 1);
        Fails("no folder of a run", "evaluate", Shipped("munit-streets-tiny.safetensors"));
        Fails("expected objects, streets, species", "evaluate", Shipped("munit-streets-tiny.safetensors"), "--world", "moon");
        Fails("provenance.json", "evaluate", "real");
        Fails("nowhere", "evaluate", "real", "nowhere");
        Fails("expected one folder", "evaluate", "real", "real", "--save-statistics", "x.npz");
        Fails("expected weights of a class-recognizer", "evaluate", "real", "real",
            "--recognizer", Shipped("funit-species.safetensors"));
        Assert.False(Directory.Exists(folder.File("evaluation")));
        Assert.False(File.Exists(folder.File("x.npz")));
    }

    private void Draw(string name, long seed)
    {
        var drawn = new ObjectsDataset(new ObjectsWorld(32), Domain.B, 8, seed);
        for (int i = 0; i < 8; i++) PictureFile.Save(drawn[i], folder.File($"{name}/{i}.png"));
    }

    private string Succeeds(params string[] arguments)
    {
        var (code, output, error) = CliProcess.Run(folder.Path, 1, arguments);
        Assert.True(code == 0, output + error);
        return output;
    }

    private void Fails(string message, params string[] arguments)
    {
        var (code, output, error) = CliProcess.Run(folder.Path, 1, arguments);
        Assert.True(code != 0, output);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }
}
