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
        var changed = new Dictionary<string, string>
        {
            ["unit.parts"] = "dec.model.2",
            ["tunit.parts"] = "decoder.model.2",
            ["tunit-guide.parts"] = "features.4",
            ["coco-funit.parts"] = "content_encoder.model.2",
            ["drit-content.parts"] = "convB.2",
            ["drit-painter.parts"] = "decB3.0.model.0",
            ["detector.parts"] = "backbone.fpn.layer_blocks.2.0",
        };
        foreach (string json in Directory.GetFiles(folder, "*.json"))
        {
            var result = Assert.Single(GoldenVerification.Run(json).Results);
            string? layer = changed.GetValueOrDefault(Path.GetFileNameWithoutExtension(json));
            Assert.Equal(layer is null ? null : "out." + layer, result.FirstApart);
            Assert.InRange(result.Tensors, 7, 100);
        }
    }

    /// <summary>Our own networks in the form of dumps: what PyTorch makes of them is tried in .ci/run.</summary>
    [Theory]
    [InlineData("tunit", "tunit/model_1.ckpt", "G_EMA_state_dict", 10)]
    [InlineData("tunit", "tunit/model_4568.ckpt", "C_EMA_state_dict", 31)]
    [InlineData("tunit", "tunit/model_1.ckpt", "D_state_dict", 8)]
    [InlineData("coco-funit", "coco-funit/epoch_00001_iteration_000000003_checkpoint.pt",
        "net_G/module.averaged_model.generator", 19)]
    [InlineData("imaginaire-funit", "coco-funit/imaginaire-funit/epoch_00000_iteration_000000002_checkpoint.pt",
        "net_G/module.averaged_model.generator", 16)]
    [InlineData("dunit", "dunit/drit_concat.pth", "enc_c", 13)]
    [InlineData("dunit", "dunit/drit_concat.pth", "enc_a", 10)]
    [InlineData("dunit", "dunit/drit_featurewise.pth", "enc_a", 2)]
    [InlineData("dunit", "dunit/drit_concat.pth", "gen", 11)]
    [InlineData("dunit", "dunit/drit_featurewise.pth", "gen", 10)]
    [InlineData("detector", "detector/fasterrcnn_mobilenet_tiny.pt", "", 100)]
    public void Build_EverySystem_NamesItsLayers(string system, string checkpoint, string key, int least)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        string path = CheckpointFiles.Munit("../" + checkpoint);
        string config = system switch
        {
            "coco-funit" => "coco-funit/coco-funit.json",
            "imaginaire-funit" => "coco-funit/imaginaire-funit/imaginaire-funit.json",
            "detector" => "detector/fasterrcnn_mobilenet_tiny.json",
            _ => "tunit/generator.json",
        };
        using var json = JsonDocument.Parse(File.ReadAllText(CheckpointFiles.Munit("../" + config)));
        var built = DumpNetworks.Build(
            new DumpDescription(system, json.RootElement.GetProperty("config"), path, key, "dump.json", []));
        using var network = built.Network;
        network.eval();
        Tensor[] inputs = (system, key) switch
        {
            ("detector", _) => [rand(3, 40, 48), rand(3, 48, 40)],
            ("dunit", "gen") => [rand(1, 4, 6, 8), rand(1, 8)],
            ("tunit", "G_EMA_state_dict") => [rand(1, 3, 32, 32), rand(1, 8)],
            _ => [rand(1, 3, 32, 32), rand(1, 3, 32, 32)],
        };
        var taps = built.Run(inputs).ToList();

        Assert.InRange(taps.Count, least, 200);
        Assert.Equal(taps.Count, taps.Select(tap => tap.Name).Distinct().Count());
        var modules = new HashSet<string>(StateDict.Of(network).Keys.SelectMany(Levels));
        Assert.All(taps.Where(tap => modules.Contains(tap.Name)), tap => Assert.True(tap.Output.numel() > 0));
        Assert.InRange(taps.Count(tap => modules.Contains(tap.Name)), taps.Count / 2, taps.Count);
    }

    [Fact]
    public void Build_OtherKey_SaysWhatThereIs()
    {
        string path = CheckpointFiles.Munit("../dunit/drit_concat.pth");
        var config = JsonDocument.Parse("{}").RootElement;
        Assert.Contains("dumps of enc_c, enc_a and gen are understood", Assert.Throws<CheckpointFormatException>(() =>
            DumpNetworks.Build(new DumpDescription("dunit", config, path, "disA", "dump.json", []))).Message);
        using var file = TorchFile.Load(path);
        Assert.Contains("neither a key 'no' nor a name", Assert.Throws<CheckpointFormatException>(() =>
            DumpNetworks.StateOf(file, "enc_c/no")).Message);
    }

    /// <summary>a.b.weight: a.b and a.</summary>
    private static IEnumerable<string> Levels(string name)
    {
        for (int dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
            yield return name[..dot];
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
