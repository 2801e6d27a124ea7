using System.Text.Json;
using Unpaired.Checkpoints;
using Unpaired.Tests.Checkpoints;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Tests.Verification;

/// <summary>Dumps as users make them in a clone of an original repository.</summary>
public sealed class DumpVerificationTests : IDisposable
{
    private readonly CheckpointFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("munit")]
    [InlineData("unit")]
    public void Verify_DumpOfTheOriginal_Agrees(string system)
    {
        var report = GoldenVerification.Run(Dump(system, null));

        Assert.Equal(0, report.ExitCode);
        var result = Assert.Single(report.Results);
        Assert.InRange(result.Tensors, 8, 100);
        Assert.Equal(result.Tensors, result.Histogram.Sum());
        Assert.Null(result.FirstApart);
    }

    [Fact]
    public void Verify_OneWeightChanged_NamesTheLayerAndTheOneBefore()
    {
        var report = GoldenVerification.Run(Dump("munit", "enc_content.model.1.conv.weight"));

        Assert.Equal(1, report.ExitCode);
        var result = Assert.Single(report.Results);
        Assert.Equal("out.enc_content.model.1", result.FirstApart);
        Assert.Equal("out.enc_content.model.0", result.LastTogether);
        Assert.Contains("first parts at out.enc_content.model.1; out.enc_content.model.0 before it agrees",
            report.ToString());
        string page = report.ToHtml();
        Assert.Contains("Where the networks part", page);
        Assert.Contains("class=\"over\"", page);
        Assert.DoesNotContain("http", page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Verify_MissingCheckpoint_SaysSo()
    {
        string json = Dump("unit", null);
        File.WriteAllText(json, File.ReadAllText(json).Replace("mine.pt", "other.pt", StringComparison.Ordinal));

        var result = Assert.Single(GoldenVerification.Run(json).Results);
        Assert.Equal(Verdict.Unreadable, result.Verdict);
        Assert.Contains("'other.pt' is missing", result.Messages[0]);
    }

    [Fact]
    public void Bars_Errors_StandInTheirDecade()
    {
        Assert.Equal(0, GroupResult.BarOf(0));
        Assert.Equal(1, GroupResult.BarOf(1e-30));
        Assert.Equal(9, GroupResult.BarOf(1e-9));
        Assert.Equal(GroupResult.BarOf(1e-9) - 1, GroupResult.BarOf(9e-10));
        Assert.Equal(GroupResult.HistogramBars - 1, GroupResult.BarOf(double.PositiveInfinity));
    }

    [Fact]
    public void DumpsThatPyTorchMade_AgreeUntilAWeightIsChanged()
    {
        // Made by tests/python/dump_network.py in .ci/run; without it the dumps are those of the golden numbers above.
        string folder = Environment.GetEnvironmentVariable("UNPAIRED_DUMPS") is { Length: > 0 } given
            ? given
            : Path.GetDirectoryName(Dump("unit", null))!;
        foreach (string json in Directory.GetFiles(folder, "*.json"))
        {
            var result = Assert.Single(GoldenVerification.Run(json).Results);
            Assert.Equal(Path.GetFileName(json) == "parts.json" ? "out.dec.model.2" : null, result.FirstApart);
            Assert.InRange(result.Tensors, 7, 100);
        }
    }

    /// <summary>The golden numbers of the generator a in the form of a dump; a weight of the checkpoint may be
    /// changed.</summary>
    private string Dump(string system, string? changed)
    {
        using var scope = NewDisposeScope();
        string goldens = CheckpointFiles.Munit("../" + system);
        using var nets = Safetensors.Load(Path.Combine(goldens, "nets.safetensors"));
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(goldens, "nets.json")));
        using var checkpoint = TorchFile.Load(Path.Combine(goldens, "ckpt", "gen_00000002.pt"));
        var state = checkpoint["a"].AsStateDict();
        if (changed is not null)
            state[changed].view(-1)[0] += 0.5f;
        TorchFile.Save(files.New("mine.pt"), new Dictionary<string, object?> { ["a"] = state });
        const string prefix = "out.b1.gen_a.";
        Safetensors.Save(files.New("mine.safetensors"),
        [
            new("in.0", nets.Tensors["in.b1.x_a"]),
            new("out.enc_content.model.0.conv", zeros(1)), // a layer within a block
            .. nets.Tensors.Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal)
                && t.Key.Contains(".model.", StringComparison.Ordinal))
                .Select(t => KeyValuePair.Create("out." + t.Key[prefix.Length..], t.Value)),
        ]);
        string path = files.New("mine.json");
        File.WriteAllText(path, $$"""
            {"golden":{"system":"{{system}}","case":"dump"},"computed":"torch.float64","checkpoint":"mine.pt","key":"a",
            "config":{{json.RootElement.GetProperty("config").GetRawText()}}}
            """);
        return path;
    }
}
