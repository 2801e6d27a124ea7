using Unpaired.Exercises;
using Unpaired.Metrics;
using static TorchSharp.torch;

namespace Unpaired.Tests.Exercises;

public sealed class CompareExercisesTests
{
    private static readonly ExerciseSheet Sheet = new(CompareExercises.All);

    [Theory]
    [InlineData("compare-1", 616.6, true)]
    [InlineData("compare-1", 205.5, false)]
    [InlineData("compare-2", 480.8, true)]
    [InlineData("compare-2", 240.4, false)]
    [InlineData("compare-3", 0.6, true)]
    [InlineData("compare-3", 0.4, false)]
    [InlineData("compare-4", 10, true)]
    [InlineData("compare-4", 18, false)]
    public void Number_ByHand_IsJudged(string id, double answer, bool right) =>
        Assert.Equal(right, Sheet.Number(id, answer).Passed);

    [Fact]
    public void Spearman_OfRanksPassesAndOfValuesFails()
    {
        static double Pearson(double[] a, double[] b)
        {
            var (x, y) = (a.Select(v => v - a.Average()).ToList(), b.Select(v => v - b.Average()).ToList());
            return x.Zip(y, (p, q) => p * q).Sum() / Math.Sqrt(x.Sum(p => p * p) * y.Sum(q => q * q));
        }

        Assert.True(Sheet.Function("compare-5", (double[] a, double[] b) =>
            Pearson(RankCorrelation.Ranks(a), RankCorrelation.Ranks(b))).Passed);
        Assert.Contains("in the same order", Sheet.Function("compare-5", (Func<double[], double[], double>)Pearson).Message);
        static double[] Places(double[] values) =>
            [.. values.Select((v, i) => 1.0 + values.Select((w, j) => (w, j)).Count(e => e.w < v || (e.w == v && e.j < i)))];
        Assert.Contains("share the mean", Sheet.Function("compare-5", (double[] a, double[] b) =>
            Pearson(Places(a), Places(b))).Message);
    }

    [Fact]
    public void Interval_OfResampledMeansPassesAndOfValuesFails()
    {
        static (double, double) Ends(double[] sorted) =>
            (sorted[(int)(0.025 * sorted.Length)], sorted[(int)(0.975 * sorted.Length)]);
        (double Low, double High) Resampled(double[] values)
        {
            var random = new Random(1);
            return Ends([.. Enumerable.Range(0, 1000).Select(_ => Enumerable.Range(0, values.Length)
                .Average(_ => values[random.Next(values.Length)])).Order()]);
        }

        Assert.True(Sheet.Function("compare-6", Resampled).Passed);
        Assert.Contains("standard errors wide", Sheet.Function("compare-6",
            (double[] values) => ((double Low, double High))Ends([.. values.Order()])).Message);
    }

    [Fact]
    public void Precision_ByReachOfTruePointsPasses()
    {
        static double Share(Tensor of, Tensor points, int place)
        {
            var reach = cdist(of, of).sort(1).Values[.., place];
            return (cdist(points, of) < reach.unsqueeze(0)).any(1).to(float32).mean().item<float>();
        }

        Assert.True(Sheet.Function("compare-7", (Tensor real, Tensor made, int k) => Share(real, made, k)).Passed);
        Assert.Contains("that is the recall",
            Sheet.Function("compare-7", (Tensor real, Tensor made, int k) => Share(made, real, k)).Message);
        Assert.Contains("counted as its neighbour",
            Sheet.Function("compare-7", (Tensor real, Tensor made, int k) => Share(real, made, k - 1)).Message);
    }

    [Fact]
    public void ConditionalScore_WithoutExponentialPasses()
    {
        static double Score(Tensor p, Tensor q) => (p * (p / q).log()).sum(2).mean().item<float>();

        Assert.True(Sheet.Function("compare-8", (Tensor p) => Score(p, p.mean([1], keepdim: true))).Passed);
        Assert.Contains("exponential", Sheet.Function("compare-8", (Tensor p) =>
            Math.Exp(Score(p, p.mean([1], keepdim: true)))).Message);
        Assert.Contains("alike for each input", Sheet.Function("compare-8", (Tensor p) =>
            Score(p, p.mean([0, 1], keepdim: true))).Message);
    }

    [Theory]
    [InlineData("compare-p1", "c", new[] { 1.0, 2, 3 })]
    [InlineData("compare-p1", "a", new[] { 3.0, 2, 1 })]
    [InlineData("compare-p2", "a", new[] { 0.19, 0.2 })]
    [InlineData("compare-p2", "b", new[] { 0.202, 0.2 })]
    [InlineData("compare-p2", "c", new[] { 0.24, 0.2 })]
    [InlineData("compare-p3", "a", new[] { 0.8, 0.6 })]
    [InlineData("compare-p3", "b", new[] { 0.8, 0.82 })]
    [InlineData("compare-p3", "c", new[] { 0.8, 0.9 })]
    [InlineData("compare-p4", "b", new[] { 0.1, 0.5, -0.9 })]
    [InlineData("compare-p4", "c", new[] { 0.1, 0.5, 0.9 })]
    public void Guess_WhatHappened_IsSaid(string id, string happened, double[] measured) =>
        Assert.Contains($"({happened}) ", Sheet.Guess(id, "?", measured).Message);
}
