using System.Text.Json.Nodes;
using Unpaired.Checkpoints;
using Unpaired.Funit;
using Unpaired.Training;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Tests.Funit;

/// <summary>Parity with the original authors' code on every golden tensor.</summary>
public sealed class FunitVerifierTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired funit ");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(TrainingMode.Faithful, ScalarType.Float64)]
    [InlineData(TrainingMode.Fast, ScalarType.Float64)]
    [InlineData(TrainingMode.Faithful, ScalarType.Float32)]
    public void Verify_MainCase_EveryGroupAgrees(TrainingMode mode, ScalarType type)
    {
        var counts = Agreeing("funit.json", new FunitVerifier(mode), type);
        Assert.Equal(
            new Dictionary<string, int>
            {
                ["out"] = 55,
                ["loss"] = 12,
                ["grad"] = 75,
                ["grad_reg"] = 31,
                ["after1"] = 119,
                ["legacy"] = 2,
                ["resume"] = 1,
                ["resume after1"] = 75,
                ["trajectory loss"] = 11,
                ["trajectory out"] = 6,
            }.OrderBy(entry => entry.Key),
            counts.OrderBy(entry => entry.Key));
    }

    [Fact]
    public void Verify_Data_Agrees() =>
        Assert.Equal(5, Agreeing("data/data.json", new FunitVerifier())["out"]);

    [Fact]
    public void Verify_PublishedNames_Agree() =>
        Assert.Equal(6, Agreeing("default.state_dict.json", new FunitVerifier())["names"]);

    [Fact]
    public void Verify_PublishedWidth_Agrees() =>
        Assert.Equal(9, Agreeing("default.full-size.json", new FunitVerifier())["out"]);

    [Fact]
    public void Verify_OutputChanged_FallsShortAndNamesIt()
    {
        CopyMain(tensors => tensors["loss.gen.recon_s"] = tensors["loss.gen.recon_s"] * (1 + 1e-8));
        var report = GoldenVerification.Run(folder.FullName);
        Assert.Equal(1, report.ExitCode);
        Assert.Contains("loss.gen.recon_s", report.ToString());
        Assert.Equal(1, report.Results.Count(result => result.Verdict == Verdict.FallsShort));
    }

    [Fact]
    public void Verify_UnknownTensor_IsReportedAndNotSkipped()
    {
        CopyMain(tensors => tensors["out.gen.mystery"] = ones(1));
        var report = GoldenVerification.Run(folder.FullName);
        Assert.Equal(2, report.ExitCode);
        Assert.Contains("out.gen.mystery", report.ToString());
    }

    [Fact]
    public void Verify_NameOfThePublishedFileChanged_FallsShort()
    {
        string text = File.ReadAllText(FunitGoldens.File("default.state_dict.json"));
        var json = JsonNode.Parse(text.Replace("cnn_f.17.conv_0.conv.bias", "cnn_f.17.conv_0.bias"))!;
        json["config"] = JsonNode.Parse("{\"gen\": {}, \"dis\": {\"num_classes\": 118}}");
        File.WriteAllText(Path.Combine(folder.FullName, "names.json"), json.ToJsonString());
        var report = GoldenVerification.Run(folder.FullName);
        Assert.Equal(1, report.ExitCode);
        Assert.Contains("cnn_f.17.conv_0.bias", report.ToString()); // expected there, not here
        Assert.Contains("cnn_c.0.conv.weight [118, 1024, 1, 1] param", report.ToString());
    }

    private static Dictionary<string, int> Agreeing(
        string file, FunitVerifier verifier, ScalarType type = ScalarType.Float64)
    {
        var report = GoldenVerification.Run(FunitGoldens.File(file), [verifier], type);
        Assert.True(report.ExitCode == 0, report.ToString());
        return report.Results.ToDictionary(result => result.Group, result => result.Tensors);
    }

    /// <summary>Copies the case main without its trajectory; the change is applied to its tensors.</summary>
    private void CopyMain(Action<Dictionary<string, Tensor>> change)
    {
        foreach (string file in new[] { "funit.json", "gen_00000003.pt", "dis_00000003.pt" })
            File.Copy(FunitGoldens.File(file), Path.Combine(folder.FullName, file));
        using var scope = NewDisposeScope();
        using var original = Safetensors.Load(FunitGoldens.File("funit.safetensors"));
        var tensors = original.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value);
        change(tensors);
        Safetensors.Save(Path.Combine(folder.FullName, "funit.safetensors"), tensors);
    }
}
