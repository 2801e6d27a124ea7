using Unpaired.Munit;
using Unpaired.Tests.Training;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.Munit;

[Collection(TensorCount.Name)]
public sealed class MunitMemoryTests
{
    [Fact]
    public void TranslateMany_Twenty_LeavesNoTensorBehind()
    {
        using var scope = NewDisposeScope();
        using var trainer = new MunitTrainer(MunitTrainerTests.Tiny);
        using var translator = MunitTranslator.Of(trainer);
        using var style = translator.SampleStyles(1, 2);
        var pictures = Enumerable.Range(0, 10).Select(_ => MunitTranslatorTests.Sample(24, 28)).ToList();
        foreach (var _ in translator.TranslateMany(pictures, Direction.AtoB, style)) { }
        long before = Tensor.TotalCount;
        Assert.Equal(10, translator.TranslateMany(pictures, Direction.AtoB, style).Count());
        Assert.True(Tensor.TotalCount <= before);
    }
}
