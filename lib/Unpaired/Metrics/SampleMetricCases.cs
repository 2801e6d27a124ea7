using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Metrics;

/// <summary>The golden cases of scores over sets of pictures: kernel distance and inception scores.</summary>
internal static class SampleMetricCases
{
    internal static void Kernels(GoldenCase golden, GoldenComparison compare)
    {
        var config = golden.Config;
        string gamma = config.GetProperty("gamma").ToString();
        var kernel = new PolynomialKernel(
            config.GetProperty("degree").GetInt32(),
            double.TryParse(gamma, System.Globalization.CultureInfo.InvariantCulture, out double number) ? number : null,
            config.GetProperty("coef0").GetDouble());
        var (x, y) = (golden.In("x"), golden.In("y"));
        var (rowsX, rowsY) = (golden.In("index_x"), golden.In("index_y"));
        long most = Math.Min(x.shape[0], y.shape[0]);
        List<double> estimates = [], variances = [];
        for (long i = 0; i < rowsX.shape[0]; i++)
        {
            var (someX, someY) = (x.index_select(0, rowsX[i]), y.index_select(0, rowsY[i]));
            estimates.Add(KernelDistance.Discrepancy(someX, someY, kernel: kernel));
            variances.Add(KernelDistance.Variance(someX, someY, most, kernel));
            if (i > 0) continue;
            double Other(DiscrepancyEstimate estimate) => KernelDistance.Discrepancy(someX, someY, estimate, kernel);
            compare.Check("out.biased", Other(DiscrepancyEstimate.Biased));
            compare.Check("out.ustat", Other(DiscrepancyEstimate.UStatistic));
            compare.Check("out.kernel_xy_subset0", kernel.Of(someX, someY));
        }
        compare.Check(golden.Main, "out.mmd2", [.. estimates]);
        compare.Check(golden.Main, "out.mmd2_variance", [.. variances]);
        var distance = new KernelDistance(estimates);
        compare.Check("out.mean", distance.Mean);
        compare.Check("out.std", distance.Deviation);
    }

    internal static void InceptionScores(GoldenCase golden, GoldenComparison compare)
    {
        int parts = golden.Config.GetProperty("splits").GetInt32();
        var single = nn.functional.softmax(golden.In("logits"), 1);
        foreach (var (ending, equalParts) in new[] { ("", false), ("_truncating_splits", true) })
        {
            var (mean, deviation) = InceptionScore.OverParts(single, parts, equalParts);
            compare.Check($"out.is_mean{ending}", mean);
            compare.Check($"out.is_std{ending}", deviation);
        }
        compare.Check("out.is_one_split", InceptionScore.OverParts(single, 1).Mean);
        var several = nn.functional.softmax(golden.In("cis_logits"), 2);
        compare.Check("out.cis", InceptionScore.Conditional(several).Exponential);
        compare.Check("out.cis_is", InceptionScore.Unconditional(several).Exponential);
        compare.Check("out.cis_kl", InceptionScore.Divergences(several));
    }
}
