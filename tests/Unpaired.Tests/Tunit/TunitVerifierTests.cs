using Unpaired.Training;
using Unpaired.Tunit;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Tests.Tunit;

/// <summary>Parity with the original authors' code on every golden tensor.</summary>
public sealed class TunitVerifierTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired tunit ");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("augment", 8)]
    [InlineData("discriminator", 6 + 5 + 67 + 67)]
    [InlineData("eval_clustering", 9)]
    [InlineData("eval_fid", 3)]
    [InlineData("eval_fid_two_class", 3)]
    [InlineData("generator", 6 + 1 + 32)]
    [InlineData("guidingnet", 9 + 1 + 37 + 24)]
    [InlineData("losses", 25)]
    [InlineData("train_inputs", 25)]
    [InlineData("train_semi", 320)]
    [InlineData("train_semi_early", 296)]
    [InlineData("train_sup", 308)]
    [InlineData("train_unsup", 480)]
    [InlineData("train_unsup.trajectory", 346)]
    [InlineData("train_unsup_guiding", 295)]
    [InlineData("train_unsup_resume", 311)]
    public void Verify_Faithful_EveryTensorAgrees(string name, int tensors)
    {
        var report = Run(name, TrainingMode.Faithful, ScalarType.Float64);
        Assert.True(report.ExitCode == 0, report.ToString());
        Assert.Equal(tensors, report.Results.Sum(result => result.Tensors));
    }

    [Theory]
    [InlineData("discriminator")]
    [InlineData("generator")]
    [InlineData("guidingnet")]
    [InlineData("train_inputs")]
    [InlineData("train_semi")]
    [InlineData("train_sup")]
    [InlineData("train_unsup")]
    [InlineData("train_unsup_guiding")]
    [InlineData("train_unsup_resume")]
    public void Verify_InSinglePrecision_EveryTensorAgrees(string name)
    {
        var report = Run(name, TrainingMode.Faithful, ScalarType.Float32);
        Assert.True(report.ExitCode == 0, report.ToString());
    }

    private static VerificationReport Run(string name, TrainingMode mode, ScalarType type) =>
        GoldenVerification.Run(TunitGoldens.File($"{name}.json"), [new TunitVerifier(mode)], type);
}
