using Unpaired.Dunit;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Tests.Dunit;

/// <summary>Parity with DRIT, with the released DUNIT code, and with the reference values of the design.</summary>
public sealed class DunitVerifierTests
{
    [Theory]
    [InlineData("drit_concat")]
    [InlineData("drit_featurewise")]
    [InlineData("drit_networks")]
    [InlineData("drit_state_dict_names")]
    [InlineData("dunit_design")]
    [InlineData("dunit_networks")]
    public void Verify_InDoublePrecision_EveryTensorAgrees(string name) => Agrees(name, ScalarType.Float64);

    [Theory]
    [InlineData("drit_concat")]
    [InlineData("drit_featurewise")]
    [InlineData("drit_networks")]
    [InlineData("dunit_design")]
    [InlineData("dunit_networks")]
    public void Verify_InSinglePrecision_EveryTensorAgrees(string name) =>
        Agrees(name, ScalarType.Float32);

    /// <summary>A case with files that its groups name is found with them; a stranger is not.</summary>
    [Fact]
    public void Verify_WholeFolder_LeavesNoFileOut()
    {
        string[] stems =
            [.. Directory.GetFiles(DunitRuns.Goldens, "*.safetensors").Select(Path.GetFileNameWithoutExtension)!];
        Assert.Contains("dunit_iou", stems);
        var report = GoldenVerification.Run(DunitRuns.Goldens, [new Recording()]);
        Assert.DoesNotContain(report.Results, result => result.Verdict == Verdict.Unreadable);
        Assert.Contains(report.Results, result => result.Group == "dunit_iou, dunit_losses");
    }

    private static void Agrees(string name, ScalarType type)
    {
        string folder = Directory.CreateTempSubdirectory("unpaired dunit ").FullName;
        try
        {
            // One case with all its files, so that nothing is found twice and nothing is left out.
            // Twenty iterations are compared in double precision only.
            bool Belongs(string file) => (file.StartsWith(name + ".", StringComparison.Ordinal)
                    && (type == ScalarType.Float64 || !file.Contains(".trajectory.", StringComparison.Ordinal)))
                || (name == "dunit_networks" && file is "dunit_iou.safetensors" or "dunit_losses.safetensors")
                || (name == "drit_networks" && file.EndsWith(".pth", StringComparison.Ordinal));
            foreach (string path in Directory.GetFiles(DunitRuns.Goldens).Where(path => Belongs(Path.GetFileName(path))))
                File.Copy(path, Path.Combine(folder, Path.GetFileName(path)));
            var report = GoldenVerification.Run(folder, [new DunitVerifier()], type);
            Assert.True(report.ExitCode == 0, report.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Says which further files a case was given.</summary>
    private sealed class Recording : IGoldenVerifier
    {
        private readonly DunitVerifier real = new();

        public string System => real.System;

        public IReadOnlyCollection<string> Cases => real.Cases;

        public IEnumerable<GroupResult> Verify(GoldenCase golden) =>
        [
            new()
            {
                System = golden.System,
                Case = golden.Case,
                Name = golden.Name,
                Group = string.Join(", ", golden.Files.Select(file => file.Part).Where(part => part.Length > 0).Order()),
                Tensors = 1,
                Verdict = Verdict.Agrees,
            },
        ];
    }
}
