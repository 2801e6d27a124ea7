using Unpaired.Data;
using Unpaired.Metrics;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Tests.Metrics;

/// <summary>Measures of notebook 01: correlation of deviations, paired codes, questions and rivals of the streets
/// world.</summary>
public sealed class StreetMetricsTests
{
    private static readonly StreetsWorld World = new(64);

    private static Picture Grey(params byte[] values) => new(values.Length, 1, [.. values.SelectMany(v => new[] { v, v, v })]);

    [Fact]
    public void Correlation_TruthConstantAndOpposite_IsOneZeroAndMinusOne()
    {
        var correlation = new DeviationCorrelation(Grey(100, 100));
        (Picture First, Picture Second) truths = (Grey(120, 90), Grey(80, 110));
        double Of(Picture first, Picture second) =>
            correlation.Of([(first, truths.First), (second, truths.Second)]);
        Assert.Equal(1, Of(truths.First, truths.Second), 12);
        Assert.Equal(0, Of(Grey(100, 100), Grey(100, 100)));
        Assert.Equal(0, Of(Grey(130, 130), Grey(130, 130)), 12); // another constant: the truths deviate by 0 on average
        Assert.Equal(-1, Of(Grey(80, 110), Grey(120, 90)), 12);
        // By hand: d = (10, 0, 0, 0), t = (20, -10, -20, 10), so 200 / sqrt(100 * 1000).
        Assert.Equal(200 / Math.Sqrt(100 * 1000), Of(Grey(110, 100), Grey(100, 100)), 12);
        Assert.Contains("2 x 1", Assert.Throws<ArgumentException>(() => Of(Grey(1), Grey(1, 1))).Message);
        Assert.Contains("got none", Assert.Throws<ArgumentException>(() => correlation.Of([])).Message);
    }

    [Fact]
    public void PairedCodes_KnownDistances_AreFound()
    {
        using var scope = NewDisposeScope();
        Tensor Code(float x, float y) => tensor(new[] { x, y }, [1, 1, 1, 2]);
        var codes = PairedCodes.Of([Code(0, 0), Code(4, 0), Code(0, 6)], [Code(1, 1), Code(0, 5), Code(0, 7)]);
        Assert.Equal(1, codes[0, 0], 5);
        Assert.Equal(Math.Sqrt(41 / 2.0), codes[1, 1], 5);
        Assert.Equal(1.0 / 3, codes.Found, 12); // the first alone: (4, 0) is nearer to (1, 1), (0, 6) as near to both
        Assert.Equal((3, 6), (codes.True.Count, codes.Random.Count));
        Assert.Equal(codes.True.Average() / codes.Random.Average(), codes.Ratio, 12);
        Assert.Contains("3 true pairs", codes.ToChart("Distances").Text);
        Assert.Contains("got 1 and 1", Assert.Throws<ArgumentException>(
            () => PairedCodes.Of([Code(0, 0)], [Code(0, 0)])).Message);
        Assert.Contains("got [1]", Assert.Throws<ArgumentException>(
            () => PairedCodes.Of([Code(0, 0), zeros(1)], [Code(0, 0), Code(0, 0)])).Message);
    }

    [Fact]
    public void Question_OfATestSet_IsTheStreetInTwoLights()
    {
        var test = new StreetsTestSet(World, 2, 5);
        var question = StreetsQuestion.Of(test, StreetDomain.Day, StreetDomain.Night)[1];
        Assert.Equal(test[1].Day.Rgb.ToArray(), question.Input.Rgb.ToArray());
        Assert.Equal(test[1].Night.Rgb.ToArray(), question.Truth.Rgb.ToArray());
        Assert.Equal(test[1].StyleExample(StreetDomain.Night).Rgb.ToArray(), question.StyleExample.Rgb.ToArray());
        var small = StreetsQuestion.Of(test, StreetDomain.Day, StreetDomain.Night, side: 32)[1];
        Assert.Equal(PictureResize.Resize(question.Truth, 32, 32).Rgb.ToArray(), small.Truth.Rgb.ToArray());
    }

    [Fact]
    public void Rivals_OfStreets_AreOrderedAsTheyMustBe()
    {
        IReadOnlyList<StreetsQuestion> questions = StreetsQuestion.Of(
            new StreetsTestSet(World, 6, 5), StreetDomain.Day, StreetDomain.Night, side: 32);
        var report = CounterfactualReport.Run([questions], q => q.Truth,
            [.. StreetRivals.Of(World, StreetDomain.Night, pictures: 30, lights: 5, side: 32), ("truth", q => q.Truth)]);
        Assert.Equal(["copy", "another street", "best constant", "median light", "truth"], report.Methods);
        Assert.Equal(0, report["truth"]);
        Assert.True(report["median light"] < report["best constant"]);
        Assert.True(report["best constant"] < report["copy"]);
        var night = new StreetsDataset(World, StreetDomain.Night, 30, 1);
        var mean = CounterfactualBaselines.MeanImage(new ResizedPictures(night, 32, 32).Take(30));
        var correlations = report.Correlations(mean);
        Assert.Equal(1, correlations[^1], 12);
        Assert.True(correlations[3] > correlations[1] + 0.2 && Math.Abs(correlations[2]) < 0.3);
        Assert.Contains("correlation of deviations", report.ToTable(mean).Text);
        Assert.DoesNotContain("correlation", report.ToTable().Text);
        Assert.Contains("got 0", Assert.Throws<ArgumentException>(
            () => StreetRivals.Of(World, StreetDomain.Night, lights: 0)).Message);
    }

    [Fact]
    public void ColourTransfer_Fitted_CarriesMeanAndDeviationOver()
    {
        var transfer = ColourTransfer.Fit([Grey(100, 120)], [Grey(10, 50)]);
        Assert.Equal(Grey(10, 50).Rgb.ToArray(), transfer.Apply(Grey(100, 120)).Rgb.ToArray());
        Assert.Equal(Grey(30, 0, 255).Rgb.ToArray(), transfer.Apply(Grey(110, 0, 255)).Rgb.ToArray());
        Assert.Contains("got none", Assert.Throws<ArgumentException>(() => ColourTransfer.Fit([], [Grey(1)])).Message);
    }

    [Fact]
    public void DifferenceMap_OfTwoPictures_IsTwiceTheMeanOverColours()
    {
        var map = DifferenceMap.Of(new Picture(2, 1, [0, 30, 60, 255, 0, 0]), new Picture(2, 1, [0, 0, 0, 0, 255, 0]));
        Assert.Equal([60, 60, 60, 255, 255, 255], map.Rgb.ToArray());
        Assert.Contains("2 x 1 and 1 x 1", Assert.Throws<ArgumentException>(
            () => DifferenceMap.Of(Grey(1, 1), Grey(1))).Message);
    }
}
