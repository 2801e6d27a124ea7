using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.Funit;

public sealed class RmsPropOptimizerTests
{
    [Fact]
    public void Step_HandWorkedNumbers_FollowsTheFormula()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(tensor(new[] { 2.0, -1.0 }));
        var still = nn.Parameter(tensor(new[] { 5.0 })); // without a gradient
        using var optimizer = new RmsPropOptimizer(
            [parameter, still], 0.1, alpha: 0.9, weightDecay: 0.5, epsilon: 0.01);
        double[] p = [2, -1], v = [0, 0];
        for (int step = 1; step <= 3; step++)
        {
            optimizer.ZeroGradients();
            (parameter * tensor(new[] { 3.0, step })).sum().backward();
            optimizer.Step();
            for (int i = 0; i < 2; i++)
            {
                double g = (i == 0 ? 3 : step) + 0.5 * p[i];
                v[i] = 0.9 * v[i] + 0.1 * g * g;
                p[i] -= 0.1 * g / (Math.Sqrt(v[i]) + 0.01);
            }
            Assert.Equal(p, parameter.detach().data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-14);
        }
        Assert.Equal((3L, 0L), (optimizer.States[0].Steps, optimizer.States[1].Steps));
        Assert.Equal(5, still.detach().item<double>());
    }
}
