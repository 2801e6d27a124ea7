using Unpaired.Exercises;
using Unpaired.Training;

namespace Unpaired.Tests.Exercises;

public sealed class LossTimesTests
{
    private static List<IReadOnlyList<LossValue>> History(IEnumerable<double> values) =>
        [.. values.Select(value => (IReadOnlyList<LossValue>)[new LossValue("image", value, 10)])];

    [Fact]
    public void HalvedAt_StepFunction_IsWhereTheMeanOfTenIsBelowHalf()
    {
        // Ten steps of 1, then 0: six zeros among ten make the mean 0.4.
        var history = History(Enumerable.Range(0, 30).Select(step => step < 10 ? 1.0 : 0.0));
        Assert.Equal(16, LossTimes.HalvedAt(history, "image"));
    }

    [Fact]
    public void HalvedAt_NeverOrTooShort_IsNotANumber()
    {
        Assert.Equal(double.NaN, LossTimes.HalvedAt(History(Enumerable.Repeat(1.0, 30)), "image"));
        Assert.Equal(double.NaN, LossTimes.HalvedAt(History([1, 0, 0]), "image"));
    }

    [Fact]
    public void HalvedAt_UnknownName_NamesTheKnownOnes() =>
        Assert.Contains("image", Assert.Throws<ArgumentException>(
            () => LossTimes.HalvedAt(History([1.0]), "style")).Message);
}
