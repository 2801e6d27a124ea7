using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.Training;

/// <summary>What tests of both trainers need: batches, comparison of runs, numerical gradients.</summary>
internal static class TwoDomainRuns
{
    /// <summary>The same random pictures in each call.</summary>
    internal static (Tensor A, Tensor B) Batch(int count, int height, int width, ScalarType type = ScalarType.Float64)
    {
        using var random = new Generator(17);
        Tensor Pictures() => empty(count, 3, height, width, dtype: type).uniform_(-1, 1, random);
        return (Pictures(), Pictures());
    }

    /// <summary>Tensors that this thread has made and not freed; other tests run beside.</summary>
    internal static long LiveTensors => TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    /// <summary>All parameters and buffers of two trainers, side by side.</summary>
    internal static IEnumerable<(string Name, Tensor Expected, Tensor Actual)> Pairs(
        TwoDomainTrainer expected, TwoDomainTrainer actual)
    {
        foreach (var (e, a) in expected.NamedNetworks.Zip(actual.NamedNetworks))
        {
            var others = a.Network.state_dict();
            foreach (var (key, value) in e.Network.state_dict()) yield return ($"{e.Name}.{key}", value, others[key]);
        }
    }

    internal static void AssertSameNetworks(TwoDomainTrainer expected, TwoDomainTrainer actual, string which = "")
    {
        foreach (var (name, e, a) in Pairs(expected, actual)
            .Where(pair => pair.Name.StartsWith(which, StringComparison.Ordinal)))
            Assert.True(e.Equals(a), name);
    }

    internal static void AssertClose(double expected, double actual, string name, double relative) => Assert.True(
        Math.Abs(expected - actual) <= relative * Math.Max(1, Math.Abs(expected)),
            $"{name}: expected {expected:R}, got {actual:R}");

    /// <summary>The largest gradient of a parameter equals the difference quotient of a total; the trainer must not
    /// move (rate 0).</summary>
    internal static void AssertGradient(nn.Module network, string parameter, Func<double> total)
    {
        const double step = 1e-6;
        var weight = network.named_parameters().Single(entry => entry.name == parameter).parameter;
        total();
        var gradient = weight.grad!.flatten();
        long index = gradient.abs().argmax().item<long>();
        double expected = gradient[index].item<double>();
        double Shifted(double shift)
        {
            using (no_grad()) weight.flatten()[index].add_(shift);
            return total();
        }
        double up = Shifted(step), down = Shifted(-2 * step);
        Shifted(step);
        AssertClose(expected, (up - down) / (2 * step), parameter, 1e-4);
    }
}
