using Unpaired.Exercises;
using static TorchSharp.torch;

namespace Unpaired.Tests.Exercises;

public sealed class DunitExercisesTests
{
    private static readonly ExerciseSheet Sheet = new(DunitExercises.All);

    [Fact]
    public void Overlap_CutOffPassesAndNegativeSidesFail()
    {
        static Tensor Overlap(Tensor a, Tensor b, bool cut)
        {
            var (x, y) = (a.unsqueeze(1), b.unsqueeze(0));
            var sides = minimum(x[.., .., 2..], y[.., .., 2..]) - maximum(x[.., .., ..2], y[.., .., ..2]);
            if (cut) sides = sides.clamp_min(0);
            var both = sides.prod(2);
            static Tensor Area(Tensor one) => (one[.., .., 2] - one[.., .., 0]) * (one[.., .., 3] - one[.., .., 1]);
            return both / (Area(x) + Area(y) - both);
        }
        Assert.True(Sheet.Function("dunit-5", (Tensor a, Tensor b) => Overlap(a, b, cut: true)).Passed);
        Assert.Contains("do not meet", Sheet.Function("dunit-5", (Tensor a, Tensor b) => Overlap(a, b, cut: false)).Message);
        Assert.Contains("instead of [3, 2]", Sheet.Function("dunit-5", (Tensor a, Tensor b) => a).Message);
    }

    [Fact]
    public void Merge_MeanWherePlacedPasses()
    {
        Assert.True(Sheet.Function("dunit-6", (Tensor g, Tensor sum, Tensor count, double gamma) =>
            g + (gamma * (count > 0).to(float32) * ((sum / count.clamp_min(1)) - g))).Passed);
        Assert.Contains("stay as it is", Sheet.Function("dunit-6", (Tensor g, Tensor sum, Tensor count, double gamma) =>
            g + (gamma * ((sum / count.clamp_min(1)) - g))).Message);
        Assert.Contains("their mean counts", Sheet.Function("dunit-6", (Tensor g, Tensor sum, Tensor count, double gamma) =>
            g + (gamma * (count > 0).to(float32) * (sum - g))).Message);
        Assert.Contains("switches instances off", Sheet.Function("dunit-6", (Tensor g, Tensor sum, Tensor count, double gamma) =>
            g + ((count > 0).to(float32) * ((sum / count.clamp_min(1)) - g))).Message);
    }

    [Fact]
    public void AveragePrecision_RaisedPrecisionPassesAndRawFails()
    {
        static double Precision(bool[] hits, int objects, bool raised)
        {
            double area = 0, best = 0;
            var precisions = hits.Select((_, i) => hits.Take(i + 1).Count(hit => hit) / (i + 1.0)).ToArray();
            for (int i = hits.Length - 1; i >= 0; i--)
            {
                best = Math.Max(best, precisions[i]);
                if (hits[i]) area += (raised ? best : precisions[i]) / objects;
            }
            return area;
        }
        Assert.True(Sheet.Function("dunit-7", (bool[] hits, int objects) => Precision(hits, objects, raised: true)).Passed);
        Assert.Contains("raised to the later", Sheet.Function("dunit-7",
            (bool[] hits, int objects) => Precision(hits, objects, raised: false)).Message);
    }

    [Fact]
    public void Score_OfTheReleasedCodePassesAndPlainMeansFail()
    {
        Assert.True(Sheet.Function("dunit-8", (Tensor f) =>
        {
            var (n, m) = (f.shape[0], f.shape[1]);
            double apart = Math.Abs(n - m);
            return 0.5 * ((f.amax([0]).sum().item<float>() / (n + apart)) + (f.amax([1]).sum().item<float>() / (m + apart)));
        }).Passed);
        Assert.Contains("0.417", Sheet.Function("dunit-8", (Tensor f) =>
            0.5 * (f.amax([0]).mean().item<float>() + f.amax([1]).mean().item<float>())).Message);
    }

    [Theory]
    [InlineData("dunit-1", 0.1429, true)]
    [InlineData("dunit-1", 0.125, false)]
    [InlineData("dunit-2", 12, true)]
    [InlineData("dunit-2", 9, false)]
    [InlineData("dunit-3", 2, true)]
    [InlineData("dunit-3", 3.5, false)]
    [InlineData("dunit-4", 0.5833, true)]
    [InlineData("dunit-4", 0.4167, false)]
    public void Number_ByHand_IsJudged(string id, double answer, bool right) =>
        Assert.Equal(right, Sheet.Number(id, answer).Passed);

    [Theory]
    [InlineData("dunit-p1", "c", new[] { 0.02, 0.6 })]
    [InlineData("dunit-p1", "b", new[] { 0.2, 0.6 })]
    [InlineData("dunit-p1", "a", new[] { 0.4, 0.6 })]
    [InlineData("dunit-p2", "a", new[] { 0.0 })]
    [InlineData("dunit-p2", "b", new[] { 1e-6 })]
    [InlineData("dunit-p3", "c", new[] { 2 / 7.0, 2 / 25.0 })]
    [InlineData("dunit-p4", "a", new[] { 0.28, 0.30 })]
    [InlineData("dunit-p4", "b", new[] { 0.28, 0.282 })]
    [InlineData("dunit-p4", "c", new[] { 0.30, 0.28 })]
    [InlineData("dunit-p5", "a", new[] { 0.1, 0.05, 0.3 })]
    [InlineData("dunit-p5", "b", new[] { 0.0, 0.1, 0.3 })]
    [InlineData("dunit-p5", "c", new[] { 0.0, 0.2, 0.3 })]
    public void Guess_WhatWasMeasured_Holds(string id, string letter, double[] measured) =>
        Assert.True(Sheet.Guess(id, letter, measured).Passed);
}
