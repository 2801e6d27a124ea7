using Unpaired.Exercises;
using static TorchSharp.torch;

namespace Unpaired.Tests.Exercises;

public sealed class UnitExercisesTests
{
    private static readonly ExerciseSheet Sheet = new(UnitExercises.All);

    [Theory]
    [InlineData("unit-1", 1_048_576, true)]
    [InlineData("unit-1", 262_144, false)]
    [InlineData("unit-2", 0.1, true)]
    [InlineData("unit-2", 0.3, false)]
    [InlineData("unit-2", 0.24, false)]
    [InlineData("unit-3", 1.5, true)]
    [InlineData("unit-3", 3, false)]
    [InlineData("unit-4", 147_712, true)]
    [InlineData("unit-4", 73_856, false)]
    public void Number_ByHand_IsJudged(string id, double answer, bool right) =>
        Assert.Equal(right, Sheet.Number(id, answer).Passed);

    [Fact]
    public void Divergence_RightAndTypicallyWrong_AreToldApart()
    {
        static Tensor Each(Tensor mean, Tensor log) => (mean.square() + log.exp() - 1 - log) / 2;

        Assert.True(Sheet.Function("unit-5", (Tensor mean, Tensor log) => Each(mean, log).sum(1)).Passed);
        Assert.Contains("4.5", Sheet.Function("unit-5", (Tensor mean, Tensor log) => Each(mean, log).mean([1])).Message);
        Assert.Contains("instead of [2]", Sheet.Function("unit-5", (Tensor mean, Tensor log) => Each(mean, log)).Message);
        Assert.Contains("above 0", Sheet.Function("unit-5",
            (Tensor mean, Tensor log) => (mean.square() / 2).sum(1)).Message);
        Assert.Contains("off by", Sheet.Function("unit-5", (Tensor mean, Tensor log) =>
            ((mean.square() + (log * 2).exp() - 1 - (log * 2)) / 2).sum(1)).Message); // a deviation, not a variance
        Assert.Contains("has divergence 0", Sheet.Function("unit-5",
            (Tensor mean, Tensor log) => (Each(mean, log) + 1).sum(1)).Message);
    }

    [Fact]
    public void CycleLoss_RightOrderPassesAndOthersFail()
    {
        static double Loss(Tensor back, Tensor x) => (back - x).abs().mean().item<float>();

        Assert.True(Sheet.Function("unit-6", (Tensor x, Func<Tensor, Tensor> encodeA, Func<Tensor, Tensor> decodeA,
            Func<Tensor, Tensor> encodeB, Func<Tensor, Tensor> decodeB) =>
            Loss(decodeA(encodeB(decodeB(encodeA(x)))), x)).Passed);
        Assert.Contains("mind the order", Sheet.Function("unit-6", (Tensor x, Func<Tensor, Tensor> encodeA,
            Func<Tensor, Tensor> decodeA, Func<Tensor, Tensor> encodeB, Func<Tensor, Tensor> decodeB) =>
            Loss(decodeB(encodeB(decodeA(encodeA(x)))), x)).Message);
        Assert.Contains("lose nothing", Sheet.Function("unit-6", (Tensor x, Func<Tensor, Tensor> encodeA,
            Func<Tensor, Tensor> decodeA, Func<Tensor, Tensor> encodeB, Func<Tensor, Tensor> decodeB) => 1.0).Message);
    }

    [Fact]
    public void Found_OfRowsPassesAndOfColumnsFails()
    {
        static Tensor Distances(Tensor a, Tensor b) => (a.unsqueeze(1) - b.unsqueeze(0)).square().sum(2);
        static double Share(Tensor found) => found.eq(arange(found.shape[0])).to(float64).mean().item<double>();

        Assert.True(Sheet.Function("unit-7", (Tensor a, Tensor b) => Share(Distances(a, b).argmin(1))).Passed);
        Assert.False(Sheet.Function("unit-7", (Tensor a, Tensor b) => Share(Distances(a, b).argmin(0))).Passed);
        Assert.Contains("share of 1", Sheet.Function("unit-7", (Tensor a, Tensor b) => 0.0).Message);
        Assert.Contains("finds its own: 0", Sheet.Function("unit-7", (Tensor a, Tensor b) => 1.0).Message);
    }

    [Fact]
    public void WrongMap_MirrorPasses_AndEachMistakeIsNamed()
    {
        Assert.True(Sheet.Function("unit-8", (double a) => 1 - a / 2).Passed);
        Assert.Contains("true translation", Sheet.Function("unit-8", (double a) => 1 + a / 2).Message);
        Assert.Contains("discriminator", Sheet.Function("unit-8", (double a) => -a).Message);
        Assert.Contains("finite", Sheet.Function("unit-8", (double a) => double.NaN).Message);
        int calls = 0; // every second quantile is mirrored: neighbours of the output come from both sides
        Assert.Contains("cycle", Sheet.Function("unit-8",
            (double a) => calls++ % 2 == 0 ? 1 + a / 2 : 1 - a / 2).Message);
    }

    [Theory]
    [InlineData("unit-p1", "a", 0.0)]
    [InlineData("unit-p1", "b", 0.4)]
    [InlineData("unit-p1", "c", 1.0)]
    [InlineData("unit-p2", "a", 4.0, 1.5)]
    [InlineData("unit-p2", "b", 2.5, 2.8)]
    [InlineData("unit-p2", "c", 2.0, 5.0)]
    [InlineData("unit-p3", "a", 0.04, 0.02)]
    [InlineData("unit-p3", "b", 0.3, 0.02)]
    [InlineData("unit-p3", "c", 0.9, 0.02)]
    [InlineData("unit-p4", "a", 0.6)]
    [InlineData("unit-p4", "b", 0.2)]
    [InlineData("unit-p4", "c", 1.4)]
    [InlineData("unit-p5", "a", 0.4, 0.3, 0.2)]
    [InlineData("unit-p5", "c", 0.3, 0.3, 0.5)]
    public void Prediction_MeasuredNumbers_ChooseTheLetter(string id, string happened, params double[] measured) =>
        Assert.Equal(CheckOutcome.Right, Sheet.Guess(id, happened, measured).Outcome);

    [Fact]
    public void All_HintsAreGivenAndHoldNoNumberExpected()
    {
        Assert.All(UnitExercises.All.Where(exercise => exercise is not Prediction),
            exercise => Assert.NotEqual("", exercise.Hint));
        Assert.All(UnitExercises.All.OfType<NumberExercise>(),
            exercise => Assert.DoesNotContain(exercise.Expected.ToString("0.##"), exercise.Hint));
        Assert.All(UnitExercises.All.OfType<Prediction>(), prediction =>
            Assert.Equal(prediction.Options.Keys.Order(), prediction.Why.Keys.Order()));
    }
}
