using Unpaired.Funit;
using static TorchSharp.torch;
using static Unpaired.Tests.Funit.FunitSamples;

namespace Unpaired.Tests.Funit;

public sealed class FunitLossesTests
{
    [Fact]
    public void Hinge_HandWorkedScores_IsTheMeanOverPicturesAndPlaces()
    {
        using var scope = NewDisposeScope();
        var response = tensor(new[] { -2.0, 0.5, 1.5, 0.0 }).view(2, 1, 2);
        Assert.Equal((3 + 0.5 + 0 + 1) / 4, FunitLosses.Real(response).item<double>());
        Assert.Equal((0 + 1.5 + 2.5 + 1) / 4, FunitLosses.Fake(response).item<double>());
        Assert.Equal(0, FunitLosses.Deceive(response).item<double>());
        Assert.Equal(0.75, FunitLosses.JudgedReal(response).item<double>()); // r = 0 counts as real
    }

    [Fact]
    public void GradientPenalty_LinearScores_FallsWithTheCubeOfTheBatch()
    {
        using var scope = NewDisposeScope();
        // r = w x summed over pixels, one place: the gradient of each picture's own score is w everywhere.
        foreach (int batch in new[] { 1, 4 })
        {
            var w = tensor(3.0).requires_grad_(true);
            var x = randn(batch, 3, 2, 2, dtype: float64).requires_grad_(true);
            var response = (x * w).sum([1, 2, 3]).view(batch, 1, 1);
            var penalty = FunitLosses.GradientPenalty(response, x);
            AssertClose(batch * 12 * 9.0 / Math.Pow(batch, 3), penalty.item<double>(), "penalty", 1e-12);
            penalty.backward(); // d/dw of w²: second order
            AssertClose(batch * 12 * 6.0 / Math.Pow(batch, 3), w.grad!.item<double>(), "its gradient", 1e-12);
        }
    }

    [Fact]
    public void Pooled_Features_AreMeansOverPlaces()
    {
        using var scope = NewDisposeScope();
        var features = arange(24, dtype: float64).view(2, 3, 2, 2);
        double[] pooled = FunitLosses.Pooled(features).flatten().data<double>().ToArray();
        Assert.Equal([1.5, 5.5, 9.5, 13.5, 17.5, 21.5], pooled);
    }
}
