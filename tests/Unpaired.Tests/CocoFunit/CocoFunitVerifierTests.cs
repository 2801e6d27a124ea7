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

    [Theory]
    [InlineData("default.state_dict.json")]
    [InlineData("default.full-size.json")]
    public void Verify_PublishedSize_Agrees(string name)
    {
        var report = GoldenVerification.Run(CocoFunitGoldens.File(name));
        Assert.True(report.ExitCode == 0, report.ToString());
    }
}
