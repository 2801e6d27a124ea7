using Unpaired.Data;
using Unpaired.Detection;
using Unpaired.Dunit;
using Unpaired.Metrics;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Tests.Dunit;

public sealed class InstanceScoresTests
{
    private static readonly PictureBox Box = new(2, 4, 4, 8, 10);

    [Fact]
    public void Error_OnlyTheObjectDiffers_IsAllInsideAndNothingElsewhere()
    {
        var (truth, answer) = (Grey(0), Grey(0, Box, 255));

        var outcome = Assert.Single(InstanceScores.Of(answer, truth, [Box], []));

        Assert.Equal(2, outcome.Error, 6);
        Assert.Equal(0, InstanceScores.Elsewhere(answer, truth, [Box]));
        Assert.Equal(0, InstanceScores.Of(truth, truth, [Box], [])[0].Error);
        Assert.True(double.IsNaN(InstanceScores.Elsewhere(answer, truth, [new PictureBox(1, 0, 0, 16, 16)])));
    }

    [Fact]
    public void Contrast_IsTheDifferenceToTheRing()
    {
        Assert.Equal(2, InstanceScores.Contrast(Grey(0, Box, 255), Box), 6);
        Assert.Equal(0, InstanceScores.Contrast(Grey(90), Box));
        // The ring is two pixels wide: what is farther away does not count.
        var near = new PictureBox(2, 2, 2, 10, 12);
        Assert.Equal(0, InstanceScores.Contrast(Grey(0, near, 255), Box));
        Assert.Equal(0, InstanceScores.Contrast(Grey(7), new PictureBox(1, 0, 0, 16, 16)));
    }

    [Fact]
    public void Matches_SurestFirstAndEachOnce()
    {
        DetectedObject One(double score, double shift, int label = 2) => new(label, score, 4 + shift, 4, 8 + shift, 10);

        Assert.Equal(0.9, InstanceScores.Matches([Box], [One(0.7, 0), One(0.9, 1)])[0]!.Score);
        Assert.Null(InstanceScores.Matches([Box], [One(0.9, 0, label: 1)])[0]);
        Assert.Null(InstanceScores.Matches([Box], [One(0.4, 0)])[0]); // not sure enough
        Assert.Null(InstanceScores.Matches([Box], [One(0.9, 2)])[0]); // an overlap of a third
        var twins = InstanceScores.Matches([Box, Box], [One(0.9, 0)]);
        Assert.Single(twins, match => match is not null);
    }

    [Fact]
    public void BoxWithoutPixelCentres_IsMeasuredAtOnePixel()
    {
        var tiny = new PictureBox(1, 4.6, 4.6, 5.4, 5.4);

        Assert.Equal(2, InstanceScores.Of(Grey(255), Grey(0), [tiny], [])[0].Error, 6);
        Assert.Empty(InstanceScores.Of(Grey(0), Grey(0), [Box with { IsIgnored = true }, new PictureBox(1, 5, 5, 5, 9)], []));
        Assert.Throws<ArgumentException>(() => InstanceScores.Of(Grey(0), new Picture(8, 8, new byte[192]), [Box], []));
    }

    [Fact]
    public void Report_TruthIsBestAndTheSameEachTime()
    {
        var world = new StreetsWorld(64);
        using var detector = new FasterRcnn(DunitRuns.Tiny.Detector, new Generator(3));
        detector.eval();
        IReadOnlyList<IReadOnlyList<StreetsQuestion>> sets = [.. new long[] { 1, 2 }.Select(seed => StreetsQuestion.Of(
            new StreetsTestSet(world, 4, seed), StreetDomain.Day, StreetDomain.Night))];

        InstanceReport Run() => InstanceReport.Run(
            sets, detector, 3, ("day", question => question.Input), ("night", question => question.Truth));
        var report = Run();

        Assert.Equal(0, report["night"].Error.Mean);
        Assert.True(report["day"].Error.Low > 0.1);
        Assert.True(report["day"].Lowest <= report["day"].Error.Mean && report["day"].Error.Mean <= report["day"].Highest);
        Assert.Equal(report.ToTable().Text, Run().ToTable().Text);
        Assert.InRange(report.Objects, report.Streets, 200);
        Assert.Throws<KeyNotFoundException>(() => report["rain"]);
        Assert.Contains("found none", Assert.Throws<ArgumentException>(
            () => InstanceReport.Run(sets, detector, 1000, ("day", question => question.Input))).Message);
        Assert.Throws<ArgumentException>(() => InstanceReport.Run([], detector, 3, ("day", question => question.Input)));
    }

    private static Picture Grey(byte ground, PictureBox? box = null, byte inside = 0)
    {
        byte[] rgb = new byte[16 * 16 * 3];
        for (int i = 0; i < rgb.Length; i++)
        {
            int x = i / 3 % 16, y = i / 3 / 16;
            rgb[i] = box is not null && x >= box.Left && x < box.Right && y >= box.Top && y < box.Bottom ? inside : ground;
        }
        return new Picture(16, 16, rgb);
    }
}
