using Unpaired.Tunit;

namespace Unpaired.Tests.Tunit;

public sealed class TunitScheduleTests
{
    [Theory]
    [InlineData(0, 1000, 0, 65, 66)]
    [InlineData(0.2, 1000, 20, 35, 36)]
    [InlineData(1, 1000, 0, 0, 1)]
    [InlineData(0, 2000, 0, 32, 33)]
    public void Of_Published_StartsPhasesAsTheOriginal(double labelled, int iterations, int unlabelled, int joint, int average)
    {
        var schedule = TunitSchedule.Of(new TunitConfig { LabelledShare = labelled, IterationsPerEpoch = iterations });
        Assert.Equal((unlabelled, joint, average), (schedule.UnlabelledStart, schedule.JointStart, schedule.AverageStart));
    }

    [Fact]
    public void Of_ShortEpochsWithoutStarts_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => TunitSchedule.Of(new TunitConfig { IterationsPerEpoch = 999 }));
        Assert.Contains("separated: expected an epoch, because iters is 999", error.Message);
    }

    [Fact]
    public void At_SemiSupervised_PutsLabelledIterationsFirst()
    {
        var schedule = TunitSchedule.Of(new TunitConfig
        {
            LabelledShare = 0.3,
            IterationsPerEpoch = 10,
            UnlabelledStart = 2,
            JointStart = 1,
            AverageStart = 1,
        });
        // Early epochs are labelled only, and at least 100 iterations long.
        Assert.Equal(new TunitPosition(0, 99, 100, true), schedule.At(99));
        Assert.Equal(new TunitPosition(1, 0, 100, true), schedule.At(100));
        Assert.Equal(new TunitPosition(2, 2, 10, true), schedule.At(202));
        Assert.Equal(new TunitPosition(2, 3, 10, false), schedule.At(203));
        Assert.True(schedule.At(209).IsLast);
        Assert.Equal(210, schedule.FirstOf(3));
        Assert.Equal(new TunitPosition(3, 0, 10, true), schedule.At(210));
    }
}
