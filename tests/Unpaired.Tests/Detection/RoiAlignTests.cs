using Unpaired.Detection;
using static TorchSharp.torch;

namespace Unpaired.Tests.Detection;

public sealed class RoiAlignTests
{
    [Theory]
    [InlineData(2, false, 7, 7)]
    [InlineData(2, true, 3, 5)]
    [InlineData(0, false, 2, 2)]
    [InlineData(-1, true, 4, 3)]
    [InlineData(3, true, 1, 1)]
    public void Pool_BoxesOfAllKinds_IsThatOfThePlainLoop(int samples, bool aligned, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        var features = rand([2, 3, 9, 13], dtype: float64, generator: random).requires_grad_(true);
        // Inside, over the border, outside, without area, turned inside out, larger than the picture, a whole cell.
        var rois = tensor(new double[]
        {
            0, 3, 4, 21, 11, 1, -9, -9, 8, 30, 0, 60, 60, 80, 90, 1, 5, 5, 5, 5, 0, 20, 9, 4, 3, 1, -50, -50, 90, 90,
            0, 2, 2, 4, 4,
        }, [7, 5]);
        var options = new RoiAlignOptions(height, width, 0.5, samples, aligned);
        var pooled = RoiAlign.Pool(features, rois, options);
        var (expected, gradient) = RoiAlignLoop.Run(features.detach(), rois, options);
        Assert.Equal([7, 3, height, width], pooled.shape);
        BoxArithmeticTests.AssertNear(expected.ToDoubles(), pooled, 1e-12);
        pooled.sum().backward();
        BoxArithmeticTests.AssertNear(gradient.ToDoubles(), features.grad!, 1e-11);
    }

    [Fact]
    public void Pool_NoBoxes_GivesAnEmptyResult()
    {
        using var scope = NewDisposeScope();
        var options = new RoiAlignOptions(7, 7, 1, 2, false);
        Assert.Equal([0, 3, 7, 7], RoiAlign.Pool(zeros(1, 3, 4, 4), zeros(0, 5), options).shape);
        var error = Assert.Throws<ArgumentException>(() => RoiAlign.Pool(zeros(1, 3, 4, 4), zeros(2, 4), options));
        Assert.Contains("[2, 4]", error.Message);
    }

    [Fact]
    public void MultiScale_BoxesOfManySizes_ComeFromTheirLevelsInOrder()
    {
        using var scope = NewDisposeScope();
        var pooling = new MultiScaleRoiAlign(canonicalScale: 32);
        // Each map holds its own number everywhere.
        Tensor[] maps =
            [.. new[] { 16, 8, 4, 2 }.Select((side, i) => full([2, 1, side, side], (double)i, dtype: float64))];
        Tensor[] boxes =
            [tensor(new double[] { 0, 0, 60, 60, 0, 0, 5, 5 }, [2, 4]), tensor(new double[] { 0, 0, 20, 20 }, [1, 4])];
        var pooled = pooling.Pool(maps, boxes, [(64, 64), (60, 64)]);
        Assert.Equal([0.25, 0.125, 0.0625, 0.03125], pooling.Scales!);
        BoxArithmeticTests.AssertNear([2, 0, 1], pooled.select(3, 3).select(2, 3).select(1, 0));
    }
}
