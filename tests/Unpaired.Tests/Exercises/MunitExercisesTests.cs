using Unpaired.Exercises;
using static TorchSharp.torch;

namespace Unpaired.Tests.Exercises;

public sealed class MunitExercisesTests
{
    private static readonly ExerciseSheet Sheet = new(MunitExercises.All);

    private static Tensor Normalised(Tensor x, bool unbiased = false, double epsilon = 1e-5)
    {
        var deviation = (x.var([2, 3], unbiased: unbiased, keepdim: true) + epsilon).sqrt();
        return (x - x.mean([2, 3], keepdim: true)) / deviation;
    }

    private static Tensor Broad(Tensor perChannel) => perChannel.unsqueeze(-1).unsqueeze(-1);

    [Fact]
    public void AdaIN_RightAndTypicallyWrong_AreToldApart()
    {
        Assert.True(Sheet.Function("munit-5",
            (Tensor x, Tensor bias, Tensor weight) => Normalised(x) * Broad(weight) + Broad(bias)).Passed);
        Assert.False(Sheet.Function("munit-5",
            (Tensor x, Tensor bias, Tensor weight) => Normalised(x) * Broad(bias) + Broad(weight)).Passed);
        Assert.False(Sheet.Function("munit-5",
            (Tensor x, Tensor bias, Tensor weight) => Normalised(x, unbiased: true) * Broad(weight) + Broad(bias)).Passed);
        Assert.False(Sheet.Function("munit-5",
            (Tensor x, Tensor bias, Tensor weight) => x * Broad(weight) + Broad(bias)).Passed);
        Assert.Contains("division by zero", Sheet.Function("munit-5", (Tensor x, Tensor bias, Tensor weight) =>
            Normalised(x, epsilon: 0) * Broad(weight) + Broad(bias)).Message);
        Assert.Contains("came back as", Sheet.Function("munit-5", (Tensor x, Tensor bias, Tensor weight) =>
            x.mean([2, 3])).Message);
    }

    [Fact]
    public void StyleWalk_SphericalPassesAndStraightFails()
    {
        static Tensor Spherical(Tensor from, Tensor to, double t)
        {
            Tensor a = from / from.norm(), b = to / to.norm();
            double angle = Math.Acos((a * b).sum().item<float>()), sine = Math.Sin(angle);
            var direction = a * (Math.Sin((1 - t) * angle) / sine) + b * (Math.Sin(t * angle) / sine);
            return direction * (from.norm() * (1 - t) + to.norm() * t);
        }

        Assert.True(Sheet.Function("munit-6", Spherical).Passed);
        Assert.Contains("the middle has length", Sheet.Function("munit-6",
            (Tensor from, Tensor to, double t) => from * (1 - t) + to * t).Message);
        Assert.Contains("t = 1 should give", Sheet.Function("munit-6", (Tensor from, Tensor to, double t) => from).Message);
        Assert.Contains("t = 0 should give", Sheet.Function("munit-6", (Tensor from, Tensor to, double t) => to).Message);
    }

    [Fact]
    public void BestConstant_MedianPassesAndMeanFails()
    {
        Assert.True(Sheet.Function("munit-7", (Tensor x) => x.quantile(tensor(0.5f), 0).squeeze(0)).Passed);
        Assert.Contains("can be lower", Sheet.Function("munit-7", (Tensor x) => x.mean([0])).Message);
        Assert.Contains("instead of [3, 5, 6]", Sheet.Function("munit-7", (Tensor x) => x).Message);
    }

    [Fact]
    public void Diversity_OverPairsPassesAndOverAllFails()
    {
        static Tensor Differences(Tensor x) => (x.unsqueeze(0) - x.unsqueeze(1)).abs().mean([2, 3, 4]);

        Assert.True(Sheet.Function("munit-8", (Tensor x) =>
            (double)Differences(x).sum().item<float>() / (x.shape[0] * (x.shape[0] - 1))).Passed);
        Assert.False(Sheet.Function("munit-8", (Tensor x) => (double)Differences(x).mean().item<float>()).Passed);
        Assert.False(Sheet.Function("munit-8", (Tensor x) => double.NaN).Passed);
    }

    [Theory]
    [InlineData("munit-1", 4096, true)]
    [InlineData("munit-1", 2048, false)]
    [InlineData("munit-3", 0.29, true)]
    [InlineData("munit-3", 0.145, false)]
    [InlineData("munit-4", 4, true)]
    [InlineData("munit-4", 8, false)]
    public void Number_ByHand_IsJudged(string id, double answer, bool right) =>
        Assert.Equal(right, Sheet.Number(id, answer).Passed);

    [Fact]
    public void Midpoint_OfTwoDrawnStyles_HasSquaredLengthFour()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var middle = (randn([20000, 8], generator: generator) + randn([20000, 8], generator: generator)) / 2;
        Assert.True(Sheet.Number("munit-4", Math.Round(middle.pow(2).sum(1).mean().item<float>(), 1)).Passed);
    }

    [Theory]
    [InlineData("munit-p1", "b", 0.2)]
    [InlineData("munit-p1", "a", 0.9)]
    [InlineData("munit-p2", "b", double.NaN, 40.0, 90.0)]
    [InlineData("munit-p2", "c", 60.0, 40.0, 20.0)]
    [InlineData("munit-p4", "c", 0.9, 0.5, 0.3, 0.4)]
    [InlineData("munit-p4", "d", 0.9, 0.5, 0.3, 0.2)]
    [InlineData("munit-p3", "b", 0.9)]
    public void Prediction_MeasuredNumbers_ChooseTheLetter(string id, string happened, params double[] measured) =>
        Assert.Equal(CheckOutcome.Right, Sheet.Guess(id, happened, measured).Outcome);

    [Fact]
    public void All_HintsAreGivenAndHoldNoNumberExpected()
    {
        Assert.All(MunitExercises.All.Where(exercise => exercise is not Prediction),
            exercise => Assert.NotEqual("", exercise.Hint));
        Assert.All(MunitExercises.All.OfType<NumberExercise>(),
            exercise => Assert.DoesNotContain(exercise.Expected.ToString("0.##"), exercise.Hint));
        Assert.All(MunitExercises.All.OfType<Prediction>(), prediction =>
            Assert.Subset(prediction.Options.Keys.ToHashSet(), prediction.Why.Keys.ToHashSet()));
    }
}
