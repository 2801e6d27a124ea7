using Unpaired.Layers;
using Unpaired.Tests.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.Layers;

[Collection(TensorCount.Name)] // alone: it would make the collector's work hard for tests beside it
public sealed class NumberArithmeticTests
{
    [Fact]
    public void Operations_HandWorkedNumbers_AreThoseOfTheOperators()
    {
        using var scope = NewDisposeScope();
        Tensor X() => tensor(new[] { -2.0, 0.5, 3.0 });
        Assert.Equal([-0.5, 2.0, 4.5], X().Plus(1.5).data<double>().ToArray());
        Assert.Equal([-3.0, 0.75, 4.5], X().Times(1.5).data<double>().ToArray());
        Assert.Equal([-1.0, 0.25, 1.5], X().Over(2).data<double>().ToArray());
        var (a, b, c, d) = (X(), X(), X(), X());
        Assert.Same(a, a.TimesInPlace(2));
        Assert.Equal([-4.0, 1.0, 6.0], a.data<double>().ToArray());
        Assert.Equal([-3.0, -0.5, 2.0], b.PlusInPlace(-1).data<double>().ToArray());
        Assert.Equal([0.0, -0.5, -3.0], c.PlusInPlace(tensor(new[] { -1.0, 0.5, 3.0 }), -2).data<double>().ToArray());
        Assert.Equal([-0.5, 0.5, 3.0], d.LeakyReluInPlace(0.25).data<double>().ToArray());
    }

    [Fact]
    public void Times_WhileOtherThreadsCollectGarbage_NeverFails()
    {
        using var stop = new CancellationTokenSource();
        var collectors = Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                for (int i = 0; i < 2000; i++) GC.KeepAlive(new byte[1000]);
                GC.Collect(0);
            }
        })
        { IsBackground = true }).ToList();
        collectors.ForEach(thread => thread.Start());
        try
        {
            using var scope = NewDisposeScope();
            var x = ones(1).requires_grad_();
            for (int i = 0; i < 30_000; i++)
            {
                using var inner = NewDisposeScope();
                Assert.Equal(i + 0.5f, x.Times(i + 0.5).item<float>());
            }
        }
        finally
        {
            stop.Cancel();
            collectors.ForEach(thread => thread.Join());
        }
    }
}
