using TorchSharp;
using TorchSharp.Modules;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Tests.Checkpoints;

public class StateDictTests
{
    [Fact]
    public void LoadInto_OtherType_ConvertsAndKeepsTheParameters()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(2, 1).to(float64);
        var weight = ((Linear)linear).weight!;
        var report = StateDict.LoadInto(linear,
            State(("weight", tensor([1.5f, -2f]).reshape(1, 2)), ("bias", tensor([3f]))), "x.pt");

        Assert.True(report.IsComplete);
        Assert.Equal(["weight", "bias"], report.Loaded);
        Assert.Same(weight, ((Linear)linear).weight);
        Assert.Equal([1.5, -2], weight.data<double>().ToArray());
        Assert.True(weight.requires_grad);
        Assert.Null(weight.grad);
    }

    [Fact]
    public void LoadInto_NothingFits_NamesAllThreeKindsAndCopiesNothing()
    {
        using var scope = NewDisposeScope();
        using var linear = (Linear)nn.Linear(2, 2);
        float before = linear.bias!.sum().item<float>();
        var e = Assert.Throws<StateDictException>(() => StateDict.LoadInto(linear,
            State(("bias", zeros(3)), ("extra", zeros(1)), ("more", zeros(1))), "dir/gen.pt: a"));

        Assert.Equal(["weight"], e.Report.Missing);
        Assert.Equal(["extra", "more"], e.Report.Unexpected);
        Assert.StartsWith("dir/gen.pt: a: 0 tensors fit, 1 missing, 2 unexpected, 1 of another shape.", e.Message);
        Assert.Contains("  bias: expected [2], file has [3]", e.Message);
        Assert.Contains("weight                 | extra", e.Message);
        Assert.Contains("                       | more", e.Message);
        Assert.Equal(before, linear.bias!.sum().item<float>());
    }

    [Fact]
    public void LoadInto_OneWrongShape_CopiesNothing()
    {
        using var scope = NewDisposeScope();
        using var linear = (Linear)nn.Linear(2, 2);
        using var before = linear.weight!.clone();

        var e = Assert.Throws<StateDictException>(() => StateDict.LoadInto(
            linear, State(("weight", zeros(2, 2)), ("bias", zeros(3))), "x"));
        Assert.Contains("configuration", e.Message);
        Assert.True(before.eq(linear.weight!).all().item<bool>());
    }

    [Fact]
    public void LoadInto_NotStrict_CopiesWhatFits()
    {
        using var scope = NewDisposeScope();
        using var linear = (Linear)nn.Linear(2, 2);
        var report = StateDict.LoadInto(linear, State(("bias", full(2, 9f)), ("extra", zeros(1))), "x", strict: false);

        Assert.Equal(["bias"], report.Loaded);
        Assert.Equal(["weight"], report.Missing);
        Assert.Equal(18, linear.bias!.sum().item<float>());
    }

    [Fact]
    public void LoadInto_LegacyNormBuffers_AreDroppedOnRequestAndHintedAtOtherwise()
    {
        using var scope = NewDisposeScope();
        using var linear = (Linear)nn.Linear(1, 1);
        var state = State(("weight", ones(1, 1)), ("bias", ones(1)), ("norm.running_mean", zeros(1)),
            ("norm.running_var", zeros(1)));

        Assert.Contains("dropLegacyNormBuffers",
            Assert.Throws<StateDictException>(() => StateDict.LoadInto(linear, state, "x")).Message);
        var report = StateDict.LoadInto(linear, state, "x", dropLegacyNormBuffers: true);
        Assert.Equal(["norm.running_mean", "norm.running_var"], report.Dropped);
        Assert.Contains("2 left out on purpose", report.ToString());
    }

    [Fact]
    public void LoadInto_BatchNormBefore04_NeedsNoCounter()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm2d(2);
        var state = State(("weight", ones(2)), ("bias", ones(2)), ("running_mean", full(2, 5f)),
            ("running_var", ones(2)));

        Assert.Throws<StateDictException>(() => StateDict.LoadInto(norm, state, "x"));
        StateDict.LoadInto(norm, state, "x", dropLegacyNormBuffers: true);
        Assert.Equal(5, StateDict.Of(norm)["running_mean"][0].item<float>());
    }

    [Fact]
    public void LoadInto_DataParallelNames_HintsAtThePrefix()
    {
        using var scope = NewDisposeScope();
        using var linear = (Linear)nn.Linear(1, 1);
        var state = State(("module.weight", ones(1, 1)), ("module.bias", ones(1)));

        Assert.Contains("StateDict.Below(state, \"module.\")",
            Assert.Throws<StateDictException>(() => StateDict.LoadInto(linear, state, "x")).Message);
        Assert.True(StateDict.LoadInto(linear, StateDict.Below(state, "module."), "x").IsComplete);
    }

    [Fact]
    public void LoadInto_OtherNetwork_SaysSo()
    {
        using var scope = NewDisposeScope();
        using var linear = (Linear)nn.Linear(1, 1);

        Assert.Contains("another network", Assert.Throws<StateDictException>(
            () => StateDict.LoadInto(linear, State(("a.x", ones(1)), ("b.y", ones(1))), "x")).Message);
    }

    private static OrderedDictionary<string, Tensor> State(params (string Name, Tensor Value)[] entries)
    {
        var result = new OrderedDictionary<string, Tensor>();
        foreach (var (name, value) in entries)
            result.Add(name, value);
        return result;
    }
}
