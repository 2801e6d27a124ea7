using Unpaired.Metrics;
using Unpaired.Worlds;

namespace Unpaired.Tests.Metrics;

public sealed class BootstrapTests
{
    [Fact]
    public void OfMean_SkewedValues_AgreesWithScipy()
    {
        double[] values = [0.1, 0.2, 0.2, 0.3, 0.4, 0.5, 0.7, 1.1, 1.9, 4.0];
        var interval = Bootstrap.OfMean(values, resamples: 50_000);
        Assert.Equal(0.94, interval.Mean, 1e-12);
        // scipy.stats.bootstrap(method="BCa"), 200,000 resamples.
        Assert.Equal(ScipyLow, interval.Low, 0.02);
        Assert.Equal(ScipyHigh, interval.High, 0.04);
    }

    private const double ScipyLow = 0.450, ScipyHigh = 2.100;

    [Fact]
    public void OfMean_ManySamples_HoldsTheTruthAboutAsOftenAsItSays()
    {
        var random = new SplitMixRandom(5);
        int held = 0;
        const int Trials = 300;
        for (int trial = 0; trial < Trials; trial++)
        {
            double[] values = [.. Enumerable.Range(0, 40).Select(_ => -Math.Log(1 - random.NextDouble()))];
            var interval = Bootstrap.OfMean(values, resamples: 400, seed: trial);
            held += interval.Low <= 1 && interval.High >= 1 ? 1 : 0;
        }
        Assert.InRange((double)held / Trials, 0.90, 0.98);
    }

    [Fact]
    public void OfMean_FewOrEqualValues_SayNothingTheyDoNotKnow()
    {
        Assert.Equal(new MeanInterval(2, 2, 2, 3), Bootstrap.OfMean([2, 2, 2]));
        Assert.True(double.IsNaN(Bootstrap.OfMean([2]).Low));
        Assert.Equal("2.000", Bootstrap.OfMean([2]).ToString());
        Assert.Equal(Bootstrap.OfMean([1, 2, 3]), Bootstrap.OfMean([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => Bootstrap.OfMean([]));
        Assert.Throws<ArgumentException>(() => Bootstrap.OfMean([1, 2], confidence: 1));
    }
}
