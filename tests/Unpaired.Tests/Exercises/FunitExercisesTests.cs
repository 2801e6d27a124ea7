using Unpaired.Exercises;
using static TorchSharp.torch;

namespace Unpaired.Tests.Exercises;

public sealed class FunitExercisesTests
{
    private static readonly ExerciseSheet Sheet = new(FunitExercises.All);

    [Fact]
    public void ClassCode_MeanOfCodesPassesAndCodeOfTheMeanFails()
    {
        Assert.True(Sheet.Function("funit-5",
            (Tensor x, Func<Tensor, Tensor> encode) => encode(x).mean([0], keepdim: true)).Passed);
        Assert.Contains("not the mean of their codes", Sheet.Function("funit-5",
            (Tensor x, Func<Tensor, Tensor> encode) => encode(x.mean([0], keepdim: true))).Message);
        Assert.Contains("another order", Sheet.Function("funit-5",
            (Tensor x, Func<Tensor, Tensor> encode) => encode(x.narrow(0, 0, 1))).Message);
        Assert.Contains("instead of [1, 6]", Sheet.Function("funit-5",
            (Tensor x, Func<Tensor, Tensor> encode) => encode(x).mean([0])).Message);
    }

    [Fact]
    public void OwnMap_ByLabelPassesAndByPlaceFails()
    {
        Assert.True(Sheet.Function("funit-6", (Tensor scores, Tensor labels) => stack(
            [.. Enumerable.Range(0, (int)labels.shape[0]).Select(n => scores[n][labels[n].item<long>()])])).Passed);
        Assert.Contains("got another map", Sheet.Function("funit-6",
            (Tensor scores, Tensor labels) => scores.select(1, 0)).Message);
        Assert.Contains("instead of [3, 2, 5]", Sheet.Function("funit-6",
            (Tensor scores, Tensor labels) => scores.index_select(1, labels)).Message);
    }

    [Fact]
    public void Hinge_CutBeforeTheMeanPasses()
    {
        static double Cut(Tensor x) => x.clamp_min(0).mean().item<float>();

        Assert.True(Sheet.Function("funit-7", (Tensor real, Tensor fake) => Cut(1 - real) + Cut(1 + fake)).Passed);
        Assert.False(Sheet.Function("funit-7", (Tensor real, Tensor fake) => Cut(1 + real) + Cut(1 - fake)).Passed);
        Assert.Contains("place by place", Sheet.Function("funit-7", (Tensor real, Tensor fake) =>
            Math.Max(0.0, 1 - real.mean().item<float>()) + Math.Max(0.0, 1 + fake.mean().item<float>())).Message);
    }

    [Fact]
    public void FeatureMatching_MeanOverPlacesFirstPasses()
    {
        Assert.True(Sheet.Function("funit-8", (Tensor a, Tensor b) =>
            (double)(a.mean([2, 3]) - b.mean([2, 3])).abs().mean().item<float>()).Passed);
        Assert.Contains("at other places", Sheet.Function("funit-8", (Tensor a, Tensor b) =>
            (double)(a - b).abs().mean().item<float>()).Message);
        Assert.False(Sheet.Function("funit-8", (Tensor a, Tensor b) =>
            (double)(a.mean([2, 3]) - b.mean([2, 3])).square().mean().item<float>()).Passed);
    }

    [Theory]
    [InlineData("funit-1", 4096, true)]
    [InlineData("funit-1", 2048, false)]
    [InlineData("funit-3", 0.85, true)]
    [InlineData("funit-3", 0.4, false)]
    [InlineData("funit-4", 15, true)]
    [InlineData("funit-4", 60, false)]
    public void Number_ByHand_IsJudged(string id, double answer, bool right) =>
        Assert.Equal(right, Sheet.Number(id, answer).Passed);

    [Theory]
    [InlineData(new long[] { 1, 512, 12, 20 }, true)]
    [InlineData(new long[] { 1, 512, 20, 12 }, false)]
    public void Shape_OfTheContentCode_IsJudged(long[] answer, bool right) =>
        Assert.Equal(right, Sheet.Shape("funit-2", answer).Passed);

    [Theory]
    [InlineData("funit-p1", "c", new[] { 0.6, 0.6, 0.5 })]
    [InlineData("funit-p2", "b", new[] { 0.5, 0.08 })]
    [InlineData("funit-p3", "a", new[] { 0.5, 0.4, 0.38, 0.37 })]
    [InlineData("funit-p3", "c", new[] { 0.5, 0.49, 0.48, 0.4 })]
    [InlineData("funit-p4", "b", new[] { 0.6, 0.55, 0.5, 0.45 })]
    [InlineData("funit-p4", "a", new[] { 0.4, 0.55, 0.5, 0.45 })]
    [InlineData("funit-p4", "c", new[] { 0.5, 0.4, 0.41, 0.45 })]
    [InlineData("funit-p4", "c", new[] { 0.401, 0.402, 0.403, 0.4 })]
    public void Guess_WhatWasMeasured_Holds(string id, string letter, double[] measured) =>
        Assert.True(Sheet.Guess(id, letter, measured).Passed);
}
