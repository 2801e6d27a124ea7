using Unpaired.Checkpoints;
using Unpaired.Metrics;
using Unpaired.Tests.Verification;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Tests.Metrics;

/// <summary>Parity with the field's own metric code on every golden tensor.</summary>
public sealed class MetricsVerifierTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired metrics ");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("dipd", 6)]
    [InlineData("inception_score", 8)]
    [InlineData("kid", 7)]
    [InlineData("lpips", 13)]
    public void Verify_GoldenCase_AgreesInBothPrecisions(string name, int tensors)
    {
        string file = MetricGoldens.File($"{name}.json");
        var expected = new Dictionary<string, int> { [name] = tensors };
        Agreement.Check(file, new MetricsVerifier(), ScalarType.Float64, expected);
        Agreement.Check(file, new MetricsVerifier(), ScalarType.Float32, expected);
    }

    [Fact]
    public void Verify_DistanceChanged_FallsShortAndNamesIt()
    {
        string source = MetricGoldens.Folder;
        foreach (string name in new[] { "lpips.json", "alexnet_tiny.pth", "vgg16_tiny.pth", "lpips_lin_alex_tiny.pth",
            "lpips_lin_vgg_tiny.pth" })
            File.Copy(Path.Combine(source, name), Path.Combine(folder.FullName, name));
        using (var file = Safetensors.Load(Path.Combine(source, "lpips.safetensors")))
        {
            using var changed = file.Tensors["out.vgg.distance"] * (1 + 1e-7);
            Safetensors.Save(Path.Combine(folder.FullName, "lpips.safetensors"), file.Tensors.Select(entry =>
                entry.Key == "out.vgg.distance" ? KeyValuePair.Create(entry.Key, changed) : entry));
        }
        var report = GoldenVerification.Run(folder.FullName);
        Assert.Equal(1, report.ExitCode);
        Assert.Contains("out.vgg.distance", report.ToString());
    }
}
