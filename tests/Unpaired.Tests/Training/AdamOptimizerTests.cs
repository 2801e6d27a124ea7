using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.Training;

public sealed class AdamOptimizerTests
{
    [Fact]
    public void Step_TwoHandWorkedSteps_FollowTheFormula()
    {
        using var scope = NewDisposeScope();
        var weight = nn.Parameter(tensor(new[] { 2.0 }));
        using var adam = new AdamOptimizer([weight], learningRate: 0.1, beta1: 0.5, beta2: 0.75, weightDecay: 0.5);
        weight.grad = tensor(new[] { 3.0 });
        adam.Step();
        // g = 3 + 0.5 · 2 = 4; m = 2, v = 4; both corrected: 4 and 16; the step is 0.1 · 4 / (4 + ε).
        double first = 2 - (0.1 * 4 / (4 + 1e-8));
        Assert.Equal(first, weight.item<double>(), 1e-12);
        weight.grad = tensor(new[] { -1.0 });
        adam.Step();
        double g = -1 + (0.5 * first), m = (0.5 * 2) + (0.5 * g), v = (0.75 * 4) + (0.25 * g * g);
        double second = first - (0.1 / (1 - 0.25) * m / ((Math.Sqrt(v) / Math.Sqrt(1 - (0.75 * 0.75))) + 1e-8));
        Assert.Equal(second, weight.item<double>(), 1e-12);
        Assert.Equal(2, adam.States[0].Steps);
    }

    [Theory]
    [InlineData(ScalarType.Float32, 1e-6)]
    [InlineData(ScalarType.Float64, 1e-14)]
    public void Step_LargeAndOddSizes_EqualsTorchSharpsAdam(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        foreach (long count in new long[] { 1, 13, 70_001 })
        {
            using var random = new Generator(5);
            Tensor Drawn() => empty(count, dtype: type).normal_(0, 1, random);
            var start = Drawn();
            var (ours, theirs, strided) =
                (nn.Parameter(start.clone()), nn.Parameter(start.clone()), nn.Parameter(start.clone()));
            using var adam = new AdamOptimizer([ours], 1e-2, 0.5, 0.999, 1e-4);
            using var plain = new AdamOptimizer([strided], 1e-2, 0.5, 0.999, 1e-4);
            using var reference = optim.Adam([theirs], 1e-2, 0.5, 0.999, weight_decay: 1e-4);
            for (int i = 0; i < 3; i++)
            {
                var gradient = Drawn();
                ours.grad = gradient.clone();
                theirs.grad = gradient.clone();
                // Every second element of a longer tensor: not contiguous, so the tensor operations are used.
                strided.grad = stack([gradient, gradient], 1).select(1, 0);
                adam.Step();
                plain.Step();
                reference.step();
            }
            Assert.True((ours - theirs).abs().max().to(float64).item<double>() < tolerance, $"{count} elements");
            Assert.True((strided - theirs).abs().max().to(float64).item<double>() < tolerance,
                $"{count} strided elements");
        }
    }

    [Fact]
    public void FusedUpdate_SeveralThreads_GivesTheSameBits()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(7);
        Tensor Drawn() => empty(200_003).uniform_(0, 1, random);
        var (start, gradient, mean, square) = (Drawn(), Drawn(), Drawn(), Drawn());
        Tensor Moved(int threads)
        {
            var parameter = start.clone();
            var state = new AdamState(mean.clone(), square.clone());
            FusedAdam.Update(parameter, gradient, state, new AdamFactors(0.1, 1, 0.5, 0.999, 1e-4, 1e-8), threads);
            return stack([parameter, state.Mean, state.Square]);
        }
        var expected = Moved(1);
        Assert.False(expected[0].Equals(start));
        Assert.True(expected.Equals(Moved(3)));
    }

    [Fact]
    public void Step_NoGradient_LeavesParameterAndState()
    {
        using var scope = NewDisposeScope();
        var weight = nn.Parameter(ones(3));
        using var adam = new AdamOptimizer([weight], 0.1);
        adam.Step();
        Assert.Equal(3, weight.sum().item<float>());
        Assert.Equal(0, adam.States[0].Steps);
        weight.grad = ones(3);
        adam.ZeroGradients();
        Assert.Null(weight.grad);
    }
}
