using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.Training;

public sealed class TrainingTests
{
    [Fact]
    public void StepSchedule_NoStepSize_KeepsTheRate()
    {
        var schedule = StepSchedule.Fresh(0.5, 0, 0.1);
        for (int i = 0; i < 100; i++) schedule.Step();
        Assert.Equal(0.5, schedule.LearningRate);
    }

    [Fact]
    public void StepSchedule_Resumed_DecaysOneIterationEarly()
    {
        var schedule = StepSchedule.Resumed(1, 4, 0.5, completed: 2);
        Assert.Equal((3, 1.0), (schedule.Counter, schedule.LearningRate));
        schedule.Step();
        Assert.Equal(0.5, schedule.LearningRate);
        // At the border it decays while it is made.
        Assert.Equal(0.5, StepSchedule.Resumed(1, 4, 0.5, completed: 3).LearningRate);
    }

    [Fact]
    public void LossPart_ReadAndTotal_KeepNamesOrderAndWeights()
    {
        using var scope = NewDisposeScope();
        LossPart[] parts = [new("first", 2, tensor(1.5)), new("second", 0, tensor(7.0))];
        var total = LossPart.Total(parts);
        var values = LossPart.Read(parts, "sum", total);
        Assert.Equal(
            [new LossValue("first", 1.5, 2), new LossValue("second", 7, 0), new LossValue("sum", 3, 1)], values);
        Assert.Equal("first 1.5 (x 2)", values[0].ToString());
    }

    [Fact]
    public void NonFiniteLossException_Message_NamesTheBadOnesAndAll()
    {
        var error = new NonFiniteLossException(
            12, [new("a", double.NaN, 1), new("b", 3, 1), new("c", double.NegativeInfinity, 1)]);
        Assert.StartsWith("Iteration 12: not finite: a, c.", error.Message);
        Assert.Contains("b 3 (x 1)", error.Message);
        Assert.Equal(3, error.Losses.Count);
    }
}
