using Unpaired.Checkpoints;
using Unpaired.Tests.Verification;
using Unpaired.Training;
using Unpaired.Unit;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Tests.Unit;

/// <summary>Parity with the original authors' code on every golden tensor.</summary>
public sealed class UnitVerifierTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired unit ");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(TrainingMode.Faithful, ScalarType.Float64)]
    [InlineData(TrainingMode.Fast, ScalarType.Float64)]
    [InlineData(TrainingMode.Faithful, ScalarType.Float32)]
    public void Verify_EveryGoldenGroup_Agrees(TrainingMode mode, ScalarType type) => Agreement.Check(
        UnitGoldens.Folder, new UnitVerifier(mode), type, new Dictionary<string, int>
        {
            ["blocks"] = 25 + 23 + 108 + 12,
            ["infer"] = 7,
            ["lr"] = 5,
            ["nets"] = 36 + 16,
            ["resume"] = 4 + 32 + 1,
            ["step"] = 96 + 16 + 96 + 1,
            ["step.trajectory"] = 16 + 3 + 1,
            ["vgg_full"] = 5 + 1,
            ["vgg_step"] = 4 + 17 + 12,
        });

    [Fact]
    public void Verify_PicturesOfDataAndInference_Agree()
    {
        string pictures = UnitGoldens.PicturesFolder;
        string data = File.ReadAllText(Path.Combine(pictures, "data.json"));
        Assert.Contains("\"system\": \"munit\"", data);
        File.WriteAllText(
            Path.Combine(folder.FullName, "data.json"),
            data.Replace("\"munit\"", "\"unit\"", StringComparison.Ordinal));
        foreach (string name in Directory.EnumerateFiles(pictures, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(pictures, path))
            .Where(name =>
                name == "data.safetensors" || name == Path.Combine("infer", "input.png")
                || name.StartsWith("data_folder", StringComparison.Ordinal)))
            Copy(pictures, name);
        string[] inference = ["infer.json", "infer.safetensors", "ckpt/gen_00000002.pt", "ckpt_pt03/gen_00000001.pt"];
        foreach (string name in inference) Copy(UnitGoldens.Folder, name);
        var report = GoldenVerification.Run(folder.FullName);
        Assert.True(report.ExitCode == 0, report.ToString());
        Assert.Equal(
            ["data order", "data out", "infer preprocessing", "infer out"],
            report.Results.Select(r => $"{r.Case} {r.Group}"));
        Assert.Equal([2, 13, 1, 7], report.Results.Select(r => r.Tensors));
    }

    [Fact]
    public void Verify_NoiseExchanged_FallsShort()
    {
        foreach (string name in new[] { "step.json", "ckpt/gen_00000002.pt", "ckpt/dis_00000002.pt" })
            Copy(UnitGoldens.Folder, name);
        using var scope = NewDisposeScope();
        using (var original = Safetensors.Load(UnitGoldens.File("step.safetensors")))
        {
            var tensors = original.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value);
            const string a = "in.gen.noise_a_recon", b = "in.gen.noise_b_recon";
            (tensors[a], tensors[b]) = (tensors[b], tensors[a]);
            Safetensors.Save(Path.Combine(folder.FullName, "step.safetensors"), tensors);
        }
        var report = GoldenVerification.Run(folder.FullName);
        Assert.Equal(1, report.ExitCode);
        Assert.Contains("loss.gen_cyc_x_a", report.ToString());
        // The discriminators' update comes before and does not see it.
        Assert.DoesNotContain("loss.dis_a", string.Join('\n', report.Results.SelectMany(result => result.Messages)));
    }

    [Fact]
    public void Verify_ConfigurationsInSubfolders_UseTheirOwnCheckpoints()
    {
        string[] files = ["nets.json", "nets.safetensors", "ckpt/gen_00000002.pt", "ckpt/dis_00000002.pt"];
        foreach (string name in files) Copy(UnitGoldens.Folder, name, "variant2");
        var report = GoldenVerification.Run(folder.FullName);
        Assert.True(report.ExitCode == 0, report.ToString());
        Assert.All(report.Results, result => Assert.Equal("variant2/nets", result.Name));
    }

    private void Copy(string from, string name, string below = "")
    {
        string target = Path.Combine(folder.FullName, below, name);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(Path.Combine(from, name), target);
    }
}
