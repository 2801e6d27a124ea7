using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Tests.Verification;

/// <summary>Golden data on which everything must agree, and nothing may be left out.</summary>
internal static class Agreement
{
    /// <summary>Verifies a folder; fails unless all agrees and each case compared as many tensors as it should.</summary>
    internal static void Check(
        string folder, IGoldenVerifier verifier, ScalarType type, IReadOnlyDictionary<string, int> tensors)
    {
        var report = GoldenVerification.Run(folder, [verifier], type);
        Assert.True(report.ExitCode == 0, report.ToString());
        var counts = report.Results.GroupBy(result => result.Case)
            .Select(group => KeyValuePair.Create(group.Key, group.Sum(result => result.Tensors)));
        Assert.Equal(tensors.OrderBy(entry => entry.Key), counts.OrderBy(entry => entry.Key));
    }
}
