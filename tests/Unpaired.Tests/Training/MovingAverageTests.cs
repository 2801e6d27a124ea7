using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.Training;

public sealed class MovingAverageTests
{
    [Fact]
    public void Update_HandWorked_FollowsTheFormula()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(1, 1, hasBias: false);
        var weight = layer.weight!;
        void Become(float value)
        {
            using var quiet = no_grad();
            weight.fill_(value);
        }
        Become(0);
        using var average = new MovingAverage([layer], decay: 0.2);
        // β = min(0.2, (1 + t) / (10 + t)): 0.1, 2/11, then 0.2.
        double expected = 0;
        foreach (var (value, beta) in new[] { (1f, 0.1), (3f, 2 / 11.0), (-2f, 0.2), (4f, 0.2) })
        {
            Become(value);
            average.Update();
            expected = (beta * expected) + ((1 - beta) * value);
        }
        Assert.Equal(4, average.Updates);
        using (average.Apply())
            Assert.Equal(expected, weight.item<float>(), 6);
        Assert.Equal(4f, weight.item<float>());
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Average_ImpossibleDecay_IsRefused(double decay)
    {
        using var layer = nn.Linear(1, 1);
        Assert.Contains(
            "at least 0 and below 1",
            Assert.Throws<ArgumentException>(() => new MovingAverage([layer], decay)).Message);
    }
}
