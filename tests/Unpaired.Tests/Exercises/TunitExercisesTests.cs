using Unpaired.Exercises;
using Unpaired.Tunit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Exercises;

public sealed class TunitExercisesTests
{
    private static readonly ExerciseSheet Sheet = new(TunitExercises.All);

    [Theory]
    [InlineData("tunit-1", 2.3026, true)]
    [InlineData("tunit-1", 3.3219, false)] // bits
    [InlineData("tunit-2", 0.0201, true)]
    [InlineData("tunit-2", 0.0899, false)]
    [InlineData("tunit-3", 0.5, true)]
    [InlineData("tunit-3", 1, false)] // the purity
    [InlineData("tunit-4", 4992, true)]
    [InlineData("tunit-4", 4096, false)] // FUNIT's
    public void Number_ByHand_IsJudged(string id, double answer, bool right) =>
        Assert.Equal(right, Sheet.Number(id, answer).Passed);

    [Fact]
    public void Joint_RightAndTypicallyWrong_AreToldApart()
    {
        static Tensor Table(Tensor p, Tensor q) => p.t().mm(q) / p.shape[0];
        static Tensor Half(Tensor table) => (table + table.t()) / 2;
        Assert.True(Sheet.Function("tunit-5", (Tensor p, Tensor q) => Half(Table(p, q))).Passed);
        Assert.Contains("not symmetric", Sheet.Function("tunit-5", Table).Message);
        Assert.Contains("sum to 7", Sheet.Function("tunit-5", (Tensor p, Tensor q) => Half(p.t().mm(q))).Message);
        Assert.Contains("instead of [3, 3]", Sheet.Function("tunit-5", (Tensor p, Tensor q) => p.mm(q.t()) / 49).Message);
        Assert.Contains("off by", Sheet.Function("tunit-5", (Tensor p, Tensor q) => Half(Table(p, p))).Message);
    }

    [Fact]
    public void Information_RightAndTypicallyWrong_AreToldApart()
    {
        static double Sum(Tensor joint, Tensor against) => (joint * (joint.clamp(min: 1e-12) / against).log()).sum().item<float>();
        static Tensor Rows(Tensor joint) => joint.sum(1, keepdim: true);
        static Tensor Columns(Tensor joint) => joint.sum(0, keepdim: true);
        Assert.True(Sheet.Function("tunit-6", (Tensor joint) => Sum(joint, Rows(joint) * Columns(joint))).Passed);
        Assert.Contains("drawn table", Sheet.Function("tunit-6", (Tensor joint) => joint.shape[0] == joint.shape[1]
            ? Sum(joint, Rows(joint) * Columns(joint)) : Sum(joint, Rows(joint) / joint.shape[1])).Message);
        Assert.Contains("0, not", Sheet.Function("tunit-6", (Tensor joint) => -Sum(joint, ones(1))).Message); // the entropy
        Assert.Contains("NaN", Sheet.Function("tunit-6", (Tensor joint) =>
            (double)(joint * (joint / (Rows(joint) * Columns(joint))).log()).sum().item<float>()).Message);
    }

    [Fact]
    public void Contrast_RightAndTypicallyWrong_AreToldApart()
    {
        static double Loss(Tensor query, Tensor key, Tensor queue, double temperature) =>
            TunitLosses.Contrast(query, key, queue, temperature).item<float>();
        Assert.True(Sheet.Function("tunit-7", (Tensor q, Tensor k, Tensor queue) => Loss(q, k, queue, 0.07)).Passed);
        Assert.Contains("Temperature 0.07",
            Sheet.Function("tunit-7", (Tensor q, Tensor k, Tensor queue) => Loss(q, k, queue, 1)).Message);
        Assert.Contains("ln 4", Sheet.Function("tunit-7", (Tensor q, Tensor k, Tensor queue) => 0.0).Message);
    }

    [Fact]
    public void Purity_RightAndTypicallyWrong_AreToldApart()
    {
        Assert.True(Sheet.Function("tunit-8", (int[] labels, int[] clusters) => labels.Zip(clusters)
            .GroupBy(pair => pair.Second).Sum(group => group.CountBy(pair => pair.First).Max(count => count.Value))
            / (double)labels.Length).Passed);
        Assert.Contains("purity 1", Sheet.Function("tunit-8", (int[] labels, int[] clusters) =>
            labels.Zip(clusters).Average(pair => pair.First == pair.Second ? 1.0 : 0)).Message);
        Assert.Contains("0.5, not 1", Sheet.Function("tunit-8", (int[] labels, int[] clusters) => 1.0).Message);
        // The accuracy, which lets no two clusters share a label.
        Assert.Contains("may share", Sheet.Function("tunit-8", (int[] labels, int[] clusters) =>
            Unpaired.Metrics.Clustering.ClusteringScores.Of(labels, clusters).Accuracy).Message);
    }

    [Theory]
    [InlineData("tunit-p1", "a", 0.7)]
    [InlineData("tunit-p1", "b", 0.4)]
    [InlineData("tunit-p1", "c", 0.12)]
    [InlineData("tunit-p2", "a", 1.0, 10.0)]
    [InlineData("tunit-p2", "b", 4.0, 10.0)]
    [InlineData("tunit-p2", "c", 10.0, 10.0)]
    [InlineData("tunit-p3", "a", 11.0, 10.0, 0.9)]
    [InlineData("tunit-p3", "b", 17.0, 10.0, 0.9)]
    [InlineData("tunit-p3", "c", 20.0, 10.0, 0.6)]
    [InlineData("tunit-p4", "a", 0.8, 0.7)]
    [InlineData("tunit-p4", "b", 0.8, 0.79)]
    [InlineData("tunit-p4", "c", 0.7, 0.8)]
    public void Prediction_Measured_SaysWhatHappened(string id, string letter, params double[] measured)
    {
        Assert.Contains($"({letter}) held", Sheet.Guess(id, letter, measured).Message);
        Assert.Contains($"What happened: ({letter})", Sheet.Guess(id, "?", measured).Message);
    }

    [Fact]
    public void All_HintsAreGivenAndEachLetterHasAReason()
    {
        Assert.All(TunitExercises.All.Where(exercise => exercise is not Prediction),
            exercise => Assert.NotEqual("", exercise.Hint));
        Assert.All(TunitExercises.All.OfType<Prediction>(), prediction =>
            Assert.Equal(prediction.Options.Keys.Order(), prediction.Why.Keys.Order()));
    }
}
