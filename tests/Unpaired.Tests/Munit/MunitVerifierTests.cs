using Unpaired.Checkpoints;
using Unpaired.Munit;
using Unpaired.Tests.Verification;
using Unpaired.Training;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Tests.Munit;

/// <summary>Parity with the original authors' code on every golden tensor.</summary>
public sealed class MunitVerifierTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired munit ");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(TrainingMode.Faithful, ScalarType.Float64)]
    [InlineData(TrainingMode.Fast, ScalarType.Float64)]
    [InlineData(TrainingMode.Faithful, ScalarType.Float32)]
    public void Verify_EveryGoldenGroup_Agrees(TrainingMode mode, ScalarType type) => Agreement.Check(
        MunitGoldens.Folder, new MunitVerifier(mode), type, new Dictionary<string, int>
        {
            ["blocks"] = 24 + 12 + 88 + 22,
            ["data"] = 13 + 2,
            ["infer"] = 13 + 2,
            ["lr"] = 5,
            ["metrics"] = 6 + 8,
            ["nets"] = 48 + 16,
            ["resume"] = 4 + 32 + 1,
            ["step"] = 132 + 16 + 132 + 1,
            ["step.trajectory"] = 16 + 3 + 1,
            ["vgg_step"] = 4 + 17 + 16,
        });

    [Fact]
    public void Verify_OutputsChanged_FallsShortAndNamesThem()
    {
        Copy("nets", tensors => tensors["loss.b1.dis_a.lsgan.gen"] = tensors["loss.b1.dis_a.lsgan.gen"] * (1 + 1e-8));
        var report = GoldenVerification.Run(folder.FullName);
        Assert.Equal(1, report.ExitCode);
        Assert.Contains("loss.b1.dis_a.lsgan.gen", report.ToString());
        Assert.Equal(1, report.Results.Count(result => result.Verdict == Verdict.FallsShort));
    }

    [Fact]
    public void Verify_UnknownTensor_IsReportedAndNotSkipped()
    {
        Copy("nets", tensors => tensors["mystery.b1.x"] = ones(1));
        var report = GoldenVerification.Run(folder.FullName);
        Assert.Equal(2, report.ExitCode);
        Assert.Contains("mystery.b1.x", report.ToString());
    }

    [Fact]
    public void Verify_ConfigurationsInSubfolders_UseTheirOwnCheckpoints()
    {
        folder.CreateSubdirectory("variant2");
        Copy("step", _ => { }, "variant2");
        var report = GoldenVerification.Run(folder.FullName);
        Assert.True(report.ExitCode == 0, report.ToString());
        Assert.All(report.Results, result => Assert.Equal("variant2/step", result.Name));
    }

    /// <summary>Copies a case with its checkpoints; the change is applied to its tensors.</summary>
    private void Copy(string name, Action<Dictionary<string, Tensor>> change, string below = "")
    {
        string target = Path.Combine(folder.FullName, below);
        Directory.CreateDirectory(Path.Combine(target, "ckpt"));
        foreach (string file in Directory.EnumerateFiles(MunitGoldens.File("ckpt")))
            File.Copy(file, Path.Combine(target, "ckpt", Path.GetFileName(file)));
        File.Copy(MunitGoldens.File($"{name}.json"), Path.Combine(target, $"{name}.json"));
        using var scope = NewDisposeScope();
        using var original = Safetensors.Load(MunitGoldens.File($"{name}.safetensors"));
        var tensors = original.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value);
        change(tensors);
        Safetensors.Save(Path.Combine(target, $"{name}.safetensors"), tensors);
    }
}
