using Unpaired.Checkpoints;
using Unpaired.Detection;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Tests.Detection;

/// <summary>Parity with torchvision on every golden tensor.</summary>
public sealed class DetectorVerifierTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired detector ");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    public void Verify_EveryGoldenGroup_Agrees(ScalarType type)
    {
        var report = GoldenVerification.Run(DetectorGoldens.Folder, [new DetectorVerifier()], type);
        Assert.True(report.ExitCode == 0, report.ToString());
        var counts = report.Results.GroupBy(result => $"{result.Name} {result.Group}")
            .ToDictionary(group => group.Key, group => group.Sum(result => result.Tensors));
        Assert.Equal(295 + 284 + 4, counts["state_dict_names names"]);
        Assert.Equal(44, counts["fasterrcnn_resnet_tiny grad"]);
        Assert.Equal(42, counts["fasterrcnn_resnet_tiny after1"]);
        Assert.Equal(9, counts["fasterrcnn_resnet_tiny loss"]);
        Assert.Equal(5, counts["fasterrcnn_resnet_tiny trajectory loss"]);
        Assert.Equal(1, counts["fasterrcnn_resnet_tiny legacy"]);
        Assert.Equal(5, counts["fasterrcnn_mobilenet_tiny loss"]);
        Assert.Equal(4, counts["ops grad"]);
    }

    [Theory]
    [InlineData("ops", "out.roi_align.b")]
    [InlineData("fasterrcnn_mobilenet_tiny", "loss.loss_rpn_box_reg")]
    [InlineData("fasterrcnn_mobilenet_tiny", "out.eval.det0.scores")]
    public void Verify_OutputChanged_FallsShortAndNamesIt(string name, string changed)
    {
        Copy(name, tensors => tensors[changed] = tensors[changed].to(float64) * (1 + 1e-7));
        var report = GoldenVerification.Run(folder.FullName, [new DetectorVerifier()]);
        Assert.Equal(1, report.ExitCode);
        var failed = Assert.Single(report.Results, result => result.Verdict == Verdict.FallsShort);
        Assert.Equal(changed, failed.WorstTensor);
    }

    [Fact]
    public void Verify_UnknownTensor_IsReportedAndNotSkipped()
    {
        Copy("ops", tensors => tensors["out.mystery"] = ones(1));
        var report = GoldenVerification.Run(folder.FullName, [new DetectorVerifier()]);
        Assert.Equal(2, report.ExitCode);
        Assert.Contains("out.mystery", report.ToString());
    }

    [Fact]
    public void Verify_LegacyFileWithOtherValues_FallsShort()
    {
        Copy("fasterrcnn_mobilenet_tiny", _ => { });
        using (var file = TorchFile.Load(DetectorGoldens.PathOf("fasterrcnn_mobilenet_tiny.pt")))
        {
            using var scope = NewDisposeScope();
            var state = file.AsStateDict().ToDictionary(entry => entry.Key, entry => entry.Value);
            state["rpn.head.cls_logits.bias"] = state["rpn.head.cls_logits.bias"] + 1;
            TorchFile.Save(Path.Combine(folder.FullName, "fasterrcnn_mobilenet_tiny_legacy.pth"), state);
        }
        var report = GoldenVerification.Run(folder.FullName, [new DetectorVerifier()]);
        Assert.Contains("rpn.head.cls_logits.bias", report.ToString());
        Assert.Equal(1, report.ExitCode);
    }

    private void Copy(string name, Action<Dictionary<string, Tensor>> change)
    {
        foreach (string extension in new[] { ".json", ".pt" })
        {
            string from = DetectorGoldens.PathOf(name + extension);
            if (File.Exists(from)) File.Copy(from, Path.Combine(folder.FullName, name + extension));
        }
        using var scope = NewDisposeScope();
        using var original = Safetensors.Load(DetectorGoldens.PathOf($"{name}.safetensors"));
        var tensors = original.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value);
        change(tensors);
        Safetensors.Save(Path.Combine(folder.FullName, $"{name}.safetensors"), tensors);
    }
}
