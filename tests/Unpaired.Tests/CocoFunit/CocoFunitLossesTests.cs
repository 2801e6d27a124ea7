using Unpaired.CocoFunit;
using static TorchSharp.torch;
using static Unpaired.Tests.CocoFunit.CocoFunitSamples;

namespace Unpaired.Tests.CocoFunit;

public sealed class CocoFunitLossesTests
{
    // Scores 2 and -3, by hand: softplus(2) = 2.1269280, softplus(-2) = 0.1269280, softplus(3) = 3.0485874.
    [Theory]
    [InlineData(GanMode.Hinge, 2.0, 1.5, 0.5)]
    [InlineData(GanMode.LeastSquare, 4.25, 3.25, 4.25)]
    [InlineData(GanMode.NonSaturated, 1.58775767, 1.08775767, 1.58775767)]
    [InlineData(GanMode.Softplus, 1.58775767, 1.08775767, 1.58775767)]
    [InlineData(GanMode.Wasserstein, 0.5, -0.5, 0.5)]
    public void Losses_OfTwoScores_AreAsByHand(GanMode mode, double real, double fake, double generator)
    {
        using var scope = NewDisposeScope();
        var scores = tensor(new[] { 2.0, -3.0 }).view(2, 1, 1, 1);
        AssertClose(real, CocoFunitLosses.Discriminator(mode, scores, real: true).item<double>(), "real", 1e-7);
        AssertClose(fake, CocoFunitLosses.Discriminator(mode, scores, real: false).item<double>(), "fake", 1e-7);
        AssertClose(generator, CocoFunitLosses.Generator(mode, scores).item<double>(), "generator", 1e-7);
    }

    [Fact]
    public void Hinge_AtTheMargin_HasHalfTheGradient()
    {
        using var scope = NewDisposeScope();
        var scores = tensor(new[] { 1.0, 0.5, 1.5 }, requires_grad: true);
        CocoFunitLosses.Discriminator(GanMode.Hinge, scores, real: true).backward();
        AssertClose(tensor(new[] { -0.5, -1, 0 }) / 3, scores.grad!, "gradient", 1e-15);
    }
}
