using Unpaired.Checkpoints;
using Unpaired.CocoFunit;
using Unpaired.Training;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Tests.CocoFunit;

/// <summary>Parity with the original authors' code on every golden tensor.</summary>
public sealed class CocoFunitVerifierTests
{
    [Theory]
    [InlineData(TrainingMode.Faithful, ScalarType.Float64)]
    [InlineData(TrainingMode.Fast, ScalarType.Float64)]
    [InlineData(TrainingMode.Faithful, ScalarType.Float32)]
    [InlineData(TrainingMode.Fast, ScalarType.Float32)]
    public void Verify_EveryGoldenGroup_Agrees(TrainingMode mode, ScalarType type)
    {
        foreach (string name in new[] { "coco-funit.json", "imaginaire-funit/imaginaire-funit.json" })
        {
            var report = GoldenVerification.Run(
                CocoFunitGoldens.File(name), [new CocoFunitVerifier(mode), new ImaginaireFunitVerifier(mode)], type);
            Assert.True(report.ExitCode == 0, report.ToString());
        }
    }

    [Fact]
    public void Verify_Counts_AreTheGoldens()
    {
        var report = GoldenVerification.Run(CocoFunitGoldens.File("coco-funit.json"));
        var counts = report.Results.ToDictionary(result => result.Group, result => result.Tensors);
        var expected = new Dictionary<string, int>
        {
            ["order"] = 2,
            ["out"] = 47,
            ["uv"] = 96,
            ["grad"] = 126,
            ["after1"] = 252,
            ["loss"] = 6,
            ["trajectory loss"] = 9,
            ["trajectory out"] = 5,
            ["resume after1"] = 126,
        };
        Assert.Equal(expected.OrderBy(entry => entry.Key), counts.OrderBy(entry => entry.Key));
    }

    [Fact]
    public void Verify_PublishedStateDict_AgreesNameByName()
    {
        var report = GoldenVerification.Run(CocoFunitGoldens.File("default.state_dict.json"));
        Assert.True(report.ExitCode == 0, report.ToString());
        Assert.Equal(12, report.Results.Sum(result => result.Tensors));
    }

    [Fact]
    public void Verify_ChangedAndUnknownTensors_AreReported()
    {
        using var folder = new TestFolder();
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(folder["variant2"]);
        foreach (string name in new[] { "imaginaire-funit.json", "epoch_00000_iteration_000000002_checkpoint.pt" })
            File.Copy(CocoFunitGoldens.File("imaginaire-funit/" + name), folder["variant2/" + name]);
        string json = folder["variant2/imaginaire-funit.json"];
        File.WriteAllText(json, File.ReadAllText(json).Replace(
            "\"legacy/epoch_00000_iteration_000000002_checkpoint.pt\"", "null", StringComparison.Ordinal));
        using var original = Safetensors.Load(CocoFunitGoldens.File("imaginaire-funit/imaginaire-funit.safetensors"));
        var tensors = original.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value);
        tensors["loss.gen.total"] = tensors["loss.gen.total"] * (1 + 1e-8);
        tensors["mystery.x"] = ones(1);
        Safetensors.Save(folder["variant2/imaginaire-funit.safetensors"], tensors);
        var report = GoldenVerification.Run(folder["."]);
        Assert.Equal("loss", Assert.Single(report.Results, result => result.Verdict == Verdict.FallsShort).Group);
        Assert.Contains("loss.gen.total", report.ToString());
        Assert.Contains("mystery.x", report.ToString());
    }
}
